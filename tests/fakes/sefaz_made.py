"""Feeds, requests and deadlines as the stores are given them."""

from datetime import timedelta
from typing import Any

from malote.environment import Environment
from malote.sefaz.feeds import Feed, Gap, GapCause, Page, Received
from malote.sefaz.made import Deadline, Manifested, SefazRequest
from malote.sefaz.models import FeedId, Service
from malote.sefaz.operations import ManifestationKind
from tests.fakes.stores import NOON

TAX_ID = "12ABC34501DE35"
FEED = FeedId("acme", TAX_ID, Service.NFE, Environment.PRODUCTION)
MINUTE = timedelta(minutes=1)


def nsu(number: int) -> str:
    return f"{number:015}"


def feed(of: FeedId = FEED, **others: Any) -> Feed:
    values = {
        "tenant": of.tenant, "tax_id": of.tax_id, "service": of.service,
        "environment": of.environment,
    }  # fmt: skip
    return Feed.model_validate(values | others)


def after(before: Feed, **others: Any) -> Feed:
    return Feed.model_validate(before.model_dump() | {"revision": before.revision + 1, **others})


def gap(first: int, last: int) -> Gap:
    return Gap(first=nsu(first), last=nsu(last), cause=GapCause.SKIPPED, found_at=NOON)


def page(last: int, minute: int = 0, documents: int = 1) -> Page:
    received = tuple(
        Received(nsu=nsu(last - number), schema_name="procNFe_v4.00.xsd", sha256=f"{number:064x}")
        for number in range(documents)
    )
    first, at = nsu(last - max(documents, 1) + 1), NOON + minute * MINUTE
    return Page(
        first=first, last=nsu(last), at=at, operation="distribute", status_code="138",
        documents=received,
    )  # fmt: skip


def request_id(number: int) -> str:
    return f"20261121t{number:09}-0123456789ab"


def request(number: int = 1, **others: Any) -> SefazRequest:
    values: dict[str, Any] = {
        "tenant": "acme", "request_id": request_id(number), "type": "nsu", "tax_id": TAX_ID,
        "environment": "production", "created_at": NOON, "by": "u-1", "nsu": nsu(number),
    }  # fmt: skip
    return SefazRequest.model_validate(values | others)


def access_key(number: int) -> str:
    return f"352611341287450001525500100000{number:04}1695511860"


def document(number: int, sequence: int = 1, **others: Any) -> Manifested:
    values = {"access_key": access_key(number), "sequence": sequence, "at": NOON}
    return Manifested.model_validate(values | others)


def manifestation(number: int, *documents: Manifested, **others: Any) -> SefazRequest:
    own = {
        "type": "manifestation", "nsu": None, "manifestation": ManifestationKind.CONFIRMATION,
        "documents": documents, "resumes_at": NOON,
    }  # fmt: skip
    return request(number, **(own | others))


def later(before: SefazRequest, **others: Any) -> SefazRequest:
    return SefazRequest.model_validate(
        before.model_dump() | {"revision": before.revision + 1, **others}
    )


def deadline(number: int, days: float, **others: Any) -> Deadline:
    until = NOON + timedelta(days=days)
    values: dict[str, Any] = {
        "tenant": "acme", "access_key": access_key(number), "tax_id": TAX_ID,
        "issuer_tax_id": "34128745000152", "issuer_name": "Beta", "total_amount": "1234.50",
        "authorized_at": until - timedelta(days=180), "until": until,
    }  # fmt: skip
    return Deadline.model_validate(values | others)
