"""Counting who brought a document."""

from malote.documents.sources import each_mail_once


def mail(uid: int, epoch: str = "1", fingerprint: str = "a", box: str = "notas") -> dict[str, str]:
    return {"SK": f"{epoch}{uid}", "mailbox_id": box, "epoch": epoch, "fingerprint": fingerprint}


def test_two_mails_alike_are_two() -> None:
    assert len(each_mail_once([mail(1), mail(2)])) == 2


def test_a_renumbered_mail_is_one_however_the_epochs_compare_as_text() -> None:
    found = each_mail_once([mail(1, "10"), mail(7, "9"), mail(8, "9"), mail(2, "10", "b")])
    assert [source["SK"] for source in found] == ["101", "102"]


def test_another_mailbox_and_an_upload_count_for_themselves() -> None:
    upload = {"SK": "UPLOAD#1", "kind": "upload"}
    sources = [mail(1), mail(1, "5", box="outra"), upload, {"SK": "UPLOAD#2", "kind": "upload"}]
    assert each_mail_once(sources) == sources
