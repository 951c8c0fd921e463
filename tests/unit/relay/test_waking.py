"""What is queued when a device comes: all that waited for its CNPJ, and no more."""

from malote.environment import Environment
from malote.relay.waking import wake
from malote.sefaz.made import RequestStatus, SefazRequest
from malote.sefaz.models import NONE_YET, FeedId, Service
from malote.sefaz.queued import FeedTurn, ManifestationTurn
from malote.sefaz.waking import begun
from tests.fakes.sefaz import MemoryFeeds, MemorySefazQueue, MemorySefazRequests
from tests.fakes.stores import NOON
from tests.unit.relay.house import BRANCH, SISTER

FEEDS = [
    FeedId("acme", BRANCH, service, Environment.PRODUCTION)
    for service in (Service.NFE, Service.CTE)
]
OTHERS = [
    FeedId("acme", SISTER, Service.NFE, Environment.PRODUCTION),
    FeedId("other", BRANCH, Service.NFE, Environment.PRODUCTION),
]


def request(number: int, **fields: object) -> SefazRequest:
    values = {
        "tenant": "acme", "request_id": f"20261121t12000000{number}-0123456789ab",
        "type": "manifestation", "tax_id": BRANCH, "environment": "production",
        "created_at": NOON, "by": "u-1",
    }  # fmt: skip
    return SefazRequest.model_validate(values | fields)


def test_the_turns_of_one_cnpj() -> None:
    requests, queue = MemorySefazRequests(), MemorySefazQueue()
    feeds = MemoryFeeds(requests)
    for feed_id in (*FEEDS, *OTHERS):
        feeds.write(None, begun(feed_id, NONE_YET))
    waiting = request(1)
    for each in (
        waiting,
        request(2, tax_id=SISTER),
        request(3, status=RequestStatus.DONE),
        request(4, type="distribution"),
        request(5, tenant="other"),
    ):
        requests.add(each)
    assert wake(feeds, requests, queue, "acme", BRANCH) == 3
    turns = [FeedTurn.of(each) for each in FEEDS]
    open_one = ManifestationTurn(tenant="acme", request_id=waiting.request_id)
    # A worker that has just found no device writes that down before they come.
    assert queue.sent == [(each, 2) for each in (*turns, open_one)]
    assert wake(feeds, requests, queue, "acme", "45723174000110") == 0
