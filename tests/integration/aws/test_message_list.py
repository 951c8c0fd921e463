"""Lists of messages: a tenant's own, newest first, by customer, status and period."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from malote.adapters.message_list import MessageList
from malote.adapters.outbox import OutboxItems
from malote.adapters.table import Table
from malote.errors import InvalidInput
from malote.messages.models import Status
from malote.messages.queries import MessageQuery
from tests.fakes.outbox import message
from tests.fakes.stores import NOON

BIA, LOJA = "bia@cliente.test", "12ABC34501DE35"
KEPT = [
    message(n, at=NOON + timedelta(days=10 * n), customer=(BIA, LOJA)[n % 2]) for n in range(6)
]  # 21 November to 10 January
ALL = (5, 4, 3, 2, 1, 0)


@pytest.fixture
def messages(table: Table) -> MessageList:
    outbox = OutboxItems(table)
    for each in [*KEPT, message(9, tenant="outra")]:
        outbox.add(each)
    outbox.cancel("acme", KEPT[3].message_id)
    return MessageList(table)


def listed(messages: MessageList, query: MessageQuery, limit: int = 50) -> list[str]:
    found, cursor = [], None
    while True:
        page, cursor = messages.page("acme", query, limit, cursor)
        assert len(page) <= limit
        found += [each.message_id for each in page]
        if not cursor:
            return found


@pytest.mark.parametrize("limit", [1, 4, 50])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (MessageQuery(), ALL),
        (MessageQuery(customer=LOJA), (5, 3, 1)),
        (MessageQuery(customer=BIA), (4, 2, 0)),
        (MessageQuery(customer="zzz"), ()),
        (MessageQuery(status=Status.CANCELLED), (3,)),
        (MessageQuery(customer=LOJA, status=Status.QUEUED), (5, 1)),
        (MessageQuery(period=("2026-12", "2026-12")), (4, 3, 2, 1)),
        (MessageQuery(period=("2026", "2026-12-01")), (1, 0)),
        (MessageQuery(customer=BIA, period=("2026-11-21", "2026-11-21")), (0,)),
    ],
)
def test_newest_first_whatever_the_pages(
    messages: MessageList, query: MessageQuery, expected: Sequence[int], limit: int
) -> None:
    assert listed(messages, query, limit) == [KEPT[number].message_id for number in expected]


def test_a_cursor_leads_nowhere_else(messages: MessageList) -> None:
    _, cursor = messages.page("acme", MessageQuery(), 1, None)
    page, _ = messages.page("outra", MessageQuery(), 5, cursor)
    assert [each.tenant for each in page] == ["outra"]
    for wrong in ("zzz", "QUNNRQ"):
        with pytest.raises(InvalidInput):
            messages.page("acme", MessageQuery(), 1, wrong)
