"""Turns whose worker is overtaken, dies, or cannot write."""

import pytest

from malote.messages.models import Status
from malote.messages.turns import Turn
from tests.fakes.outbox import message
from tests.unit.messages.post_office import PostOffice, ShakyOutbox
from tests.unit.messages.test_turns import ends


def test_whoever_lost_the_lease_sends_nothing() -> None:
    office = PostOffice()
    (request,) = office.add(message())
    entry = office.outbox.entries["acme", request.message_id]

    def overtaken() -> None:
        entry.token += 1

    office.server.before_data = overtaken
    assert office.send(request) == [Turn(Status.SENDING)]
    assert office.server.mails == []
    assert entry.message.attempts == ()


def test_whoever_died_after_handing_over_leaves_it_uncertain() -> None:
    office = PostOffice()
    (request,) = office.add(message())

    def die() -> None:
        raise SystemExit

    office.server.on_data = die
    with pytest.raises(SystemExit):
        office.send(request)
    assert office.send(request) == [Turn(Status.SENDING)]
    office.later(seconds=171)
    assert office.send(request) == [Turn(Status.UNCERTAIN)]
    assert office.server.mails == []


def test_a_message_that_its_workers_died_of_lets_others_go_first() -> None:
    office = PostOffice(unfit=MemoryError())
    (request,) = office.add(message())
    for _ in range(2):
        assert isinstance(office.send(request)[0], MemoryError)
        office.later(seconds=171)
    assert office.send(request) == [Turn(Status.QUEUED)]
    assert [each.outcome for each in office.message(request).attempts] == ["lost", "lost"]
    assert office.queue.sent == [(request.message_id, 129)]
    office.unfit = None
    office.later(seconds=129)
    assert ends(office, *office.send(request))[0] is Status.SENT


@pytest.mark.parametrize(("failures", "status"), [(3, Status.SENT), (4, Status.SENDING)])
def test_a_table_that_is_away_for_a_moment_costs_nothing(failures: int, status: Status) -> None:
    office = PostOffice()
    (request,) = office.add(message())
    office.outbox = ShakyOutbox(office.outbox.entries, failures=failures)
    (end,) = office.send(request)
    assert office.message(request).status is status
    assert isinstance(end, Turn if status is Status.SENT else ConnectionError)
