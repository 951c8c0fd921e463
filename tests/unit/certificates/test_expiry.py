"""Which notice is due on which day, over a year of daily runs of which some are missed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

import pytest

from malote.branches.models import Module
from malote.certificates.expiry import AHEAD, Census, census, notices_of, threshold
from malote.certificates.models import Binding, Facts
from malote.environment import Environment
from malote.notices.models import Notice
from malote.notices.words import words
from malote.portfolio import Portfolio
from tests.fakes.stores import NOON
from tests.unit.branches.office import HEAD, UNKNOWN, certificate

BILLED = Binding(branch=HEAD, module=Module.BILLING)


def portfolio(expires_at: datetime = NOON, *bindings: Binding, **more: Any) -> Portfolio:
    one = certificate(expires_at=expires_at, **more)
    bound = dict.fromkeys(bindings, one.certificate_id)
    return Portfolio("acme", certificates={one.certificate_id: one}, bound=bound)


DUE: dict[int, int | None] = {
    61: None, **dict.fromkeys(range(60, 30, -1), 60), **dict.fromkeys(range(30, 15, -1), 30),
    **dict.fromkeys(range(15, 7, -1), 15), **dict.fromkeys(range(7, 0, -1), 7),
    **dict.fromkeys(range(0, -8, -1), 0), -8: None,
}  # fmt: skip
"""By the days that are left."""


@pytest.mark.parametrize(("days_left", "expected"), DUE.items())
def test_the_most_urgent_threshold_is_due(days_left: int, expected: int | None) -> None:
    for hours in (-9, 0, 11):  # from midnight to 23:00 in Brasília
        at = NOON + timedelta(hours=hours) - timedelta(days=days_left)
        assert threshold(certificate(expires_at=NOON).facts, at) == expected
        assert [each.of for each in notices_of(portfolio(), at)] == (
            [] if expected is None else [f"{'c' * 32}#{expected}"]
        )


@pytest.mark.parametrize(
    ("expires_at", "at", "days_left"),
    [
        ("2026-12-21T02:00Z", "2026-12-20T12:00Z", 0),  # 23:00 of the 20th in Brasília
        ("2026-12-21T02:00Z", "2026-12-21T02:30Z", 0),
        ("2026-12-21T02:00Z", "2026-12-21T03:00Z", -1),
        ("2026-12-21T03:00Z", "2026-12-21T02:59Z", 1),
        ("2026-12-20T23:00-03:00", "2026-12-13T23:59-03:00", 7),
        ("2026-12-20T23:00-03:00", "2026-12-13T02:59Z", 8),
    ],
)
def test_days_are_brasilias(expires_at: str, at: str, days_left: int) -> None:
    found = portfolio(datetime.fromisoformat(expires_at))
    (notice,) = notices_of(found, datetime.fromisoformat(at))
    assert notice.details["days_left"] == str(days_left)
    assert notice.details["expires_on"] == (
        "21/12/2026" if expires_at.startswith("2026-12-21T03") else "20/12/2026"
    )


def told(runs: Iterable[datetime], found: Portfolio) -> dict[str, Notice]:
    """As a book keeps them: each once, the first time."""
    kept: dict[str, Notice] = {}
    for at in runs:
        for notice in notices_of(found, at):
            kept.setdefault(notice.of, notice)
    return kept


@pytest.mark.parametrize("seed", range(20))
def test_over_a_year_each_is_told_once_and_none_is_skipped_for_good(seed: int) -> None:
    random = Random(seed)
    start = datetime(2026, 1, 1, 9, tzinfo=UTC)
    expires_at = start + timedelta(days=random.randrange(100, 330), hours=random.randrange(24))
    runs = [start + timedelta(days=day) for day in range(365) if random.random() < 0.7]
    found = portfolio(expires_at)
    kept = told(runs, found)
    facts = certificate(expires_at=expires_at).facts
    for reached, group in groupby(runs, lambda at: DUE.get(facts.days_left(at))):
        if reached is not None:  # told by the first run that reached it, with the days as they were
            notice = kept.pop(f"{'c' * 32}#{reached}")
            assert notice.at == next(group)
            assert notice.details["days_left"] == str(facts.days_left(notice.at))
    assert not kept


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        (range(0), ["60", "30", "15", "7", "0"]),
        (range(60, 30, -1), ["30", "15", "7", "0"]),
        (range(7, 0, -1), ["60", "30", "15", "0"]),
        (range(1, -1, -1), ["60", "30", "15", "7", "-1"]),
        (range(99, -7, -1), ["-7"]),
        (range(99, -8, -1), []),
    ],
    ids=["none", "a month", "a week", "the last day", "all but one", "all"],
)
def test_what_was_missed_is_told_as_it_stands_then(missed: range, expected: list[str]) -> None:
    runs = [NOON - timedelta(days=left) for left in range(99, -99, -1) if left not in missed]
    kept = told(runs, portfolio())
    assert [each.details["days_left"] for each in kept.values()] == expected


def test_nothing_is_told_of_a_renewed_one() -> None:
    new = certificate("d" * 32, NOON + timedelta(days=900))
    old = portfolio(renewed_by=new.certificate_id)
    runs = [NOON - timedelta(days=left) for left in range(99, -99, -1)]
    renewed = replace(old, certificates={**old.certificates, new.certificate_id: new})
    assert told(runs, renewed) == {}
    # Until it serves something again, or the new one is deleted.
    assert told(runs, replace(renewed, bound={BILLED: "c" * 32})).keys() == told(runs, old).keys()
    assert len(told(runs, old)) == 5


def test_what_is_asked_for_ahead_is_all_that_is_due() -> None:
    """The job asks by the hour, and thresholds are days."""
    for hours in range(-30, 31):
        at = NOON - timedelta(days=60) + timedelta(hours=hours)
        if threshold(certificate(expires_at=NOON).facts, at) is not None:
            assert at + AHEAD >= NOON


def test_the_words_name_what_depends_on_it() -> None:
    branches = [f"12ABC345{number:04}00" for number in range(7)]
    many = [Binding(branch=each, module=Module.CTE_RECEIPT) for each in branches]
    tried = Binding(branch=branches[0], module=Module.SEFAZ, environment=Environment.HOMOLOGATION)
    (notice,) = notices_of(portfolio(NOON, tried, *many), NOON)
    text = words(notice).text
    assert "12.ABC.345/0000-00 (Recebimento CT-e, SEFAZ em homologação); 12.ABC.345/0001-00" in text
    assert "12.ABC.345/0004-00 (Recebimento CT-e) e mais 2 filiais." in text
    assert all(isinstance(each, str) for each in notice.details.values())


def test_a_name_with_line_breaks_stays_on_one_line_of_a_mail() -> None:
    one = certificate(expires_at=NOON)
    holder = "ACME\r\nBcc: eve@x.test\0" + "n" * 500
    facts = Facts.model_validate(one.facts.model_dump() | {"holder": holder})
    found = Portfolio("acme", certificates={"c": one.model_copy(update={"facts": facts})})
    (notice,) = notices_of(found, NOON)
    assert words(notice).subject.isprintable()
    assert len(words(notice).subject) < 200


def test_the_census_counts_what_something_depends_on() -> None:
    times = {"a": -400, "b": -1, "c": 0.1, "d": 30, "e": 31}
    certificates = {
        name: certificate(name * 32, NOON + timedelta(days=days)) for name, days in times.items()
    }
    bound = {
        Binding(branch=branch, module=module): name
        for branch, module, name in [
            (HEAD, Module.BILLING, "a"), (HEAD, Module.SEFAZ, "b"), (UNKNOWN, Module.SEFAZ, "b"),
            (HEAD, Module.CTE_RECEIPT, "c"), (UNKNOWN, Module.CTE_RECEIPT, "d"),
            (UNKNOWN, Module.BILLING, "e"),
        ]
    }  # fmt: skip
    found = Portfolio("acme", certificates=certificates, bound=bound)
    assert census(found, NOON) == Census(expiring=2, expired=2)
    assert census(Portfolio("acme", certificates=certificates), NOON) == Census()
    assert census(found, NOON) + Census(1, 2) == Census(3, 4)
