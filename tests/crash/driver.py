"""The work from the first mail to the last, by processes that keep dying."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.crash.environments import End, Environment, Environments
from tests.crash.plans import Plans
from tests.crash.queues import Queue
from tests.crash.watch import Box, Watch
from tests.crash.world import World

_LEASE = 90.0  # seconds: a lease of a dead poll has run out by then
_BACK_OFF = 7 * 3600.0  # longer than any
_IDLE = 3  # firings without news, and all is done
_PARSED = 6  # batches of 25 between two polls, about what these bring
_STUCK = 2  # polls that may die at one mail: the product gives it up after three


@dataclass
class Driver:
    """Delivers events and messages until all are settled; ``say`` shows a line of progress.

    ``blobs`` is how many objects are to be parsed, about; ``clock`` is how far the world's time is
    ahead of ours, so that nobody waits for leases.
    """

    world: World
    environments: Environments
    plans: Plans
    watch: Watch
    say: Callable[[str], None]
    blobs: int
    clock: float = 0.0
    _live: dict[str, Environment] = field(default_factory=dict)
    _frozen: list[tuple[Environment, dict[Box, Any]]] = field(default_factory=list)
    _stuck: dict[Box, int] = field(default_factory=dict)
    _said: float = 0.0

    def __post_init__(self) -> None:
        sqs = self.world.cloud.client("sqs")
        self.polls = Queue(sqs, self.world.polls)
        self.inbox = Queue(sqs, self.world.inbox)

    def run(self) -> None:
        """All of it; then once more, to see that nothing is left to do."""
        idle = 0
        while idle < _IDLE:
            before = self.watch.done()
            self._cycle()
            idle = 0 if self.watch.done() > before else idle + 1
        for each in self._frozen[:]:
            self._thaw(*each)
        self._cycle()

    def _cycle(self) -> None:
        self._fire("fan_out")
        while self._poll() + sum(self._parse() for _ in range(_PARSED)):
            self._tell()
        self._fire("reconcile")

    def _fire(self, function: str) -> None:
        """A firing of the schedule; EventBridge asks again for one that died."""
        self.clock += _BACK_OFF
        event = {"time": (datetime.now(UTC) + timedelta(seconds=self.clock)).isoformat()}
        while self._invoke(function, event, self.watch.progress()).ended:
            pass

    def _poll(self) -> bool:
        records = self.polls.receive(self.plans.rng.choice((1, 1, 2, 3)))
        if not records:
            return False
        named = [json.loads(each["body"]) for each in records]
        boxes = [(each["tenant"], each["mailbox_id"]) for each in named]
        before = {box: self.watch.cursor(box) for box in boxes}
        enough = self.plans.rng.choice((0, 0, 40))
        event = {"Records": records}
        end = self._invoke("poll", event, self.watch.progress(), enough=enough)
        for box in boxes:
            self.watch.check(box)
            moved = self.watch.cursor(box) > before[box]
            self._stuck[box] = self._stuck.get(box, 0) + 1 if end.ended and not moved else 0
        if end.ended:
            self.polls.give_back(records)
            self._after_a_death(boxes)
        else:
            self.polls.settle(records, end.answer)
        return True

    def _after_a_death(self, boxes: list[Box]) -> None:
        """The leases run out, or owners save their settings again, or a poll comes too early."""
        chance = self.plans.rng.random()
        if chance > 0.4 or any(self._stuck[box] >= _STUCK for box in boxes):
            self._invoke("resume", {"mailboxes": boxes})
            self._stuck |= dict.fromkeys(boxes, 0)
        elif chance > 0.1:
            self.clock += _LEASE
        if self._frozen and self.plans.rng.random() < 0.5:
            self._thaw(*self._frozen[0])

    def _parse(self) -> bool:
        records = self.inbox.receive(25)
        if not records:
            return False
        if self.inbox.settled < self.blobs and self.plans.rng.random() < 0.05:
            self.inbox.repeat(records[:3])
        # SQS gives a message up after five: nobody is that unlucky here.
        lucky = all(int(each["attributes"]["ApproximateReceiveCount"]) < 5 for each in records)
        progress = min(1.0, self.inbox.settled / self.blobs) if lucky else None
        end = self._invoke("parse", {"Records": records}, progress)
        if end.ended:
            self.inbox.give_back(records)
        else:
            self.inbox.settle(records, end.answer)
        return True

    def _invoke(
        self,
        function: str,
        event: Mapping[str, Any],
        progress: float | None = None,
        **more: Any,
    ) -> End:
        """``progress`` of the function's work decides whether it dies; None lets it live."""
        plan = None if progress is None else self.plans.plan(function, progress)
        living = self._live.pop(function, None) or self.environments.start()
        order = {"function": function, "event": event, "plan": plan, "clock": self.clock, **more}
        end = living.invoke(order)
        self.plans.learn(function, end)
        match end.ended:
            case "SIGKILL":
                assert self.environments.buried(living) == -9, "it did not die of SIGKILL"
            case "SIGSTOP":
                self._frozen.append((living, self.watch.states()))
            case _:
                self._live[function] = living
        return end

    def _thaw(self, frozen: Environment, states: dict[Box, Any]) -> None:
        """It goes on as if nothing had happened, with a lease that others had after it."""
        self._frozen.remove((frozen, states))
        before = self.watch.states()
        frozen.wake()
        self.environments.buried(frozen)
        self.watch.check_overtaken(states, before)

    def settle_world(self, settings: Mapping[str, Any]) -> None:
        """Tenants and mailboxes, before anything else."""
        self._invoke("settle", settings)

    def _tell(self) -> None:
        if time.monotonic() - self._said > 5:
            self._said = time.monotonic()
            done = f"{self.watch.done()} of {self.watch.total} mails, {self.inbox.settled} events"
            self.say(f"{self.plans.summary()}; {done}")
