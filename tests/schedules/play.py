"""One schedule: everything that happens, how often and in which order chance has it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from time import sleep
from typing import Protocol

from malote import bootstrap
from tests.fakes.stores import NOON
from tests.schedules.stage import SETTLING, Stage, is_event_of_s3

type Hand = dict[str, list[str]]
"""What is on its way: firings, messages, mails, uploads, by kind."""

KINDS = ("mail", "upload", "fire", "poll", "inbox", "reconcile")
# Which queues a delivery may have filled: asking costs as much as delivering.
_FILLED = {
    "upload": ("inbox",), "fire": ("poll",), "poll": ("poll", "inbox"), "inbox": ("inbox",),
    "reconcile": ("inbox",),
}  # fmt: skip
_FAR = datetime(2100, 1, 1, tzinfo=UTC)


class Chance(Protocol):
    """Whoever decides how things come."""

    def copies(self) -> int:
        """How many times the next one comes."""

    def lost(self) -> bool:
        """Whether the next event of S3 is lost."""

    def batch(self, hand: Hand) -> tuple[str, list[str]]:
        """Take out of the hand what comes next, of one kind."""


class Calm:
    """Each once, in the order in which it came, and nothing is lost."""

    def copies(self) -> int:
        return 1

    def lost(self) -> bool:
        return False

    def batch(self, hand: Hand) -> tuple[str, list[str]]:
        kind = next(kind for kind in KINDS if hand[kind])
        return kind, [hand[kind].pop(0)]


class Chaos:
    """Each one to five times, in any order and cut; of S3's events none, some or all are lost."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._losses = self._random.choice((0, 0.2, 0.5, 1))

    def copies(self) -> int:
        return self._random.choices(range(1, 6), (5, 3, 2, 1, 1))[0]

    def lost(self) -> bool:
        return self._random.random() < self._losses

    def batch(self, hand: Hand) -> tuple[str, list[str]]:
        kind = self._random.choice([kind for kind in KINDS if hand[kind]])
        self._random.shuffle(hand[kind])
        size = self._random.randint(1, 25)
        taken, hand[kind] = hand[kind][:size], hand[kind][size:]
        return kind, taken


@dataclass
class Play:
    """What one schedule did: messages and firings ``delivered``, events of S3 ``lost``."""

    stage: Stage
    chance: Chance
    delivered: int = 0
    lost: int = 0
    recovered: int = 0
    hand: Hand = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def perform(self) -> None:
        """Chaos, one cycle of the reconciler, and then the schedule goes on in peace."""
        self.hand["mail"] += ["4", "99"]
        for number in range(len(self.stage.world.uploads)):
            self._add("upload", str(number))
        self._add("reconcile", "")
        self._until_done(self.chance.lost)
        sleep(2 * SETTLING.total_seconds())
        self.recovered = bootstrap.reconciler().cycle().queued
        self._until_done(lambda: False)
        # A later poll finds nothing new: what the last one did is then the same in all schedules.
        self.stage.now, self.stage.tick = NOON + timedelta(days=1), timedelta(0)
        self._add("fire", (NOON + timedelta(hours=23)).isoformat())
        self._until_done(lambda: False)
        swept = replace(bootstrap.reconciler(), now=lambda: _FAR).cycle()
        assert (swept.unknown, swept.settling, swept.strays) == (0, 0, 0), swept

    def _add(self, kind: str, body: str) -> None:
        self.hand[kind] += [body] * self.chance.copies()

    def _until_done(self, lost: Callable[[], bool]) -> None:
        while any(self.hand.values()) or self._collect(tuple(self.stage.queues), lost):
            kind, bodies = self.chance.batch(self.hand)
            self.stage.deliver(kind, bodies)
            self.delivered += len(bodies)
            if kind == "mail":  # and the schedule fires some time after it
                self._add("fire", self.stage.now.isoformat())
            self._collect(_FILLED.get(kind, ()), lost)

    def _collect(self, kinds: tuple[str, ...], lost: Callable[[], bool]) -> bool:
        """Take in hand what the queues hold. Whether anything is in it then."""
        for kind in kinds:
            for body in self.stage.collect(kind):
                if is_event_of_s3(body) and lost():
                    self.lost += 1
                else:
                    self._add(kind, body)
        return any(self.hand.values())
