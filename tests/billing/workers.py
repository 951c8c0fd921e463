"""Workers that issue charges, and die at random before or after any call of what they work with."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from threading import Lock
from typing import Any, cast

from malote.billing.accounts import BillingAccount
from malote.billing.queued import ToIssue
from tests.billing.market import Clock, Market
from tests.fakes.watching import Stopped

_AT_ONCE = 16
_SWEEP = timedelta(minutes=5)
_LATE = 0.7  # seconds: longer than the stand-in is slow


@dataclass(frozen=True)
class Wanted:
    """``key`` is the Idempotency-Key."""

    owner: BillingAccount
    kind: str
    key: str


@dataclass
class Fate:
    """``rate`` of the calls are somebody's last; ``deaths`` counts them by what was called."""

    rng: Random
    rate: float = 0.03
    deaths: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def cross(self, step: str) -> None:
        """Raises Stopped at times."""
        with self._lock:
            if self.rng.random() < self.rate:
                self.deaths[step] += 1
                raise Stopped


class Mortal:
    """Any port, for a worker who may die around each of its calls."""

    def __init__(self, port: object, fate: Fate) -> None:
        self._port = port
        self._fate = fate

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._port, name)

        def called(*args: Any, **named: Any) -> Any:
            self._fate.cross(f"before {name}")
            answer = method(*args, **named)
            self._fate.cross(f"after {name}")
            return answer

        return called


class Workers:
    """Whoever creates charges, and whoever serves the queue; ``fate`` kills them."""

    def __init__(self, world: Market, clock: Clock) -> None:
        self.fate = Fate(Random(world.rng.random()))
        self.broken: list[str] = []
        self._world = world
        self._clock = clock
        self._waiting: list[tuple[datetime, ToIssue]] = []
        self._swept = clock.at
        self._slow = 0
        whole = world.issuer
        mortal = {
            name: Mortal(getattr(whole, name), self.fate) for name in ("book", "efi", "queues")
        }
        self._issuer = replace(whole, **cast(dict[str, Any], mortal))

    def create(self, wanted: Iterable[Wanted]) -> None:
        """Users ask for these, all at once."""

        def create(one: Wanted) -> None:
            self._live(lambda: self._world.ask(self._issuer, one.owner, one.kind, one.key))

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(create, wanted))
        self._wait_for_efi()

    def pass_time(self, time: timedelta) -> None:
        """The queue delivers what is due, the half of it twice and at once; the sweep comes by."""
        end = self._clock.at + time
        while self._clock.at < end:
            self._collect()
            due_at = min([at for at, _ in self._waiting], default=end)
            self._clock.at = min(
                max(due_at, self._clock.at + timedelta(seconds=10)), self._swept + _SWEEP
            )
            if self._clock.at >= self._swept + _SWEEP:
                self._swept = self._clock.at
                self._live(lambda: self._issuer.overdue(self._clock.at))
                self._collect()
            due = [each for at, each in self._waiting if at <= self._clock.at]
            self._waiting = [pair for pair in self._waiting if pair[0] > self._clock.at]
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(self._work, due + due[::2]))
            self._wait_for_efi()

    def _work(self, thing: ToIssue) -> None:
        self._live(lambda: self._issuer.work(thing, self._clock.at))

    def _live(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Stopped:
            pass
        except Exception as error:
            self.broken.append(repr(error))

    def _collect(self) -> None:
        queued, self._world.queues.issue = self._world.queues.issue, []
        for each, seconds in queued:
            self._waiting.append((self._clock.at + timedelta(seconds=seconds), each))

    def _wait_for_efi(self) -> None:
        """Until it has done, too late, what it was slow at."""
        coming = self._world.efi.control.bank.misbehaviours._coming
        slow = sum(each.how == "slow" for some in coming.values() for each in some)
        if slow < self._slow:
            time.sleep(_LATE)
        self._slow = slow
