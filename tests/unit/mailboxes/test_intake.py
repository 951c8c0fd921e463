"""What becomes of mails, over fakes: what is fetched, stored, set aside, written down."""

import pytest

from malote.mailboxes.models import Cursor, MailOutcome, Part
from tests.unit.mailboxes.world import XML, World
from tests.unit.unpacking.archives import zip_of


def test_a_document_is_stored_and_the_rest_is_remembered(world: World) -> None:
    world.folder.add(("text/plain", "", b"Segue."), ("application/xml", "n.xml", XML % 1))
    world.folder.add(("text/plain", "", b"Bom dia"))
    report = world.report()
    assert (report.mails, report.stored, report.ignored) == (2, 1, 1)
    assert list(world.archive.inbox.values()) == [XML % 1]
    outcomes = [mail.outcome for mail in world.ledger.mails.values()]
    assert outcomes == [MailOutcome.STORED, MailOutcome.IGNORED]
    assert world.ledger.mails[1, 2].reason == "no_document"
    assert world.mailboxes.cursor == Cursor(1, 2)


def test_a_pdf_is_peeked_into_and_never_fetched(world: World) -> None:
    world.folder.add(("application/pdf", "danfe.pdf", b"%PDF-1.4" + bytes(10_000)))
    assert world.report().ignored == 1
    assert world.folder.asked == ["survey 1", "peek 1"]


def test_an_xml_that_says_it_is_an_image_is_found(world: World) -> None:
    world.folder.add(("image/png", "logo.png", XML % 1))
    assert world.report().stored == 1
    assert world.folder.asked == ["survey 1", "peek 1", "fetch 1"]


@pytest.mark.parametrize(
    ("kind", "size", "outcome"),
    [
        ("application/pdf", 10_000, MailOutcome.IGNORED),
        ("application/xml", 30_000_000, MailOutcome.QUARANTINED),
        ("application/xml", 2_000, MailOutcome.QUARANTINED),
    ],
)
def test_no_name_of_a_strangers_stops_the_mailbox(
    world: World, kind: str, size: int, outcome: MailOutcome
) -> None:
    """``=?utf-7?q?+2AA-.xml?=`` is half of a surrogate pair: no store takes that for text."""
    name = "x" * 500 + "\ud800\r\n" + ("" if size == 10_000 else ".xml")
    world.folder.mails[1] = [(Part("1", kind, "8bit", size, name), b"%PDF")]
    world.folder.withheld = {(1, "1")} if size == 2_000 else set()
    world.report()
    (part,) = world.ledger.mails[1, 1].parts
    assert part.outcome is outcome
    assert part.path.isprintable()
    assert len(part.path) == 120


def test_several_documents_of_one_zip(world: World) -> None:
    archive = zip_of({f"{number}.xml": XML % number for number in range(3)})
    world.folder.add(("application/zip", "notas.zip", archive))
    assert world.report().stored == 1
    assert len(world.archive.inbox) == 3
    paths = [part.path for part in world.ledger.mails[1, 1].parts]
    assert paths == ["notas.zip/0.xml", "notas.zip/1.xml", "notas.zip/2.xml"]


def test_an_archive_that_inflates_is_put_as_it_comes_out(world: World) -> None:
    documents = {f"{number}.xml": XML % number + b" " * 5_000_000 for number in range(10)}
    world.folder.add(("application/zip", "notas.zip", zip_of(documents)))
    world.report()
    assert len(world.archive.inbox) == 10
    assert world.archive.most_at_once < 8 * 1024 * 1024


def test_many_mails_take_few_round_trips(world: World) -> None:
    for number in range(200):
        world.folder.add(("application/xml", "n.xml", XML % number))
    assert world.report().stored == 200
    assert world.folder.asked == ["survey 200", "fetch 200"]


def test_a_batch_is_as_many_mails_as_fit_in_its_bytes(world: World) -> None:
    for number in range(3):
        world.folder.add(("application/xml", "n.xml", XML % number + b" " * 5_000_000))
    assert world.report().stored == 3
    assert world.folder.asked == ["survey 3", "fetch 1", "fetch 1", "fetch 1"]


def test_what_cannot_be_opened_goes_to_quarantine_with_its_bytes(world: World) -> None:
    rar = b"Rar!\x1a\x07\x01\x00..."
    world.folder.add(("application/x-rar", "notas.rar", rar))
    report = world.report()
    assert report.quarantined == 1
    (kept,) = world.quarantine.kept.values()
    assert kept.reason.code == "archive_unsupported"
    assert world.archive.aside == {kept.blob_id: rar}
    assert world.archive.inbox == {}


def test_a_part_over_the_cap_is_told_and_not_fetched(world: World) -> None:
    big = XML % 1 + b" " * (21 * 1024 * 1024)
    world.folder.add(("application/xml", "n.xml", big))
    assert world.report().quarantined == 1
    (kept,) = world.quarantine.kept.values()
    assert (kept.reason.code, kept.size) == ("attachment_too_large", None)
    assert "fetch 1" not in world.folder.asked


def test_a_mail_that_vanished_is_ignored_and_one_not_handed_over_is_not(world: World) -> None:
    deleted = world.folder.add(("application/xml", "a.xml", XML % 1))
    odd = world.folder.add(("application/xml", "b.xml", XML % 2))
    world.folder.gone.add(deleted)
    world.folder.undescribed.add(odd)
    world.report()
    assert world.ledger.mails[1, deleted].reason == "vanished"
    assert world.ledger.mails[1, odd].outcome is MailOutcome.QUARANTINED
    (kept,) = world.quarantine.kept.values()
    assert kept.reason.code == "mail_unreadable"


@pytest.mark.parametrize("kind", ["application/xml", "application/zip", "image/png"])
def test_a_part_that_is_not_handed_over_is_told(world: World, kind: str) -> None:
    uid = world.folder.add((kind, "nota", XML % 1), ("application/xml", "b.xml", XML % 2))
    world.folder.withheld.add((uid, "1"))
    report = world.report()
    assert list(world.archive.inbox.values()) == [XML % 2]
    assert report.stored == 1
    (kept,) = world.quarantine.kept.values()
    assert kept.reason.code == "mail_unreadable"


def test_parts_of_one_name_are_told_of_each(world: World) -> None:
    world.folder.add(*[("application/xml", "nfe.xml", XML % 1)] * 3)
    world.folder.withheld = {(1, "1"), (1, "3")}
    world.report()
    assert len(world.quarantine.kept) == 2


@pytest.mark.parametrize("size", [0, 100])
def test_nothing_in_the_place_of_a_content_is_told(world: World, size: int) -> None:
    """Unless nothing was announced."""
    world.folder.mails[1] = [(Part("1", "application/zip", "base64", size, "a.zip"), b"")]
    assert (world.report().quarantined, len(world.quarantine.kept)) == (bool(size), bool(size))


def test_a_mail_of_too_many_large_parts_does_not_ask_for_all(world: World) -> None:
    spaces = b" " * (18 * 1024 * 1024)
    world.folder.add(*(("application/xml", f"{n}.xml", XML % n + spaces) for n in range(4)))
    world.report()
    codes = [kept.reason.code for kept in world.quarantine.kept.values()]
    assert codes.count("attachment_too_large") == 4  # two unread, two larger than any document


def test_a_poisoned_mail_stops_nothing(world: World) -> None:
    boundary = b"Content-Type: multipart/mixed; boundary*=undefined''a\r\n\r\n--a\r\n\r\nx\r\n--a--"
    world.folder.add(("application/xml", "a.xml", XML % 1))
    world.folder.add(("message/rfc822", "mau.eml", boundary))
    world.folder.add(("application/xml", "b.xml", XML % 2))
    assert world.report().mails == 3
    assert world.mailboxes.cursor == Cursor(1, 3)


def test_hundreds_of_refusals_are_kept_as_one(world: World) -> None:
    archive = zip_of({f"{n}.rar": b"Rar!\x1a\x07\x01\x00%d" % n for n in range(300)})
    world.folder.add(("application/zip", "notas.zip", archive))
    assert world.report().quarantined == 1
    assert len(world.archive.aside) == 20
    assert archive in world.archive.aside.values()
