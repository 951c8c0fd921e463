"""One poll of one mailbox, over fakes: what is remembered, and how it ends."""

from datetime import timedelta

import pytest

from malote.audit import Action
from malote.errors import CredentialsRefused, FolderMissing, HostUnreachable, MailboxError
from malote.mailboxes.models import AfterImport, Cursor
from tests.fakes.stores import NOON
from tests.unit.mailboxes.world import MAILBOX, REQUEST, XML, World
from tests.unit.unpacking.archives import zip_of


def test_what_was_read_is_not_read_again(world: World) -> None:
    world.folder.add(("application/xml", "n.xml", XML % 1))
    world.report()
    world.folder.asked.clear()
    world.folder.add(("application/xml", "n.xml", XML % 2))
    assert world.report().mails == 1
    assert world.folder.asked == ["survey 1", "fetch 1"]


def test_a_new_epoch_is_read_whole_and_duplicates_nothing(world: World) -> None:
    world.folder.add(("application/xml", "n.xml", XML % 1))
    world.report()
    world.folder.uid_validity = 2
    report = world.report()
    assert (report.stored, report.duplicate) == (0, 1)
    assert world.mailboxes.cursor == Cursor(2, 1)
    assert len(world.archive.inbox) == 1


def test_small_mails_that_hold_much_move_the_cursor_on_the_way(world: World) -> None:
    archive = zip_of({f"{number}.xml": XML % number for number in range(400)})
    for _ in range(4):
        world.folder.add(("application/zip", "notas.zip", archive))
    world.ticks = [0.0, 41.0]
    report, again = world.poll()
    assert report
    assert (report.mails, report.more) == (2, True)
    assert again


def test_out_of_time_the_rest_goes_to_a_next_message_at_once(world: World) -> None:
    for number in range(3):
        world.folder.add(("application/xml", "n.xml", XML % number + b" " * 5_000_000))
    world.ticks = [0.0, 10.0, 41.0]
    report, again = world.poll()
    assert report
    assert report.more
    assert world.mailboxes.cursor == Cursor(1, 2)
    assert again == REQUEST
    assert world.report().mails == 1


def test_asked_again_during_the_poll_it_goes_on(world: World) -> None:
    world.mailboxes.asked_again = True
    _, again = world.poll()
    assert again


@pytest.mark.parametrize("error", [CredentialsRefused("no"), FolderMissing("x")])
def test_a_final_error_pauses_the_mailbox_at_once(world: World, error: MailboxError) -> None:
    world.error = error
    report = world.report()
    assert (report.error, report.paused) == (error, True)
    assert world.mailboxes.mailbox.paused == error.code
    assert world.poll() == (None, None)
    [told] = world.trail.kept
    assert (told.action, told.target) == (Action.MAILBOX_PAUSED, "notas")
    assert told.details == {"reason": error.code}


def test_a_transient_error_backs_off_and_pauses_nothing(world: World) -> None:
    world.error = HostUnreachable("no route")
    world.report()
    assert world.mailboxes.mailbox.paused is None
    assert world.trail.kept == []
    ((_, retry_at),) = world.mailboxes.released
    assert retry_at == NOON + timedelta(minutes=10)


def test_a_poll_that_lost_its_lease_writes_no_more(world: World) -> None:
    for number in range(3):
        world.folder.add(("application/xml", "n.xml", XML % number + b" " * 5_000_000))
    world.mailboxes.stolen = 1
    report, again = world.poll()
    assert report
    assert report.error
    assert report.error.code == "lease_lost"
    assert again is None
    assert world.mailboxes.cursor == Cursor(1, 1)
    assert world.mailboxes.released == []


def test_a_failed_action_is_a_warning_and_holds_up_no_document(world: World) -> None:
    world.mailboxes.mailbox = MAILBOX.model_copy(update={"after_import": AfterImport.MOVE})
    world.folder.cannot_move = True
    for number in range(3):
        world.folder.add(("application/xml", "n.xml", XML % number + b" " * 5_000_000))
    report = world.report()
    assert report.stored == 3
    assert report.error is None
    assert report.warning


def test_our_own_failure_is_shown_and_the_message_comes_again(world: World) -> None:
    world.folder.add(("application/xml", "n.xml", XML % 1))
    world.ledger.broken = True
    with pytest.raises(ConnectionError):
        world.poll()
    ((report, retry_at),) = world.mailboxes.released
    assert report.error
    assert report.error.code == "store_failed"
    assert retry_at is None  # or that message would find nothing to do
    assert world.mailboxes.cursor is None


def test_a_held_or_unknown_mailbox_is_left_alone(world: World) -> None:
    assert world.poll(REQUEST.model_copy(update={"mailbox_id": "outra"})) == (None, None)
    world.mailboxes.held = True
    assert world.poll() == (None, None)


@pytest.mark.parametrize(
    ("action", "seen", "moved"),
    [
        (AfterImport.LEAVE, [], {}),
        (AfterImport.MARK_SEEN, [1], {}),
        (AfterImport.MOVE, [], {1: "Malote"}),
    ],
)
def test_only_imported_mails_are_marked_or_moved(
    world: World, action: AfterImport, seen: list[int], moved: dict[int, str]
) -> None:
    world.mailboxes.mailbox = MAILBOX.model_copy(update={"after_import": action})
    world.folder.add(("application/xml", "n.xml", XML % 1))
    world.folder.add(("text/plain", "", b"nada"))
    world.folder.add(("application/x-rar", "n.rar", b"Rar!\x1a\x07\x01\x00"))
    world.report()
    assert (world.folder.seen, world.folder.moved) == (seen, moved)
