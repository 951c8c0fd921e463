"""Requests to SEFAZ in a real table, and that the fake of the unit tests is the same."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from malote.adapters.sefaz_requests import SefazRequestItems
from malote.adapters.table import Table
from malote.environment import Environment
from malote.errors import InvalidInput
from malote.ports.sefaz import SefazRequests
from malote.sefaz.made import ManifestationStatus, RequestStatus, SefazRequest
from malote.sefaz.models import FeedId, Service
from malote.sefaz.operations import ManifestationKind
from tests.fakes.sefaz import MemorySefazRequests
from tests.fakes.sefaz_made import (
    FEED,
    MINUTE,
    TAX_ID,
    access_key,
    document,
    later,
    manifestation,
    request,
    request_id,
)
from tests.fakes.stores import NOON
from tests.integration.aws.test_transaction import answered, lost


@pytest.fixture(params=["memory", "table"])
def requests(request: pytest.FixtureRequest) -> SefazRequests:
    if request.param == "memory":
        return MemorySefazRequests()
    return SefazRequestItems(request.getfixturevalue("table"))


def turns(requests: SefazRequests, minutes: int) -> list[tuple[str, str]]:
    found = requests.unfinished(NOON + minutes * MINUTE)
    return [(each.tenant, each.request_id) for each in found]


def ended(before: SefazRequest, *statuses: str, **others: Any) -> SefazRequest:
    documents = tuple(
        each.model_copy(update={"status": ManifestationStatus(status)})
        for each, status in zip(before.documents, statuses, strict=True)
    )
    return later(before, documents=documents, **others)


REQUESTS = [
    request(type="distribution", nsu=None, service="cte"),
    request(type="key", nsu=None, access_key=access_key(1)),
    request(asked_at=NOON, resumes_at=NOON, received=("a" * 64,), received_count=1, job="j"),
    manifestation(1, document(1), document(2, 2, status="registered", registered_at=NOON)),
]


@pytest.mark.parametrize("one", REQUESTS, ids=lambda each: each.type)
def test_what_is_written_is_read(requests: SefazRequests, one: SefazRequest) -> None:
    assert requests.add(one)
    assert not requests.add(one.model_copy(update={"by": "u-2"}))
    assert requests.get("acme", one.request_id) == one
    assert requests.get("outra", one.request_id) is None
    assert requests.get("acme", "") is None
    changed = later(one, attempts=2, resumes_at=None)
    assert requests.write(one, changed)
    assert not requests.write(one, later(one, attempts=3))
    assert requests.get("acme", one.request_id) == changed


def test_a_feeds_open_queries_oldest_first(requests: SefazRequests) -> None:
    second, first = request(2), request(1, type="distribution", nsu=None)
    for each in (
        second, first, request(3, tenant="outra"), request(4, environment="homologation"),
        request(5, service="cte"), request(6, tax_id="52998224725"), manifestation(7, document(1)),
    ):  # fmt: skip
        assert requests.add(each)
    assert requests.open_queries(FEED) == [first, second]
    asked = later(first, status=RequestStatus.ASKED)
    assert requests.write(first, asked)
    assert requests.open_queries(FEED) == [asked, second]
    assert not requests.write(first, later(first, status=RequestStatus.DONE))
    assert requests.write(asked, later(asked, status=RequestStatus.FAILED))
    assert requests.open_queries(FEED) == [second]
    others = FeedId("outra", TAX_ID, Service.NFE, Environment.PRODUCTION)
    assert requests.open_queries(others) == [request(3, tenant="outra")]


def test_manifestations_are_taken_up_when_they_resume(requests: SefazRequests) -> None:
    one, other = manifestation(1, document(1)), manifestation(2, document(1), tenant="outra")
    for each in (one, other, request(3, resumes_at=NOON)):
        assert requests.add(each)
    assert turns(requests, -1) == []
    assert turns(requests, 0) == [("acme", request_id(1)), ("outra", request_id(2))]
    waits = later(one, resumes_at=NOON + 10 * MINUTE, status=RequestStatus.UNCERTAIN)
    assert requests.write(one, waits)
    assert turns(requests, 9) == [("outra", request_id(2))]
    assert turns(requests, 10) == [("outra", request_id(2)), ("acme", request_id(1))]
    assert requests.write(waits, later(waits, status=RequestStatus.DONE, resumes_at=None))
    assert turns(requests, 10) == [("outra", request_id(2))]


def test_an_event_is_one_requests_alone(requests: SefazRequests) -> None:
    first = manifestation(1, document(1), document(2))
    assert requests.add(first)
    second = manifestation(2, document(3), document(2))
    assert not requests.add(second)
    assert requests.get("acme", second.request_id) is None
    assert requests.claimed("acme", access_key(3)) == {}
    others = [
        manifestation(3, document(2, 2)),
        manifestation(4, document(2), manifestation=ManifestationKind.AWARENESS),
        manifestation(5, document(2), tenant="outra"),
    ]
    assert all(map(requests.add, others))
    assert requests.claimed("acme", access_key(2)) == {
        ("confirmation", 1): request_id(1), ("confirmation", 2): request_id(3),
        ("awareness", 1): request_id(4),
    }  # fmt: skip


ENDS = {
    "refused": (["refused", "registered"], {}, [True, False]),
    "uncertain": (["uncertain", "uncertain"], {"status": "uncertain"}, [False, False]),
    "given up": (["waiting", "registered"], {"status": "failed"}, [True, False]),
}


@pytest.mark.parametrize("case", ENDS)
def test_what_sefaz_has_not_may_be_asked_again(requests: SefazRequests, case: str) -> None:
    statuses, others, free = ENDS[case]
    first = manifestation(1, document(1), document(2))
    assert requests.add(first)
    stale = later(first, attempts=1, revision=9)
    assert not requests.write(stale, ended(stale, "refused", "refused"))
    assert not requests.add(manifestation(2, document(1)))
    end = ended(first, *statuses, **others)
    assert requests.write(first, end)
    tries = [requests.add(manifestation(10 + number, document(number))) for number in (1, 2)]
    assert tries == free
    # What became another's is not given free with the rest of this one.
    assert requests.write(end, ended(end, *statuses, **(others | {"attempts": 5})))
    assert [bool(requests.claimed("acme", access_key(each))) for each in (1, 2)] == [True, True]


def test_of_many_at_one_event_one_has_it(table: Table) -> None:
    requests = SefazRequestItems(table)
    rivals = [manifestation(number, document(number), document(50)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        won = [*pool.map(requests.add, rivals)]
    assert won.count(True) == 1
    one = rivals[won.index(True)]
    assert requests.claimed("acme", access_key(50)) == {("confirmation", 1): one.request_id}
    asked = later(one, status=RequestStatus.ASKED)
    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(requests.write, one, asked) for _ in range(8)]
    assert sorted(each.result() for each in tries) == [False] * 7 + [True]


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_lost_answer_is_no_rival(table: Table, forgotten: bool) -> None:
    requests, one = SefazRequestItems(table), manifestation(1, document(1))
    with answered(lost(forgotten=forgotten)) as asked:
        assert requests.add(one)
    with answered(lost(forgotten=forgotten)):
        assert requests.write(one, ended(one, "refused", status="done"))
    assert len(asked) > 1
    assert requests.claimed("acme", access_key(1)) == {}


def test_fifty_documents_are_one_transaction(table: Table) -> None:
    requests = SefazRequestItems(table)
    one = manifestation(1, *(document(number) for number in range(50)))
    with answered() as sent:
        assert requests.add(one)
        end = ended(one, *["refused"] * 50)
        assert requests.write(one, end)
    assert len(sent) == 2
    assert requests.get("acme", one.request_id) == end
    assert requests.add(one.model_copy(update={"request_id": request_id(2)}))


def test_newest_first(requests: SefazRequests) -> None:
    made = [request(1), manifestation(2, document(1)), request(3), request(4), request(5)]
    for each in [*made, request(6, tenant="outra")]:
        assert requests.add(each)
    found, cursor = requests.page("acme", 2, None)
    while cursor:
        more, cursor = requests.page("acme", 2, cursor)
        found = [*found, *more]
    assert found == made[::-1]
    assert requests.page("nova", 2, None) == ([], None)


@pytest.mark.parametrize("cursor", ["x", "~", "IyM", "Q0hBUkdFI"])
def test_cursors_lead_nowhere_else(table: Table, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        SefazRequestItems(table).page("acme", 2, cursor)
