"""Where processes die: seeded, the least visited boundaries first, spread over the whole work."""

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.crash.environments import End

_STOPS = 0.2  # of the ends: frozen, to go on when somebody else has the work


class Plans:
    """``deaths`` and ``stops`` by boundary; a boundary never met before is always deadly.

    ``shares`` is how the kills are spread over the functions that die; the one that ``stops`` is
    frozen at times instead.
    """

    def __init__(self, kills: int, seed: int, shares: Mapping[str, float], stops: str) -> None:
        self.rng = Random(seed)
        self.deaths: Counter[str] = Counter()
        self.stops: Counter[str] = Counter()
        self.seen: set[str] = set()
        self._kills = kills
        self._shares = shares
        self._stopped = stops
        self._by_function: Counter[str] = Counter()
        self._met: dict[str, Counter[str]] = {function: Counter() for function in shares}

    @property
    def kills(self) -> int:
        return self.deaths.total()

    def plan(self, function: str, progress: float) -> dict[str, Any]:
        """For an invocation when so much of its work is done, 0 to 1."""
        plan = {"how": "SIGKILL", "known": list(self.deaths), "labels": [], "nth": 0}
        met = self._met[function]
        missing = self._kills * self._shares[function] * progress - self._by_function[function]
        if missing <= 0 or not met:
            return plan
        rarest = sorted(met, key=lambda label: (self.deaths[label], self.rng.random()))
        labels = rarest[: max(1, len(rarest) // 3)]
        # Rather early: the next run may be shorter than the last, and then nobody dies.
        nth = 1 + int(sum(met[each] for each in labels) * self.rng.random() ** 3 / max(1, missing))
        plan |= {"labels": labels, "nth": nth}
        if function == self._stopped and self.rng.random() < _STOPS:
            plan["how"] = "SIGSTOP"
        return plan

    def learn(self, function: str, end: End) -> None:
        """What an invocation met, and how it ended."""
        if function not in self._shares:
            return
        met = self._met[function]
        for label, times in end.crossed.items():
            # A long poll crosses thousands: the latest tells what a next one may be like.
            met[label] = times
            self.seen.add(label)
        if end.ended == "SIGKILL":
            self.deaths[end.at] += 1
            self._by_function[function] += 1
        elif end.ended:
            self.stops[end.at] += 1

    def summary(self) -> str:
        """One line."""
        least = min((self.deaths[label] for label in self.seen), default=0)
        return (
            f"{self.kills} kills at {len(self.deaths)} of {len(self.seen)} boundaries, "
            f"{least} or more at each, {self.stops.total()} freezes"
        )
