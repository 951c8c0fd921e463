"""Mailboxes that tenants make, change and delete: only what works is saved."""

from typing import Any

import pytest

from malote.errors import (
    AccountTestFailed,
    AlreadyExists,
    CredentialsRefused,
    FolderMissing,
    HostUnreachable,
    IdempotencyMismatch,
    InvalidInput,
    NotFound,
)
from malote.mailboxes.models import AfterImport
from tests.fakes.stores import NOON
from tests.unit.mailboxes.desk import GRANT, Desk

TESTED, CREATED = "mailbox.tested", "mailbox.created"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_new_mailbox_is_tested_kept_and_read(desk: Desk) -> None:
    made = desk.create(folder="Notas", after_import="move", move_to="Lidas")
    assert desk.stored() == made
    assert (made.folder, made.after_import, made.paused) == ("Notas", AfterImport.MOVE, None)
    assert desk.vault.kept == {made.secret_name: {"password": "p1"}}
    assert made.secret_name.startswith("mailbox/acme/notas/")
    assert [each.secret.get_secret_value() for each in desk.server.credentials] == ["p1"]
    assert [each.mailbox_id for each in desk.polls.sent] == ["notas"]
    assert desk.polls.sent[0].forced
    assert desk.told == [TESTED, CREATED]
    assert len({each.entry_id for each in desk.trail.kept}) == 2
    details = desk.trail.kept[1].details
    assert details["host"] == "imap.acme.test"
    assert "p1" not in str(desk.trail.kept)


@pytest.mark.parametrize("error", [CredentialsRefused("no"), FolderMissing(), HostUnreachable()])
def test_what_does_not_work_is_not_saved(desk: Desk, error: Any) -> None:
    desk.server.error = error
    with pytest.raises(AccountTestFailed) as failed:
        desk.create()
    assert (failed.value.report.step, failed.value.report.code) == (error.step, error.code)  # type: ignore[attr-defined]
    assert (desk.store.kept, desk.vault.kept, desk.polls.sent) == ({}, {}, [])
    assert desk.told == [TESTED]


def test_an_id_is_taken_once(desk: Desk) -> None:
    desk.create()
    with pytest.raises(AlreadyExists):
        desk.create()
    with pytest.raises(AlreadyExists):
        desk.create(key="k")
    assert desk.told == [TESTED, CREATED]
    assert desk.unnamed == set()


def test_the_same_request_again_is_answered_again(desk: Desk) -> None:
    made = desk.create(key="k")
    assert desk.create(key="k") == made
    assert desk.told == [TESTED, CREATED]
    with pytest.raises(IdempotencyMismatch):
        desk.create(key="k", folder="Outra")
    with pytest.raises(AlreadyExists):
        desk.create(key="another")
    desk.change(password="p2")
    with pytest.raises(AlreadyExists):
        desk.create(key="k")


def test_a_key_whose_test_failed_may_come_again(desk: Desk) -> None:
    desk.server.error = CredentialsRefused("no")
    with pytest.raises(AccountTestFailed):
        desk.create(key="k")
    desk.server.error = None
    assert desk.create(key="k", folder="Outra").folder == "Outra"


def test_a_secret_is_needed(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="password: falta"):
        desk.create(password=None)
    with pytest.raises(InvalidInput, match="grant: falta"):
        desk.create(password=None, auth="google")
    assert desk.told == []


def test_a_grant_is_kept_as_its_test_left_it(desk: Desk) -> None:
    made = desk.create(password=None, auth="google", grant=GRANT)
    assert desk.server.credentials[0].secret.get_secret_value() == "token 1"
    assert desk.vault.kept[made.secret_name]["refresh_token"] == "refresh 1"


def test_settings_change_and_the_password_stays(desk: Desk) -> None:
    before = desk.create()
    after = desk.change(password=None, after_import="mark_seen")
    assert desk.stored() == after
    assert (after.secret_name, after.after_import) == (before.secret_name, AfterImport.MARK_SEEN)
    assert after.revision != before.revision
    assert desk.store.restarted == []
    assert desk.told[2:] == [TESTED, "mailbox.changed"]
    assert desk.trail.kept[-1].details == {"after_import": "mark_seen"}
    assert len(desk.polls.sent) == 2


@pytest.mark.parametrize(
    "elsewhere",
    [{"host": "evil.test"}, {"port": 143}, {"security": "starttls"}, {"username": "b"},
     {"auth": "google"}],
)  # fmt: skip
def test_a_stored_password_goes_nowhere_else(desk: Desk, elsewhere: dict[str, Any]) -> None:
    before = desk.create()
    del desk.server.credentials[:]
    with pytest.raises(InvalidInput, match="a guardada só serve"):
        desk.change(password=None, **elsewhere)
    with pytest.raises(InvalidInput, match="a guardada só serve"):
        desk.test(id="notas", password=None, **elsewhere)
    assert desk.server.credentials == []
    assert desk.stored() == before


@pytest.mark.parametrize(
    ("wanted", "restarted"),
    [({"host": "new.test"}, True), ({"username": "b"}, True), ({"folder": "Notas"}, True),
     ({"after_import": "move"}, False), ({"port": 143}, False), ({}, False)],
)  # fmt: skip
def test_another_place_is_read_from_its_first_mail(
    desk: Desk, wanted: dict[str, Any], restarted: bool
) -> None:
    desk.create()
    desk.change(password="p2", **wanted)
    assert desk.store.restarted == (["notas"] if restarted else [])
    assert list(desk.vault.kept.values()) == [{"password": "p2"}]
    assert desk.told[-1] == "mailbox.credential_changed"


def test_a_change_that_does_not_work_changes_nothing(desk: Desk) -> None:
    before = desk.create()
    desk.server.error = CredentialsRefused("no")
    with pytest.raises(AccountTestFailed):
        desk.change(password="p2")
    assert desk.stored() == before
    assert desk.opened_by == {("imap.acme.test", "p1")}
    assert desk.told[2:] == [TESTED]


def test_a_paused_one_resumes_with_its_new_password(desk: Desk) -> None:
    assert desk.store.pause(desk.create(), CredentialsRefused("no"), NOON)
    desk.change(password="p2")
    assert desk.stored().paused is None


def test_nobody_changes_tests_or_deletes_what_is_not_there(desk: Desk) -> None:
    for deed in (desk.change, desk.delete, desk.test_stored, desk.pause, desk.resume):
        with pytest.raises(NotFound):
            deed()
    assert desk.told == []


def test_a_test_saves_nothing(desk: Desk) -> None:
    report = desk.test()
    assert report.status == "ok"
    assert "INBOX: 3 e-mails." in report.message
    made = desk.create()
    assert desk.test(id="notas", password=None, folder="Outra").status == "ok"
    desk.server.error = CredentialsRefused("no")
    report = desk.test_stored()
    assert (report.status, report.step) == ("failed", "login")
    assert desk.stored() == made
    assert len(desk.vault.kept) == 1
    assert desk.told == [TESTED, TESTED, CREATED, TESTED, TESTED]


def test_a_test_touches_no_mail(desk: Desk) -> None:
    desk.create(after_import="move")
    assert [each.after_import for each in desk.server.opened] == [AfterImport.LEAVE]


def test_a_deleted_one_is_gone_and_may_be_made_again(desk: Desk) -> None:
    desk.create()
    desk.delete()
    assert (desk.store.kept, desk.vault.kept) == ({}, {})
    assert desk.told[-1] == "mailbox.deleted"
    assert desk.create().mailbox_id == "notas"
