"""A mail that always fails: three attempts, then it is told of, and the others go on."""

from datetime import timedelta

import pytest

from malote.errors import MailboxTimeout, MailProtocolError
from malote.mailboxes.models import Cursor, MailOutcome
from tests.fakes.stores import NOON
from tests.unit.mailboxes.world import REQUEST, XML, World


class Killed(BaseException):
    """SIGKILL: nothing after it runs, so the lease is not given back."""


TIMEOUT = MailboxTimeout("slow")
DEATHS = [TIMEOUT, MailProtocolError("odd"), Killed()]


def deliver(world: World, count: int) -> None:
    for number in range(count):
        world.folder.add(("application/xml", "n.xml", XML % number))


def poll(world: World) -> None:
    """As the schedule does: again and again, whatever became of the last one."""
    try:
        world.poll()
    except Killed:
        assert len(world.mailboxes.released) < world.mailboxes.token


@pytest.mark.parametrize("death", DEATHS)
def test_the_poison_alone_is_given_up(world: World, death: BaseException) -> None:
    deliver(world, 5)
    world.folder.poison[3] = death
    cursors = []
    for _ in range(6):
        poll(world)
        cursors.append(world.mailboxes.cursor and world.mailboxes.cursor.last_uid)
    # All at once; one by one up to the poison, its first attempt; two more; given up.
    assert world.mailboxes.attempts == [(1, 1), (1, 2), (3, 1), (3, 2), (3, 3), (4, 1)]
    assert cursors == [None, 2, 2, 2, 2, 5]
    outcomes = {uid: mail.outcome for (_, uid), mail in world.ledger.mails.items()}
    assert outcomes.pop(3) is MailOutcome.QUARANTINED
    assert set(outcomes.values()) == {MailOutcome.STORED}
    (kept,) = world.quarantine.kept.values()
    assert (kept.reason.code, kept.size) == ("mail_unreadable", None)
    assert len(world.archive.inbox) == 4


def test_a_mail_is_given_up_without_another_look(world: World) -> None:
    deliver(world, 1)
    world.mailboxes.stuck = (3, 1)
    report = world.report()
    assert (report.mails, report.quarantined, report.given_up) == (1, 1, 1)
    assert world.folder.asked == []


@pytest.mark.parametrize("stuck", [(2, 1), (3, 7)])
def test_another_mail_is_not_given_up_for_it(world: World, stuck: tuple[int, int]) -> None:
    """Its owner may have deleted the poison meanwhile."""
    deliver(world, 1)
    world.mailboxes.stuck = stuck
    assert world.report().stored == 1


def test_another_epoch_gives_nothing_up(world: World) -> None:
    deliver(world, 1)
    world.mailboxes.stuck = (3, 1)
    world.mailboxes.cursor = Cursor(9, 0)
    assert world.report().stored == 1


def test_the_poison_of_another_epoch_is_given_up_too(world: World) -> None:
    deliver(world, 2)
    world.mailboxes.cursor = Cursor(9, 500)
    world.folder.poison[1] = TIMEOUT
    for _ in range(4):
        poll(world)
    assert world.mailboxes.attempts == [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert world.mailboxes.cursor == Cursor(1, 2)


def test_a_stuck_mailbox_is_read_one_by_one_to_its_end(world: World) -> None:
    deliver(world, 3)
    world.mailboxes.stuck = (1, 1)
    world.ticks = [0.0, 10.0, 41.0]
    _, again = world.poll()
    assert again
    assert world.mailboxes.stuck == (2, 1)
    world.report()
    assert world.folder.asked == ["survey 1", "fetch 1"] * 3
    assert world.mailboxes.stuck == (0, 0)


def test_a_server_that_fails_before_the_first_mail_blames_none(world: World) -> None:
    deliver(world, 1)
    world.error = TIMEOUT
    for _ in range(5):
        world.report()
    assert world.mailboxes.stuck == (0, 0)
    world.mailboxes.stuck = (2, 1)
    world.report()
    assert world.mailboxes.stuck == (2, 1)


def test_our_own_failure_blames_no_mail(world: World) -> None:
    deliver(world, 1)
    world.ledger.broken = True
    for _ in range(5):
        with pytest.raises(ConnectionError):
            world.poll()
    assert {retry_at for _, retry_at in world.mailboxes.released} == {None}
    world.ledger.broken = False
    assert world.report().duplicate == 1


def test_who_got_further_and_broke_off_goes_on_at_the_next_firing(world: World) -> None:
    deliver(world, 2)
    world.folder.poison[2] = TIMEOUT
    world.mailboxes.stuck = (1, 1)
    report, again = world.poll()
    assert report
    assert (report.mails, report.error, again) == (1, TIMEOUT, None)
    assert world.mailboxes.released == [(report, None)]


def test_an_impatient_user_gives_no_mail_up(world: World) -> None:
    deliver(world, 1)
    world.folder.poison[1] = TIMEOUT
    for _ in range(5):
        world.poll(REQUEST.model_copy(update={"forced": True}))
    assert world.mailboxes.attempts == [(1, 1)]
    assert world.mailboxes.stuck == (1, 1)
    del world.folder.poison[1]
    assert world.report().stored == 1


def test_a_mail_given_up_is_no_progress_to_go_on_from(world: World) -> None:
    deliver(world, 2)
    world.folder.poison = {1: TIMEOUT, 2: TIMEOUT}
    for _ in range(4):
        world.report()
    pauses = [retry_at - NOON for _, retry_at in world.mailboxes.released if retry_at]
    assert pauses == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80)]
