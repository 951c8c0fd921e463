"""Contenders that take turns, so that whatever else the machine does befalls them all."""

from collections.abc import Callable, Iterable, Mapping
from statistics import median

from bench.figure import say


def rounds[T](count: int, contenders: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """What each contender gave, by round; the order turns, so that nobody is always first."""
    names = list(contenders)
    found: dict[str, list[T]] = {name: [] for name in names}
    for number in range(count):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            say(f"· round {number + 1} of {count}: {name}")
            found[name].append(contenders[name]())
    return found


def ratio(ours: Iterable[float], theirs: Iterable[float]) -> float:
    """The median of the ratios of each round."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))
