"""Polls in their tenant's hand."""

import pytest

from malote.audit import Action
from malote.errors import ChangedMeanwhile, CredentialsRefused, MailboxPaused
from malote.mailboxes.views import MailboxView
from tests.fakes.stores import NOON
from tests.fakes.trail import entry
from tests.unit.mailboxes.desk import Desk

ASKED = entry(Action.POLL_REQUESTED, "notas")


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.create()
    del desk.polls.sent[:], desk.trail.kept[:]
    return desk


def test_a_pause_and_its_end(desk: Desk) -> None:
    before = desk.stored()
    desk.pause()
    paused = MailboxView.of(desk.stored()).paused
    assert paused
    assert (paused.code, paused.since) == ("paused_by_user", NOON)
    assert paused.message.startswith("Um usuário")
    with pytest.raises(MailboxPaused):
        desk.by_hand.ask(ASKED)
    desk.resume()
    after = desk.stored()
    assert after.model_copy(update={"revision": before.revision}) == before
    assert after.revision != before.revision
    assert desk.store.restarted == []
    assert [each.forced for each in desk.polls.sent] == [True]
    assert desk.told == ["mailbox.paused", "mailbox.resumed"]


def test_again_does_nothing(desk: Desk) -> None:
    desk.resume()
    assert (desk.told, desk.polls.sent) == ([], [])
    desk.pause()
    desk.pause()
    assert desk.told == ["mailbox.paused"]


def test_why_it_was_paused_is_not_written_over(desk: Desk) -> None:
    desk.store.pause(desk.stored(), CredentialsRefused("no"), NOON)
    desk.pause()
    assert desk.stored().paused == "credentials_refused"
    desk.resume()
    assert desk.stored().paused is None


def test_who_comes_late_is_told(desk: Desk) -> None:
    rivals = iter(["rival"])

    def rival(step: str) -> None:
        if next(rivals, None):
            desk.change(password=None, move_to="rival")

    desk.watch(rival)
    with pytest.raises(ChangedMeanwhile):
        desk.pause()
    assert desk.stored().paused is None


def test_a_poll_now(desk: Desk) -> None:
    desk.by_hand.ask(ASKED)
    (request,) = desk.polls.sent
    assert (request.mailbox_id, request.forced, request.requested_at) == ("notas", True, NOON)
    assert desk.told == ["mailbox.poll_requested"]
