"""What waited for a device goes on when one comes."""

from malote.ports.sefaz import Feeds, SefazQueue, SefazRequests
from malote.sefaz.made import OPEN
from malote.sefaz.queued import FeedTurn, ManifestationTurn

_LOOKED_AT = 100
"""Of the newest requests; older ones are taken up when their own time comes."""

_SECONDS = 2
"""A turn that found no device just now has yet to write down that it waits for one."""


def wake(feeds: Feeds, requests: SefazRequests, queue: SefazQueue, tenant: str, tax_id: str) -> int:
    """Queue the turns of a CNPJ or CPF; one that is not due does nothing. Returns how many."""
    turns: list[FeedTurn | ManifestationTurn] = [
        FeedTurn.of(each.feed_id) for each in feeds.of_tenant(tenant) if each.tax_id == tax_id
    ]
    newest, _ = requests.page(tenant, _LOOKED_AT, None)
    turns += [
        ManifestationTurn(tenant=tenant, request_id=each.request_id)
        for each in newest
        if (each.type, each.tax_id) == ("manifestation", tax_id) and each.status in OPEN
    ]
    return queue.send(turns, after_seconds=_SECONDS) if turns else 0
