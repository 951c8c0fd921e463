"""How often Efí was asked: by account, day and endpoint, whoever counts at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from malote.adapters.quota import QuotaItems
from malote.adapters.table import Table
from tests.fakes.billing import account

ISSUE = "POST /charge/one-step"
LATE = datetime(2026, 11, 21, 23, 59, tzinfo=UTC)


@pytest.fixture
def quota(table: Table) -> QuotaItems:
    return QuotaItems(table)


def test_each_of_many_at_once_counts(quota: QuotaItems) -> None:
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda _: quota.take(account(), ISSUE, LATE), range(64)))
    assert sorted(numbers) == [*range(1, 65)]


@pytest.mark.parametrize(
    ("of", "endpoint", "at"),
    [
        (account(2), ISSUE, LATE),
        (account(tenant="globex"), ISSUE, LATE),
        (account(), "GET /charges", LATE),
        (account(), ISSUE, LATE + timedelta(minutes=1)),
    ],
    ids=["another account", "another tenant", "another endpoint", "another day"],
)
def test_others_are_counted_apart(
    quota: QuotaItems, of: object, endpoint: str, at: datetime
) -> None:
    quota.take(account(), ISSUE, LATE)
    assert quota.take(of, endpoint, at) == 1  # type: ignore[arg-type]
    assert quota.take(account(), ISSUE, LATE) == 2


def test_days_are_utc_s_and_a_changed_account_is_the_same(quota: QuotaItems) -> None:
    quota.take(account(), ISSUE, LATE)
    early = LATE - timedelta(hours=23)
    the_day_before = early.astimezone(timezone(timedelta(hours=-3)))
    assert quota.take(account(revision="r1"), ISSUE, the_day_before) == 2


def test_a_counter_expires(quota: QuotaItems, table: Table) -> None:
    quota.take(account(), ISSUE, LATE)
    [counter] = table.query("TENANT#acme", begins="QUOTA#")
    assert LATE + timedelta(days=1) < datetime.fromtimestamp(counter["expires_at"], UTC)
    assert datetime.fromtimestamp(counter["expires_at"], UTC) < LATE + timedelta(days=8)
