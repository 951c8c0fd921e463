"""The work from the first message to the last, by processes that keep dying."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from malote.adapters import keys
from tests.crash.environments import End, Environment, Environments
from tests.crash.plans import Plans
from tests.crash.queues import Queue
from tests.sending.mails import Mail
from tests.sending.world import World

_PACE = 20.0  # seconds of the world's clock for each invocation
_BETWEEN_SWEEPS = 20 * 60.0
_EXPECTED = 0.95  # of the messages are taken: the others are refused, or cut before that
_ANY_MOMENT = 0.25  # of the planned deaths: not at a boundary, but up to so many seconds later
_LONGEST = 0.3
_THAWS = 0.1  # of the invocations begin with somebody who goes on: after his lease, or before
_REPAIRS = 0.1  # of them, after an admin looked at the accounts that are paused
_CYCLES = 150  # of the schedule: 50 hours; whoever is not settled then never will be


@dataclass
class Driver:
    """Posts messages and delivers events until all are settled; ``say`` shows progress.

    ``clock`` is how far the world's time is ahead of ours: nobody waits for leases or back-off.
    """

    world: World
    environments: Environments
    plans: Plans
    mails: Sequence[Mail]
    say: Callable[[str], None]
    clock: float = 0.0
    _live: dict[str, Environment] = field(default_factory=dict)
    _frozen: list[Environment] = field(default_factory=list)
    _said: float = 0.0

    def __post_init__(self) -> None:
        self.queue = Queue(self.world.cloud.client("sqs"), self.world.queue)

    def run(self) -> None:
        """All of it; then whoever was frozen goes on, and the schedule fires once more."""
        self._invoke("settle", {"accounts": self.world.accounts()})
        for some in batched(self.mails, 100):
            messages = [mail.message.model_dump(mode="json") for mail in some]
            self._invoke("post", {"messages": messages, "queued": [mail.queued for mail in some]})
        for _ in range(_CYCLES):
            while self._send():
                self._tell()
            if not self._unsettled():
                break
            self._sweep()
        for each in self._frozen[:]:
            self._thaw(each)
        self._sweep()
        while self._send():  # what those had left over; the account tells if anything came of it
            pass

    def _send(self) -> bool:
        records = self.queue.receive(10)
        if not records:
            return False
        self.clock += _PACE
        rng = self.plans.rng
        if self._frozen and rng.random() < _THAWS:
            self._thaw(self._frozen[0])
        if rng.random() < _REPAIRS:
            self._invoke("repair", {})
        if rng.random() < 0.05 and self._progress() < 1:
            self.queue.repeat(records[:3])
        enough = rng.choice((0.02, 60, 60, 60))
        end = self._invoke("send", {"Records": records}, self._progress(), enough=enough)
        if end.ended:
            self.queue.give_back(records)
        else:
            self.queue.settle(records, end.answer)
        return True

    def _sweep(self) -> None:
        """A firing of the schedule; EventBridge asks again for one that died."""
        self._invoke("repair", {})
        self.clock += _BETWEEN_SWEEPS
        while self._invoke("sweep", {}, self._progress()).ended:
            pass

    def _progress(self) -> float:
        self.world.log.read()
        return min(1.0, len(self.world.log.taken) / len(self.mails) / _EXPECTED)

    def _unsettled(self) -> bool:
        answer = self.world.cloud.client("dynamodb").query(
            TableName=self.world.table,
            KeyConditionExpression="PK = :p",
            ExpressionAttributeValues={":p": {"S": keys.UNSETTLED_MESSAGES}},
            Limit=1,
        )
        return bool(answer["Items"])

    def _invoke(
        self,
        function: str,
        event: Mapping[str, Any],
        progress: float | None = None,
        **more: Any,
    ) -> End:
        """``progress`` of the work decides whether it dies; None lets it live."""
        plan = None if progress is None else self.plans.plan(function, progress)
        living = self._live.pop(function, None) or self.environments.start()
        order = {"function": function, "event": event, "plan": plan, "clock": self.clock, **more}
        if plan and plan["labels"] and self.plans.rng.random() < _ANY_MOMENT:
            # At a boundary that is new it dies all the same: it may never be met again.
            anywhere = {"plan": plan | {"labels": [], "nth": 0}}
            end = living.invoke_for(order | anywhere, self.plans.rng.random() * _LONGEST)
        else:
            end = living.invoke(order)
        self.plans.learn(function, end)
        match end.ended:
            case "SIGKILL":
                assert self.environments.buried(living) == -9, "it did not die of SIGKILL"
            case "SIGSTOP":
                self._frozen.append(living)
            case _:
                self._live[function] = living
        return end

    def _thaw(self, frozen: Environment) -> None:
        """It goes on as if nothing had happened, with claims that others had after it."""
        self._frozen.remove(frozen)
        frozen.wake()
        self.environments.buried(frozen)

    def _tell(self) -> None:
        if time.monotonic() - self._said > 5:
            self._said = time.monotonic()
            log = self.world.log
            done = f"{len(log.taken)} of {len(self.mails)} taken, {log.cuts} connections cut"
            self.say(f"{self.plans.summary()}; {done}; {self.clock / 3600:.1f} h")
