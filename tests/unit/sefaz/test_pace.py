"""When a feed may be asked for what."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from malote.sefaz import pace
from malote.sefaz.feeds import Asked, Feed, LastAnswer
from malote.sefaz.models import Service
from malote.sefaz.operations import Distribute, Operation, QueryNsu
from tests.fakes.stores import NOON
from tests.sefaz.world import FEED

PAGE = Distribute(service=Service.NFE, last_nsu="0" * 15)
QUERY = QueryNsu(service=Service.NFE, nsu="0" * 15)
LATER = NOON + timedelta(minutes=30)
HOUR = timedelta(minutes=61)


def feed(**values: Any) -> Feed:
    of = {"tenant": FEED.tenant, "tax_id": FEED.tax_id}
    return Feed(**of, service=FEED.service, environment=FEED.environment, **values)


def queries(count: int) -> tuple[datetime, ...]:
    return tuple(NOON + timedelta(seconds=2 * number) for number in range(count))


ASKED = Asked(operation=PAGE, at=NOON)
TWO = NOON + timedelta(seconds=2)
PROBLEM = LastAnswer(status_code="593", reason="", at=NOON, problem="x")
FINE = LastAnswer(status_code="137", reason="", at=NOON)


@pytest.mark.parametrize(
    ("values", "page", "query", "gap"),
    [
        ({}, pace.ALWAYS, pace.ALWAYS, pace.ALWAYS),
        ({"last_asked_at": NOON}, TWO, TWO, TWO),
        ({"rests_until": LATER, "last_answer": FINE}, LATER, pace.ALWAYS, pace.ALWAYS),
        ({"rests_until": LATER, "last_answer": PROBLEM}, LATER, pace.ALWAYS, LATER),
        ({"blocked_until": LATER}, LATER, LATER, LATER),
        ({"asked": ASKED}, *[NOON + timedelta(minutes=71)] * 3),
        ({"queries": queries(14)}, pace.ALWAYS, pace.ALWAYS, pace.ALWAYS),
        ({"queries": queries(15)}, pace.ALWAYS, pace.ALWAYS, NOON + HOUR),
        ({"queries": queries(19)}, pace.ALWAYS, pace.ALWAYS, queries(5)[4] + HOUR),
        ({"queries": queries(20)}, pace.ALWAYS, NOON + HOUR, queries(6)[5] + HOUR),
    ],
    ids=["new", "2 s", "rests", "refused", "blocked", "lost", "14", "15", "19", "20"],
)
def test_each_kind_of_request_has_its_time(
    values: dict[str, Any], page: datetime, query: datetime, gap: datetime
) -> None:
    found = feed(**values)
    times = pace.distribution_at(found), pace.query_at(found), pace.gap_at(found)
    assert times == (page, query, gap)


@pytest.mark.parametrize(("operation", "counts"), [(PAGE, 0), (QUERY, 1)], ids=["page", "query"])
def test_a_query_counts_before_it_is_asked(operation: Operation, counts: int) -> None:
    old = NOON - timedelta(minutes=61)
    before = feed(queries=(old, NOON - timedelta(minutes=60)))
    after = pace.counted(before, Asked(operation=operation, at=NOON, by="1"))
    assert len(after.queries) == 1 + counts
    assert after.last_asked_at == NOON
    assert after.asked


def test_what_was_asked_is_forgotten_only_after_the_hour() -> None:
    asked = feed(asked=ASKED)
    assert pace.recalled(asked, NOON + timedelta(minutes=71, seconds=-1)).asked
    assert not pace.recalled(asked, NOON + timedelta(minutes=71)).asked


@pytest.mark.parametrize(
    ("values", "wait"),
    [
        ({"due_at": NOON}, 0),
        ({"due_at": TWO}, 2),
        ({"due_at": LATER}, None),
        ({"due_at": TWO, "asked": ASKED}, None),
        ({}, None),
    ],
    ids=["now", "soon", "later", "job", "never"],
)
def test_a_worker_waits_two_seconds_and_no_more(values: dict[str, Any], wait: float | None) -> None:
    assert pace.pause(feed(**values), NOON) == wait
