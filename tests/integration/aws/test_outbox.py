"""Messages in the table: the contract, races, and pointers that a crash left."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import pytest

from malote.adapters import keys
from malote.adapters.items import Item, stamp
from malote.adapters.outbox import OutboxItems
from malote.adapters.table import Table
from malote.errors import LeaseLost, MaloteError
from malote.messages.models import Bounce, Claim, Status
from tests.fakes.outbox import message
from tests.fakes.stores import NOON
from tests.outbox_contract import (
    DEFERRED,
    ID,
    MESSAGE,
    REFUSED,
    SENT,
    WANTED,
    OutboxContract,
    at,
    held,
    standing,
)


@pytest.fixture
def outbox(table: Table) -> OutboxItems:
    return OutboxItems(table)


class TestOutboxItems(OutboxContract):
    pass


def pointers(table: Table) -> list[str]:
    return [item["SK"] for item in table.query(keys.UNSETTLED_MESSAGES)]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    def done(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except MaloteError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(done, calls))


def test_of_many_claims_at_once_one_wins(outbox: OutboxItems) -> None:
    outbox.add(MESSAGE)
    for seconds in (0, 200):  # the second time the first one's claim ended
        claims = at_once(*[lambda s=seconds: outbox.claim("acme", ID, at(s), at(s + 100))] * 12)
        assert len([claim for claim in claims if isinstance(claim, Claim)]) == 1
    assert [attempt.outcome for attempt in standing(outbox).attempts] == ["lost"]


def test_a_worker_that_hands_over_as_its_claim_is_taken_makes_it_uncertain(
    outbox: OutboxItems, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.add(MESSAGE)
    slow = held(outbox)
    take_over = outbox._take_over

    def too_late(item: Item, claimed: Any) -> Item:
        monkeypatch.undo()
        outbox.hand_over(slow)  # after its end was read, and before it is written
        return take_over(item, claimed)

    monkeypatch.setattr(outbox, "_take_over", too_late)
    assert outbox.claim("acme", ID, at(101), at(201)) == standing(outbox)
    assert standing(outbox).status is Status.UNCERTAIN


@pytest.mark.parametrize("seed", range(6))
def test_of_workers_that_outlive_their_claims_one_sends(outbox: OutboxItems, seed: int) -> None:
    outbox.add(MESSAGE.model_copy(update={"due_at": datetime(2020, 1, 1, tzinfo=UTC)}))
    sent: list[int] = []

    def work(worker: int) -> None:
        chance = random.Random(100 * seed + worker)
        for _ in range(8):
            now = datetime.now(UTC)
            claim = outbox.claim("acme", ID, now, now + timedelta(milliseconds=chance.randrange(9)))
            if isinstance(claim, Claim):
                sleep(chance.randrange(9) / 1000)
                outbox.hand_over(claim)
                sent.append(worker)
                sleep(chance.randrange(9) / 1000)
                outbox.settle(claim, SENT, Status.SENT)

    at_once(*[lambda w=w: work(w) for w in range(8)])
    ended = outbox.claim("acme", ID, at(10**9), at(10**9 + 1))  # by a sweep, much later
    if isinstance(ended, Claim):
        assert sent == []
    else:
        assert len(sent) == 1
        assert standing(outbox).status in {Status.SENT, Status.UNCERTAIN}


@pytest.mark.parametrize("run", range(10))
def test_a_message_is_cancelled_or_claimed(outbox: OutboxItems, run: int) -> None:
    outbox.add(MESSAGE)
    claim, cancelled = at_once(
        lambda: outbox.claim("acme", ID, NOON, at(100)), lambda: outbox.cancel("acme", ID)
    )
    won = isinstance(claim, Claim)
    assert won == isinstance(cancelled, MaloteError)
    assert standing(outbox).status is (Status.SENDING if won else Status.CANCELLED)


def test_reports_at_once_are_all_kept(outbox: OutboxItems) -> None:
    outbox.add(MESSAGE)
    all_ = [Bounce(recipient=f"{n}@x.test", action="failed", reported_at=NOON) for n in range(8)]
    at_once(*[lambda b=b: outbox.record_bounces("acme", ID, [b]) for b in all_])
    assert set(standing(outbox).bounces) == set(all_)


def test_an_answer_that_was_lost_is_asked_for_again(outbox: OutboxItems) -> None:
    """As botocore does: the same write of the same claim twice is one."""
    outbox.add(MESSAGE)
    claim = held(outbox)
    for _ in range(2):
        outbox.hand_over(claim)
    for _ in range(2):
        outbox.settle(claim, DEFERRED, Status.QUEUED, at(10))
    assert standing(outbox).attempts == (DEFERRED,)
    claim = held(outbox, 10)
    outbox.settle(claim, REFUSED, Status.FAILED)
    with pytest.raises(LeaseLost):  # another end is not the same one again
        outbox.settle(claim, SENT, Status.SENT)
    outbox.resend("acme", ID, at(20))
    with pytest.raises(LeaseLost):  # so late that it is of no more account
        outbox.settle(claim, REFUSED, Status.FAILED)
    assert standing(outbox).status is Status.QUEUED


def test_a_message_has_a_pointer_until_it_is_settled(table: Table, outbox: OutboxItems) -> None:
    assert outbox.add(MESSAGE)
    assert pointers(table) == [f"acme#{ID}"]
    outbox.put_off(held(outbox), at(5))
    (pointer,) = table.query(keys.UNSETTLED_MESSAGES)
    assert pointer["due_at"] == stamp(at(5))  # the message is not read before that
    claim = held(outbox, 5)
    outbox.settle(claim, REFUSED, Status.FAILED)
    assert pointers(table) == []
    outbox.resend("acme", ID, at(10))
    outbox._pointers.settled("acme", ID, claim.token)  # the end before it, told late
    assert pointers(table) == [f"acme#{ID}"]
    outbox.cancel("acme", ID)
    assert pointers(table) == []


def test_a_pointer_without_its_message_is_given_an_hour(table: Table, outbox: OutboxItems) -> None:
    outbox.add(MESSAGE)
    table.delete(keys.outgoing("acme", ID))  # as after a crash before it was written
    assert list(outbox.overdue(at(3600))) == []
    assert pointers(table)
    assert list(outbox.overdue(at(3601))) == []
    assert pointers(table) == []


def test_a_pointer_that_is_too_many_is_deleted(table: Table, outbox: OutboxItems) -> None:
    outbox.add(MESSAGE)
    outbox.settle(held(outbox), SENT, Status.SENT)
    outbox.add(MESSAGE)  # a request that came again leaves one
    assert pointers(table)
    assert list(outbox.overdue(at(1))) == []
    assert pointers(table) == []


def test_the_pointer_of_a_resend_stays_whoever_was_late(table: Table, outbox: OutboxItems) -> None:
    outbox.add(MESSAGE)
    claim = held(outbox)
    outbox.settle(claim, REFUSED, Status.FAILED)
    # A resend that has written its pointer, and not yet its message.
    outbox._pointers.point("acme", ID, at(10), after_token=claim.token)
    assert list(outbox.overdue(at(9999))) == []
    assert pointers(table)
    outbox.resend("acme", ID, at(10))
    assert list(outbox.overdue(at(10))) == [WANTED]


def test_a_large_message_fits_and_many_are_swept(table: Table, outbox: OutboxItems) -> None:
    large = message(2, text="ã" * 20_000, to=[f"{n}@cliente.test" for n in range(50)])
    outbox.add(large)
    assert outbox.get("acme", large.message_id) == large
    for number in range(3, 253):
        outbox.add(message(number, tenant=f"t-{number % 3}"))
    found = list(outbox.overdue(NOON))
    assert len(found) == len(set(found)) == 251
