"""A user's query as conditions on the stored headers of documents."""

from collections.abc import Iterator

from malote.adapters.filters import Filter
from malote.adapters.items import Value
from malote.documents.queries import DocumentQuery
from malote.fiscal import Verdict
from malote.fiscal.remarks import RemarkCode

_CANCELLATIONS = ("cancellations",)
_ONLY_TAMPERED = frozenset({Verdict.TAMPERED.value})
# These two are not stored as remarks: they follow from all the cancellations that came.
_OF_CANCELLATIONS = {
    RemarkCode.CANCELLATION_TAMPERED: [Filter(_CANCELLATIONS, "=", _ONLY_TAMPERED)],
    RemarkCode.CANCELLATION_UNVERIFIED: [
        Filter(_CANCELLATIONS, "exists"),
        Filter(_CANCELLATIONS, "lacks", Verdict.VALID.value),
        Filter(_CANCELLATIONS, "<>", _ONLY_TAMPERED),
    ],
}


def document_filters(query: DocumentQuery) -> list[Filter]:
    """All that the query asks for, but for the period, which is a range of the sort key."""
    equal: dict[str, Value] = {
        "kind": query.kind,
        "issuer_tax_id": query.issuer,
        "recipient_tax_id": query.recipient,
        "number": query.number,
        "signature": query.signature,
    }
    found = [Filter((name,), "=", value) for name, value in equal.items() if value is not None]
    return [*found, *_of_status(query), *_of_amount(query), *_of_texts(query)]


def _of_status(query: DocumentQuery) -> Iterator[Filter]:
    if query.status:
        cancelled = query.status == "cancelled"
        yield Filter(("cancelled",), "=", cancelled)
        if not cancelled:
            yield Filter(("status",), "=", query.status)


def _of_amount(query: DocumentQuery) -> Iterator[Filter]:
    least, greatest = query.cents
    if least is not None:
        yield Filter(("total_cents",), ">=", least)
    if greatest is not None:
        yield Filter(("total_cents",), "<=", greatest)


def _of_texts(query: DocumentQuery) -> Iterator[Filter]:
    if query.issuer_name:
        yield Filter(("issuer_search",), "contains", query.issuer_name)
    if query.remark:
        yield from _OF_CANCELLATIONS.get(
            query.remark, [Filter(("remarks", query.remark.value), "exists")]
        )
