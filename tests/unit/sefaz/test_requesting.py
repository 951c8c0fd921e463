"""What users ask for: checked, told, written once, begun."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from malote.audit import Action
from malote.branches.models import Module
from malote.environment import Environment
from malote.errors import (
    AlreadyExists,
    IdempotencyMismatch,
    MaloteError,
    NotFound,
    NotManifestable,
    SefazNotConfigured,
)
from malote.sefaz.made import ManifestationStatus, SefazRequest
from malote.sefaz.models import FeedId, SefazSettings, Service
from malote.sefaz.queued import FeedTurn, ManifestationTurn
from malote.sefaz.requesting import Requesting
from malote.sefaz.requests import NewSefazRequest
from tests.fakes.messages import MemoryHeaders, MemoryOnce
from tests.fakes.portfolios import MemoryPortfolios
from tests.fakes.sefaz import (
    MemoryFeeds,
    MemorySefazQueue,
    MemorySefazRequests,
    MemorySefazSettings,
)
from tests.fakes.sefaz_made import TAX_ID, later, nsu
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail, entry
from tests.unit.sefaz.manifesting_world import OTHER, branch, key, portfolios

CONFIRM = {
    "type": "manifestation", "tax_id": TAX_ID, "manifestation": "confirmation",
    "access_keys": [key()],
}  # fmt: skip
DISTRIBUTION = {"type": "distribution", "tax_id": TAX_ID, "service": "nfe"}


@dataclass
class Desk:
    settings: MemorySefazSettings = field(default_factory=MemorySefazSettings)
    portfolios: MemoryPortfolios = field(default_factory=portfolios)
    headers: MemoryHeaders = field(default_factory=MemoryHeaders)
    feeds: MemoryFeeds = field(default_factory=MemoryFeeds)
    queue: MemorySefazQueue = field(default_factory=MemorySefazQueue)
    once: MemoryOnce = field(default_factory=MemoryOnce)
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    environment: Environment = Environment.PRODUCTION

    def __post_init__(self) -> None:
        self.portfolios.branches["acme", TAX_ID] = branch(cte=True)
        saved = SefazSettings(
            tenant="acme", tax_id=TAX_ID, environment=self.environment, revision="1"
        )
        self.settings.kept["acme", TAX_ID] = saved

    @property
    def requests(self) -> MemorySefazRequests:
        return self.feeds.requests

    def make(self, body: dict[str, Any], idempotency_key: str | None = None) -> SefazRequest:
        stores = self.settings, self.portfolios, self.headers, self.feeds, self.requests
        asked = NewSefazRequest.model_validate(body).root
        requesting = Requesting(*stores, self.queue, self.once, self.trail)
        return requesting.make(asked, idempotency_key, entry(Action.SEFAZ_REQUESTED, ""))


@pytest.mark.parametrize(
    ("body", "service", "first"),
    [
        (DISTRIBUTION, Service.NFE, nsu(0)),
        (DISTRIBUTION | {"service": "cte"}, Service.CTE, nsu(7)),
        ({"type": "nsu", "tax_id": TAX_ID, "service": "nfe", "nsu": nsu(42)}, Service.NFE, nsu(0)),
        ({"type": "key", "tax_id": TAX_ID, "access_key": key()}, Service.NFE, nsu(0)),
    ],
)
@pytest.mark.parametrize("environment", Environment)
def test_a_query_wakes_its_feed(
    environment: Environment, body: dict[str, Any], service: Service, first: str
) -> None:
    desk = Desk(environment=environment)
    made = desk.make(body)
    assert made == desk.requests.get("acme", made.request_id)
    assert made.model_dump(include=set(body)) == body
    assert (made.environment, made.service, made.by) == (environment, service, "u-1")
    feed_id = FeedId("acme", TAX_ID, service, environment)
    feed = desk.feeds.kept[feed_id]
    assert (feed.due_at, feed.position) == (NOON, first)
    assert desk.queue.sent == [(FeedTurn.of(feed_id), 0)]
    (told,) = desk.trail.kept
    assert told.target == made.request_id
    assert told.details["type"] == body["type"]


def test_a_manifestation_is_queued() -> None:
    desk = Desk()
    made = desk.make(CONFIRM | {"access_keys": [key(1), key(2)]})
    assert [(each.access_key, each.sequence, each.at) for each in made.documents] == [
        (key(1), 1, NOON), (key(2), 1, NOON),
    ]  # fmt: skip
    assert made.resumes_at == NOON
    assert desk.queue.sent == [(ManifestationTurn(tenant="acme", request_id=made.request_id), 0)]
    assert desk.trail.kept[0].details["documents"] == f"{key(1)} {key(2)}"
    assert not desk.feeds.kept


def test_the_same_key_is_the_same_request() -> None:
    desk = Desk()
    made = desk.make(CONFIRM, "k")
    assert desk.make(CONFIRM, "k") == made
    assert len(desk.queue.sent) == 2  # a crash may have lost the first
    assert len(desk.trail.kept) == 1
    with pytest.raises(IdempotencyMismatch):
        desk.make(DISTRIBUTION, "k")


def test_who_died_before_the_queue_is_made_good_by_the_same_key() -> None:
    desk = Desk()

    def die(*_: Any, **__: Any) -> int:
        raise ConnectionError

    desk.queue.send = die  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        desk.make(CONFIRM, "k")
    del desk.queue.send
    made = desk.make(CONFIRM, "k")
    assert len(desk.requests.kept) == 1
    assert desk.queue.sent[0][0] == ManifestationTurn(tenant="acme", request_id=made.request_id)


def registered(desk: Desk, made: SefazRequest) -> None:
    documents = tuple(
        each.model_copy(update={"status": ManifestationStatus.REGISTERED})
        for each in made.documents
    )
    desk.requests.put(later(made, documents=documents, status="done"))


def test_a_second_answer_follows_the_first_when_that_is_registered() -> None:
    desk = Desk()
    first = desk.make(CONFIRM)
    with pytest.raises(AlreadyExists, match=first.request_id):
        desk.make(CONFIRM)
    registered(desk, first)
    second = desk.make(CONFIRM)
    assert second.documents[0].sequence == 2
    registered(desk, second)
    with pytest.raises(NotManifestable):
        desk.make(CONFIRM)
    assert desk.make(CONFIRM | {"manifestation": "unknown_operation"}).documents[0].sequence == 1
    assert len(desk.trail.kept) == 3


def test_awareness_is_made_once() -> None:
    desk = Desk()
    aware = CONFIRM | {"manifestation": "awareness"}
    made = desk.make(aware)
    registered(desk, made)
    with pytest.raises(AlreadyExists, match=made.request_id):
        desk.make(aware)
    desk.make(CONFIRM)
    del desk.requests.claims["acme", key()]["awareness", 1]
    with pytest.raises(NotManifestable):
        desk.make(aware)


def test_of_two_at_once_one_has_it() -> None:
    desk = Desk()
    add = desk.requests.add

    def rival(request: SefazRequest) -> bool:
        desk.requests.add = add  # type: ignore[method-assign]
        add(request.model_copy(update={"request_id": "rival"}))
        return add(request)

    desk.requests.add = rival  # type: ignore[method-assign]
    with pytest.raises(AlreadyExists, match="rival"):
        desk.make(CONFIRM)


REFUSED: dict[str, tuple[dict[str, Any], type[MaloteError]]] = {
    "no branch": (DISTRIBUTION | {"tax_id": "45723174000110"}, NotFound),
    "not saved": (DISTRIBUTION | {"tax_id": OTHER}, SefazNotConfigured),
    "our own note": (CONFIRM | {"access_keys": [key(issuer=OTHER)]}, NotManifestable),
    "one of two": (CONFIRM | {"access_keys": [key(1), key(2, model="57")]}, NotManifestable),
    "cancelled": (CONFIRM | {"access_keys": [key(9)]}, NotManifestable),
}


@pytest.mark.parametrize(("body", "error"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_leaves_no_trace(body: dict[str, Any], error: type[MaloteError]) -> None:
    desk = Desk()
    desk.portfolios.branches["acme", OTHER] = branch(OTHER)
    desk.headers.kept["acme", key(9)] = {"record": "summary", "cancelled": True}
    with pytest.raises(error):
        desk.make(body)
    assert (desk.requests.kept, desk.queue.sent, desk.trail.kept) == ({}, [], [])


@pytest.mark.parametrize("service", Service)
def test_a_module_that_is_not_used_is_not_asked_for(service: Service) -> None:
    desk = Desk()
    desk.portfolios.branches["acme", TAX_ID] = branch(
        sefaz=service is not Service.NFE, cte=service is not Service.CTE
    )
    with pytest.raises(SefazNotConfigured):
        desk.make(DISTRIBUTION | {"service": service})
    desk.make(DISTRIBUTION | {"service": next(each for each in Service if each is not service)})
    desk.portfolios.licensed["acme"] = frozenset({Module.BILLING})
    with pytest.raises(SefazNotConfigured):
        desk.make(DISTRIBUTION)
