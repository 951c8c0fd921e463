"""The attributes of documents and events in the table: small, for the body stays in S3.

Every version of a document writes all of its attributes, the absent ones as None, so that one
version replaces another without a trace of it.
"""

from decimal import Decimal

from malote.adapters import keys
from malote.adapters.items import Value
from malote.documents.search import folded
from malote.fiscal import (
    AccessKey,
    DocumentSummary,
    EventSummary,
    FiscalDocument,
    FiscalEvent,
    Inspection,
    Kind,
    Party,
)

_KINDS = {
    "55": Kind.NFE, "57": Kind.CTE, "58": Kind.MDFE, "59": Kind.CFE, "62": Kind.NFCOM,
    "63": Kind.BPE, "64": Kind.GTVE, "65": Kind.NFCE, "66": Kind.NF3E, "67": Kind.CTE_OS,
}  # fmt: skip
_NOBODY = Party()
_DETAIL = 500  # characters of what is said of a signature or in a remark


def document_header(
    tenant: str, record: FiscalDocument | DocumentSummary, inspection: Inspection
) -> dict[str, Value]:
    """What lists and searches need of a document.

    The sort key is the wall clock of the document's own time zone: a month in a query is then
    the month that the accountant reads on the document.
    """
    issued_at = record.issued_at
    local = issued_at.replace(tzinfo=None).isoformat() if issued_at else _month_of(record)
    issuer = record.issuer or _NOBODY
    amount = record.total_amount
    own = _of_summary(record) if isinstance(record, DocumentSummary) else _of_document(record)
    return {
        "GSI1PK": keys.by_date(tenant, "DOCS"),
        "GSI1SK": f"{local}#{record.access_key}",
        "record": record.record,
        "access_key": record.access_key,
        "issued_at": issued_at.isoformat() if issued_at else None,
        "issuer_tax_id": issuer.tax_id,
        "issuer_name": issuer.legal_name,
        "issuer_search": folded(issuer.legal_name) if issuer.legal_name else None,
        "issuer_uf": issuer.uf,
        "operation_type": record.operation_type,
        "total_amount": amount,
        "total_cents": None if amount is None else _cents(amount),
        **own,
        **_judgement(inspection),
    }


def _of_summary(record: DocumentSummary) -> dict[str, Value]:
    key = AccessKey(record.access_key)
    return {
        "kind": _KINDS.get(key.model),
        "model": key.model,
        "series": key.series,
        "number": key.number,
        "environment": None,
        "operation_nature": None,
        "recipient_tax_id": None,
        "recipient_name": None,
        "protocol": record.protocol,
        "status_code": None,
        "authorized_at": record.authorized_at.isoformat() if record.authorized_at else None,
    }


def _of_document(record: FiscalDocument) -> dict[str, Value]:
    recipient = record.recipient or record.service_taker or record.taker or _NOBODY
    authorization = record.authorization
    authorized_at = authorization.received_at if authorization else None
    return {
        "kind": record.kind,
        "model": record.model,
        "series": record.series,
        "number": record.number,
        "environment": record.environment,
        "operation_nature": record.operation_nature,
        "recipient_tax_id": recipient.tax_id,
        "recipient_name": recipient.legal_name,
        "protocol": authorization.protocol if authorization else None,
        "status_code": authorization.status_code if authorization else None,
        "authorized_at": authorized_at.isoformat() if authorized_at else None,
    }


def _cents(amount: Decimal) -> int:
    return int((amount * 100).to_integral_value())


def _month_of(record: FiscalDocument | DocumentSummary) -> str:
    """The month in the document's name; without one it comes at the very end of a list."""
    try:
        month = AccessKey(record.access_key).year_month
    except ValueError:
        return "2000-01-01T00:00:00"
    return f"20{month[:2]}-{month[2:]}-01T00:00:00"


def event_header(record: FiscalEvent | EventSummary, inspection: Inspection) -> dict[str, Value]:
    """What a document shows of an event of its own."""
    bare = record.model_dump(mode="json", include=_EVENT)
    return {
        **dict.fromkeys(_EVENT),
        **bare,
        "effect": record.effect,
        "registered": record.registered,
        **_judgement(inspection),
    }


_EVENT = {
    "record", "access_key", "event_type", "sequence", "author_tax_id", "occurred_at",
    "description", "text", "protocol", "status_code", "registered_at",
}  # fmt: skip


def _judgement(inspection: Inspection) -> dict[str, Value]:
    """The verdict on the signature, and remarks as a map, so that a filter finds them by code."""
    signature = inspection.signature
    remarks: dict[str, str] = {}
    for remark in inspection.remarks:
        said = remarks.get(remark.code)
        remarks[remark.code] = (f"{said}; {remark.detail}" if said else remark.detail)[:_DETAIL]
    return {
        "signature": signature.verdict,
        "signature_detail": signature.detail[:_DETAIL] or None,
        "signer_tax_id": signature.signer_tax_id,
        "signer_name": signature.signer_name,
        "remarks": remarks or None,
    }
