"""The attributes of documents and events in the table: small, for the body stays in S3.

Every version of a document writes all of its attributes, the absent ones as None, so that one
version replaces another without a trace of it.
"""

from malote.adapters import keys
from malote.adapters.items import Value
from malote.fiscal import (
    AccessKey,
    DocumentSummary,
    EventSummary,
    FiscalDocument,
    FiscalEvent,
    Kind,
)

_KINDS = {"55": Kind.NFE, "65": Kind.NFCE, "57": Kind.CTE}


def document_header(tenant: str, record: FiscalDocument | DocumentSummary) -> dict[str, Value]:
    """What lists and searches need of a document.

    The sort key is the wall clock of the document's own time zone: a month in a query is then
    the month that the accountant reads on the document.
    """
    key = AccessKey(record.access_key)
    issued_at = record.issued_at
    local = issued_at.replace(tzinfo=None).isoformat() if issued_at else _month_of(key)
    issuer = record.issuer
    common: dict[str, Value] = {
        "GSI1PK": keys.by_date(tenant, "DOCS"),
        "GSI1SK": f"{local}#{record.access_key}",
        "record": record.record,
        "access_key": record.access_key,
        "model": key.model,
        "series": key.series,
        "number": key.number,
        "issued_at": issued_at.isoformat() if issued_at else None,
        "issuer_tax_id": issuer.tax_id if issuer else None,
        "issuer_name": issuer.legal_name if issuer else None,
        "issuer_uf": issuer.uf if issuer else None,
        "operation_type": record.operation_type,
        "total_amount": record.total_amount,
    }
    if isinstance(record, DocumentSummary):
        return common | {
            "kind": _KINDS.get(key.model),
            "environment": None,
            "operation_nature": None,
            "recipient_tax_id": None,
            "recipient_name": None,
            "protocol": record.protocol,
            "status_code": None,
            "authorized_at": record.authorized_at.isoformat() if record.authorized_at else None,
        }
    recipient, authorization = record.recipient, record.authorization
    authorized_at = authorization.received_at if authorization else None
    return common | {
        "kind": record.kind,
        "environment": record.environment,
        "operation_nature": record.operation_nature,
        "recipient_tax_id": recipient.tax_id if recipient else None,
        "recipient_name": recipient.legal_name if recipient else None,
        "protocol": authorization.protocol if authorization else None,
        "status_code": authorization.status_code if authorization else None,
        "authorized_at": authorized_at.isoformat() if authorized_at else None,
    }


def _month_of(key: AccessKey) -> str:
    return f"20{key.year_month[:2]}-{key.year_month[2:]}-01T00:00:00"


def event_header(record: FiscalEvent | EventSummary) -> dict[str, Value]:
    """What a document shows of an event of its own."""
    bare = record.model_dump(mode="json", include=set(_EVENT))
    return {name: bare.get(name) for name in _EVENT} | {
        "effect": record.effect,
        "registered": record.registered,
    }


_EVENT = (
    "record", "access_key", "event_type", "sequence", "author_tax_id", "occurred_at",
    "description", "text", "protocol", "status_code", "registered_at",
)  # fmt: skip
