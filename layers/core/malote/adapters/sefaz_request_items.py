"""Requests to SEFAZ as items, and what is written along with each.

A feed's partition has a copy of each unfinished query of it, so that whoever takes the feed's turn
has all that were made before; an index would have them a moment later. A claim on each document's
(kind, sequence) keeps two requests from the same event, until one of them ends without it.
"""

from collections.abc import Iterator

from malote.adapters import keys
from malote.adapters.items import stamp
from malote.adapters.revised import NEW, in_place_of
from malote.adapters.transaction import Change, Delete, Put
from malote.sefaz.made import OPEN, ManifestationStatus, Manifested, SefazRequest


def request_put(before: SefazRequest | None, after: SefazRequest) -> Put:
    """What writes the request itself where ``before`` is; None: where there is none."""
    item = {**keys.sefaz_request(after.tenant, after.request_id), **after.model_dump(mode="json")}
    if after.type == "manifestation" and after.resumes_at:
        item["GSI1PK"] = keys.OPEN_MANIFESTATIONS
        item["GSI1SK"] = f"{stamp(after.resumes_at)}#{after.tenant}#{after.request_id}"
    return in_place_of(before.revision if before else None, item)


def beside(before: SefazRequest | None, after: SefazRequest) -> Iterator[Change]:
    """What is written along with it."""
    if after.type == "manifestation":
        yield from _claims(before, after)
    elif after.status in OPEN:
        yield Put({**_copy_key(after), **after.model_dump(mode="json")})
    else:
        yield Delete(_copy_key(after))


def _copy_key(request: SefazRequest) -> keys.Key:
    return keys.open_query(keys.ledger_of_nsu(*request.feed_id), request.request_id)


def _claims(before: SefazRequest | None, after: SefazRequest) -> Iterator[Change]:
    for number, document in enumerate(after.documents):
        key = _claim_key(after, document)
        if before is None:
            yield Put({**key, "request_id": after.request_id}, NEW)
        elif _free(after, document) and not _free(before, before.documents[number]):
            yield Delete(key)


def _claim_key(request: SefazRequest, document: Manifested) -> keys.Key:
    kind = request.manifestation or ""
    return keys.manifestation_claim(request.tenant, document.access_key, kind, document.sequence)


def _free(request: SefazRequest, document: Manifested) -> bool:
    """Whether another request may ask for the same event; what SEFAZ has, it has for good."""
    if document.status is ManifestationStatus.REGISTERED:
        return False
    return document.status is ManifestationStatus.REFUSED or request.status not in OPEN
