"""Random histories of three messages: in the table and in memory alike, and with crashes."""

import random
from collections.abc import Callable
from typing import Any

from malote.adapters.outbox import OutboxItems
from malote.adapters.table import Table
from malote.errors import LeaseLost, MaloteError
from malote.messages.models import Claim, SendRequest, Status
from malote.ports import Outbox
from tests.fakes.outbox import MemoryOutbox, message
from tests.outbox_contract import DEFERRED, REFUSED, SENT, at

MESSAGES = [message(number) for number in range(3)]
UNSETTLED = {Status.QUEUED, Status.SENDING}


class Crash(Exception):
    pass


class DyingTable(Table):
    """Its process dies before, or after, the write that ``left`` counts down to."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.left = -1
        self.late = False

    def _write(self, write: Callable[..., Any], *given: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left == 0 and not self.late:
            raise Crash
        done = write(*given, **named)
        if self.left == 0:
            raise Crash
        return done

    def insert(self, *given: Any, **named: Any) -> Any:
        return self._write(super().insert, *given, **named)

    def update(self, *given: Any, **named: Any) -> Any:
        return self._write(super().update, *given, **named)

    def delete(self, *given: Any, **named: Any) -> Any:
        return self._write(super().delete, *given, **named)


def done(step: Callable[[], Any]) -> Any:
    """What a step gives, an error too; a claim by all but its identity."""
    try:
        found = step()
    except MaloteError as error:
        return type(error), error.detail
    return (found.message, found.number, found.started) if isinstance(found, Claim) else found


class Worker:
    """Does what a random number says to one outbox; the same numbers are the same deeds."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.claims: list[Claim] = []

    def _claim(self, message_id: str, now: float) -> Any:
        found = self.outbox.claim("acme", message_id, at(now), at(now + 5))
        if isinstance(found, Claim):
            self.claims.append(found)
        return found

    def step(self, chance: random.Random, now: float) -> Any:
        one = chance.choice(MESSAGES)
        claim = chance.choice(self.claims) if self.claims else None
        later = at(now + chance.randrange(10))
        attempt, status = chance.choice(
            [(SENT, Status.SENT), (REFUSED, Status.FAILED), (DEFERRED, Status.QUEUED)]
        )
        due_at = later if status is Status.QUEUED else None
        outbox, message_id = self.outbox, one.message_id
        deeds: list[Callable[[], Any]] = [
            lambda: outbox.add(one),
            lambda: self._claim(message_id, now),
            lambda: self._claim(message_id, now),
            lambda: outbox.cancel("acme", message_id),
            lambda: outbox.resend("acme", message_id, at(now)),
        ]
        if claim:
            deeds += [
                lambda: outbox.hand_over(claim),
                lambda: outbox.settle(claim, attempt, status, due_at),
                lambda: outbox.put_off(claim, later),
            ]
        return done(chance.choice(deeds))


def found(outbox: Outbox, now: float) -> set[SendRequest]:
    return set(outbox.overdue(at(now)))


def agree(table: Table, seed: int, steps: int) -> None:
    """The table does what the memory does, and holds the same."""
    pair = [Worker(MemoryOutbox()), Worker(OutboxItems(table))]
    chance = random.Random(seed)
    for now in range(steps):
        state = chance.randrange(2**32)
        memory, kept = (worker.step(random.Random(state), now) for worker in pair)
        # The table takes the same end told twice, as botocore may tell it.
        assert memory == kept or (kept is None and memory[0] is LeaseLost)
        assert found(pair[0].outbox, now) == found(pair[1].outbox, now)
        for each in MESSAGES:
            one, other = (worker.outbox.get("acme", each.message_id) for worker in pair)
            assert one == other


def survive(table: Table, seed: int, steps: int) -> int:
    """Whatever is not settled is found by a sweep, wherever a process died. Returns how many did."""
    dying = DyingTable(table._name)
    worker, chance, crashes = Worker(OutboxItems(dying)), random.Random(seed), 0
    for now in range(steps):
        dying.left, dying.late = chance.randrange(1, 5), chance.random() < 0.5
        try:
            worker.step(chance, now)
        except Crash:
            crashes += 1
        dying.left = -1
        if chance.random() < 0.2:
            found(worker.outbox, now)  # it deletes what is too many
        messages = [worker.outbox.get("acme", each.message_id) for each in MESSAGES]
        unsettled = {
            SendRequest(tenant=each.tenant, message_id=each.message_id)
            for each in messages
            if each and each.status in UNSETTLED
        }
        assert found(worker.outbox, 10 * steps) == unsettled
    return crashes
