"""Numbers that did not come: how gaps open, shrink and close."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from malote.sefaz.feeds import Gap, GapCause
from malote.sefaz.models import Nsu

MOST_NEW = 40
"""Gaps of one page: with those that it closes they have to fit in one transaction."""

_FORGOTTEN = timedelta(days=90)  # SEFAZ's own horizon


def opened(
    first: Nsu, last: Nsu, came: Collection[Nsu], cause: GapCause, now: datetime
) -> list[Gap]:
    """Gaps for the numbers from ``first`` to ``last`` that are not among those that came.

    Of more than ``MOST_NEW`` the rest is covered by one: what it asks for once too often is known
    by its content.
    """
    runs = list(_missing(first, last, came))
    if len(runs) > MOST_NEW:
        runs[MOST_NEW - 1 :] = [(runs[MOST_NEW - 1][0], runs[-1][1])]
    return [Gap(first=low, last=high, cause=cause, found_at=now) for low, high in runs]


def without(gaps: Iterable[Gap], numbers: Collection[Nsu]) -> list[Gap]:
    """Those gaps that these numbers change, as they are then; a gap may become several."""
    changed = []
    for gap in gaps:
        if any(gap.first <= number <= gap.last for number in numbers):
            left = {last: first for first, last in _missing(gap.first, gap.last, numbers)}
            left.setdefault(gap.last, next_nsu(gap.last))
            changed += [
                gap.model_copy(update={"first": first, "last": last})
                for last, first in left.items()
            ]
    return changed


def expired(gaps: Iterable[Gap], now: datetime) -> list[Gap]:
    """Those of which SEFAZ has forgotten the documents, closed."""
    return [
        gap.model_copy(update={"first": next_nsu(gap.last)})
        for gap in gaps
        if gap.found_at + _FORGOTTEN <= now
    ]


def changed_by(gaps: Iterable[Gap], changes: Iterable[Gap]) -> Sequence[Gap]:
    """The gaps that are open after these changes, highest first."""
    found = {gap.last: gap for gap in (*gaps, *changes)}
    return [found[last] for last in sorted(found, reverse=True) if not found[last].closed]


def next_nsu(nsu: Nsu) -> Nsu:
    """The number after it."""
    return f"{int(nsu) + 1:015}"


def _missing(first: Nsu, last: Nsu, came: Collection[Nsu]) -> Iterator[tuple[Nsu, Nsu]]:
    """Runs of numbers that did not come; a run may be as long as a sequence."""
    low, high = int(first), int(last)
    for number in sorted(number for number in map(int, came) if low <= number <= high):
        if low < number:
            yield f"{low:015}", f"{number - 1:015}"
        low = number + 1
    if low <= high:
        yield f"{low:015}", last
