"""Writing documents to the table: registered, or in quarantine with a reason.

Every write is the same however often, and in whatever order, it is made: see
docs/decisions/0004-any-order-one-state.md.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from malote.adapters import keys
from malote.adapters.headers import document_header, event_header
from malote.adapters.items import Value
from malote.adapters.table import ConditionFailed, Table
from malote.documents.models import Outcome, Quarantined, Registration
from malote.documents.register import cancels, rank
from malote.fiscal import DocumentSummary, FiscalDocument, FiscalRecord


def _now() -> datetime:
    return datetime.now(UTC)


class Registry:
    """The ledger of blobs, and the documents and events found in them."""

    def __init__(self, table: Table, now: Callable[[], datetime] = _now) -> None:
        self._table = table
        self._now = now

    def tax_ids(self, tenant: str) -> frozenset[str]:
        """Every CNPJ and CPF of the tenant, by branch."""
        key = keys.tax_id(tenant)
        found = self._table.query(key["PK"], begins=key["SK"])
        return frozenset(item["SK"].removeprefix(key["SK"]) for item in found)

    def register(self, found: Registration) -> Outcome:
        """Write a readable blob: its record first, its ledger entry last.

        ``duplicate`` means that these bytes, or a better version of the document, were there.
        """
        blob, record = found.blob, found.record
        outcome = self._write_record(blob.tenant, record, blob.sha256)
        if cancels(record):
            # Before its document, this makes an item that no list shows until the document comes.
            self._table.update(keys.document(blob.tenant, record.access_key), {"cancelled": True})
        self._table.update(
            keys.blob(blob.tenant, blob.sha256),
            {
                "outcome": Outcome.REGISTERED.value,
                "record": record.record,
                "access_key": record.access_key,
                "size": len(blob.content),
                "received_at": blob.received_at,
                "GSI1PK": keys.document(blob.tenant, record.access_key)["PK"],
                "GSI1SK": blob.sha256,
            },
            once={"settled_at": self._now()},
            remove=["code", "detail"],
        )
        return outcome

    def quarantine(self, kept: Quarantined) -> Outcome:
        """Note why a blob could not be registered; its bytes are in the bucket already."""
        self._table.update(
            keys.blob(kept.tenant, kept.blob_id),
            {
                "outcome": Outcome.QUARANTINED.value,
                "code": kept.reason.code,
                "detail": kept.reason.detail[:500],
                "access_key": kept.access_key,
                "size": kept.size,
                "received_at": kept.received_at,
                "GSI1PK": keys.by_date(kept.tenant, "QUARANTINE"),
            },
            # The first arrival dates it: the same bytes again do not come up as news.
            once={
                "settled_at": self._now(),
                "GSI1SK": f"{kept.received_at.isoformat()}#{kept.blob_id}",
            },
        )
        return Outcome.QUARANTINED

    def _write_record(self, tenant: str, record: FiscalRecord, sha256: str) -> Outcome:
        values: Mapping[str, Value]
        once: Mapping[str, Value] = {}
        if isinstance(record, FiscalDocument | DocumentSummary):
            key = keys.document(tenant, record.access_key)
            values = document_header(tenant, record)
            once = {"status": "returned", "cancelled": False, "registered_at": self._now()}
        else:
            author = record.author_tax_id or ""
            key = keys.event(tenant, record.access_key, record.event_type, author, record.sequence)
            values = event_header(record)
        try:
            self._table.update(
                key,
                {**values, "sha256": sha256, "rank": rank(record, sha256)},
                once=once,
                remove=[name for name, value in values.items() if value is None],
                condition="attribute_not_exists(#rank) OR #rank < :rank",
            )
        except ConditionFailed:
            return Outcome.DUPLICATE
        return Outcome.REGISTERED
