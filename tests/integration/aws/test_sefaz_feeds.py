"""The NSU ledger in a real table, and that the fake of the unit tests is the same."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from malote.adapters import keys
from malote.adapters.sefaz_feeds import FeedItems
from malote.adapters.sefaz_requests import SefazRequestItems
from malote.adapters.table import Table
from malote.environment import Environment
from malote.errors import InvalidInput
from malote.ports.sefaz import Feeds, SefazRequests
from malote.sefaz.feeds import Asked, LastAnswer, Page
from malote.sefaz.made import RequestStatus
from malote.sefaz.models import FeedId, Service
from malote.sefaz.operations import Distribute
from tests.fakes.sefaz import MemoryFeeds, MemorySefazRequests
from tests.fakes.sefaz_made import (
    FEED,
    MINUTE,
    TAX_ID,
    after,
    feed,
    gap,
    later,
    nsu,
    page,
    request,
)
from tests.fakes.stores import NOON
from tests.integration.aws.test_transaction import answered, lost

LEDGER = keys.ledger_of_nsu("acme", TAX_ID, "nfe", "production")
ASKED = Asked(operation=Distribute(service=Service.NFE, last_nsu=nsu(3)), at=NOON, by="job")


@pytest.fixture(params=["memory", "table"])
def stores(request: pytest.FixtureRequest) -> tuple[Feeds, SefazRequests]:
    """Of one kind, together."""
    if request.param == "memory":
        requests = MemorySefazRequests()
        return MemoryFeeds(requests), requests
    table = request.getfixturevalue("table")
    return FeedItems(table), SefazRequestItems(table)


@pytest.fixture
def feeds(stores: tuple[Feeds, SefazRequests]) -> Feeds:
    return stores[0]


@pytest.fixture
def requests(stores: tuple[Feeds, SefazRequests]) -> SefazRequests:
    return stores[1]


def all_pages(feeds: Feeds, limit: int, of: FeedId = FEED) -> list[Page]:
    found, cursor = feeds.pages(of, limit, None)
    rows: list[Page] = [*found]
    while cursor:
        found, cursor = feeds.pages(of, limit, cursor)
        rows += found
    return rows


def test_what_is_written_is_read(feeds: Feeds) -> None:
    whole = feed(
        position=nsu(7), highest=nsu(9), asked=ASKED, rests_until=NOON, blocked_until=NOON,
        last_asked_at=NOON, queries=(NOON, NOON + MINUTE), failures=2, due_at=NOON,
        last_answer=LastAnswer(status_code="138", reason="é", at=NOON, documents=50),
    )  # fmt: skip
    assert feeds.get(FEED) is None
    assert feeds.write(None, whole)
    assert feeds.get(FEED) == whole
    bare = after(whole, **dict.fromkeys(("asked", "rests_until", "highest", "due_at")), queries=())
    assert feeds.write(whole, bare)
    assert feeds.get(FEED) == bare


def test_each_service_environment_and_tenant_has_its_own(feeds: Feeds) -> None:
    others = [
        FeedId("acme", TAX_ID, Service.CTE, Environment.PRODUCTION),
        FeedId("acme", TAX_ID, Service.NFE, Environment.HOMOLOGATION),
        FeedId("acme", "52998224725", Service.NFE, Environment.PRODUCTION),
        FeedId("outra", TAX_ID, Service.NFE, Environment.PRODUCTION),
    ]
    for number, each in enumerate([FEED, *others]):
        assert feeds.write(None, feed(each), page=page(number), gaps=[gap(number, number)])
    assert [each.feed_id for each in feeds.of_tenant("outra")] == others[3:]
    assert len(feeds.of_tenant("acme")) == 4
    for number, each in enumerate([FEED, *others]):
        assert feeds.gaps(each, 9) == [gap(number, number)]
        assert all_pages(feeds, 9, each) == [page(number)]


def test_all_or_nothing(feeds: Feeds, requests: SefazRequests) -> None:
    def everything() -> object:
        kept = requests.get("acme", asked.request_id), requests.open_queries(FEED)
        return feeds.get(FEED), feeds.gaps(FEED, 9), all_pages(feeds, 9), kept

    asked = request()
    requests.add(asked)
    first = feed()
    assert feeds.write(None, first, gaps=[gap(1, 3)])
    answered, done = after(first, position=nsu(9)), later(asked, status=RequestStatus.DONE)
    assert requests.write(asked, later(asked, attempts=1))
    before = everything()
    brought = {"page": page(9), "gaps": [gap(2, 3), gap(5, 5)]}
    assert not feeds.write(first, answered, **brought, request=(asked, done))  # type: ignore[arg-type]
    assert not feeds.write(None, answered, **brought)  # type: ignore[arg-type]
    assert not feeds.write(answered, after(answered), **brought)  # type: ignore[arg-type]
    assert everything() == before
    now = later(asked, attempts=1)
    done = later(now, status=RequestStatus.DONE, received=("a" * 64,))
    assert feeds.write(first, answered, **brought, request=(now, done))  # type: ignore[arg-type]
    assert (feeds.get(FEED), requests.get("acme", now.request_id)) == (answered, done)
    assert feeds.gaps(FEED, 9) == [gap(5, 5), gap(2, 3)]
    assert all_pages(feeds, 9) == [page(9)]
    assert requests.open_queries(FEED) == []


def test_of_many_who_write_the_very_same_one_has_written_it(table: Table) -> None:
    feeds, first = FeedItems(table), feed()
    taken = after(first, asked=ASKED)
    for before, wanted in ((None, first), (first, taken)):
        with ThreadPoolExecutor(8) as pool:
            tries = [pool.submit(feeds.write, before, wanted) for _ in range(8)]
        assert sorted(each.result() for each in tries) == [False] * 7 + [True]
        assert feeds.get(FEED) == wanted


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_lost_answer_is_no_rival(table: Table, forgotten: bool) -> None:
    feeds, first = FeedItems(table), feed()
    with answered(lost(forgotten=forgotten)) as asked:
        assert feeds.write(None, first)
    with answered(lost(forgotten=forgotten)):
        assert feeds.write(first, after(first), page=page(1), gaps=[gap(3, 3)])
    assert len(asked) > 1
    assert (all_pages(feeds, 9), feeds.gaps(FEED, 9)) == ([page(1)], [gap(3, 3)])


def test_open_gaps_highest_first(feeds: Feeds) -> None:
    before = feed()
    gaps = [gap(20, 29), gap(1, 1), gap(100, 100), gap(5, 9)]
    assert feeds.write(None, before, gaps=gaps, page=page(100))
    assert feeds.gaps(FEED, 2) == [gap(100, 100), gap(20, 29)]
    assert feeds.write(before, after(before), gaps=[gap(2, 1), gap(7, 9)])
    assert feeds.gaps(FEED, 9) == [gap(100, 100), gap(20, 29), gap(7, 9)]


def test_a_document_without_nsu_and_one_that_does_not_open_are_in_their_row(
    feeds: Feeds,
) -> None:
    row = page(2, documents=2)
    nameless, closed = (
        row.documents[0].model_copy(update={name: None}) for name in ("nsu", "sha256")
    )
    odd = row.model_copy(update={"documents": (nameless, closed)})
    nothing = page(3, documents=0)
    assert feeds.write(None, feed(), page=odd)
    assert feeds.write(feed(), after(feed()), page=nothing)
    assert all_pages(feeds, 9) == [nothing, odd]


def test_rows_highest_first(feeds: Feeds, requests: SefazRequests) -> None:
    requests.add(request())
    before = None
    rows = [page(1), page(50), page(50, 1), page(51), page(1000, 2)]
    for number, row in enumerate(rows):
        now = feed(revision=number)
        assert feeds.write(before, now, page=row, gaps=[gap(2, 3)])
        before = now
    for limit in (1, 2, 9):
        assert all_pages(feeds, limit) == rows[::-1]


@pytest.mark.parametrize(
    "cursor",
    ["x", "~", "UEFHRSM", "R0FQIzAwMDAwMDAwMDAwMDAwMw", "UEFHRSMwMDAwMDAwMDAwMDAwMDMj"],
)
def test_cursors_lead_nowhere_else(table: Table, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        FeedItems(table).pages(FEED, 2, cursor)


def test_what_is_due_the_longest_due_first(feeds: Feeds) -> None:
    of = [
        FeedId(each, TAX_ID, Service.NFE, Environment.PRODUCTION) for each in ("abc", "bcd", "cde")
    ]
    due = dict(zip(of, (0, -5, 5), strict=True))
    for each, minutes in due.items():
        assert feeds.write(None, feed(each, due_at=NOON + minutes * MINUTE))
    assert feeds.write(None, feed())
    assert [*feeds.due(NOON)] == [of[1], of[0]]
    assert [*feeds.due(NOON - MINUTE)] == [of[1]]
    before = feed(of[1], due_at=NOON - 5 * MINUTE)
    assert feeds.write(before, after(before, due_at=NOON + MINUTE))
    assert [*feeds.due(NOON + 9 * MINUTE)] == [of[0], of[1], of[2]]
    before = feed(of[0], due_at=NOON)
    assert feeds.write(before, after(before, due_at=None))
    assert [*feeds.due(NOON + 9 * MINUTE)] == [of[1], of[2]]


def test_a_page_of_fifty_is_one_small_transaction(table: Table) -> None:
    feeds, asked = FeedItems(table), request(type="distribution", nsu=None)
    SefazRequestItems(table).add(asked)
    hashes = tuple(f"{number:064x}" for number in range(100))
    done = later(asked, status=RequestStatus.DONE, received=hashes)
    gaps = [gap(2 * number, 2 * number) for number in range(51)]
    with answered() as sent:
        assert feeds.write(None, feed(), page=page(99, 0, 50), gaps=gaps, request=(asked, done))
    assert len(sent) == 1
    row = table.get(keys.nsu_page(LEDGER, nsu(99), "2026-11-21T12:00:00.000000+00:00"))
    assert len(json.dumps(row)) < 10_000
    assert len(feeds.gaps(FEED, 99)) == 51
