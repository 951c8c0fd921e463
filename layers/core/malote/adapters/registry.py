"""Writing documents to the table: registered, unpacked, or in quarantine with a reason.

Every write is the same however often, and in whatever order, it is made: see
docs/decisions/0004-any-order-one-state.md.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from malote.adapters import keys
from malote.adapters.headers import document_header, event_header
from malote.adapters.items import Value
from malote.adapters.sources import source_item
from malote.adapters.table import ConditionFailed, Table
from malote.adapters.writes import Write, write_all
from malote.attempt import attempt
from malote.clock import utc_now
from malote.documents.effects import effect
from malote.documents.models import Container, Outcome, Quarantined, Registration, Source
from malote.documents.precedence import rank
from malote.fiscal import DocumentSummary, Effect, FiscalDocument, Verdict

_OUTCOME = {True: Outcome.REGISTERED, False: Outcome.DUPLICATE}


class Registry:
    """The ledger of blobs, and the documents and events found in them."""

    def __init__(self, table: Table, now: Callable[[], datetime] = utc_now) -> None:
        self._table = table
        self._now = now

    def tax_ids(self, tenant: str) -> frozenset[str]:
        """Every CNPJ and CPF of the tenant, by branch."""
        key = keys.tax_id(tenant)
        found = self._table.query(key["PK"], begins=key["SK"])
        return frozenset(item["SK"].removeprefix(key["SK"]) for item in found)

    def register_all(self, found: Sequence[Registration]) -> list[Outcome | Exception]:
        """Write readable blobs: their records, then what these do, their ledger entries last.

        ``duplicate`` means that these bytes, or a better version of the document, were there.
        """
        records = write_all(self._table, [attempt(self._record, each) for each in found])
        entries = [
            one if isinstance(one, Exception) else attempt(self._finish, each)
            for each, one in zip(found, records, strict=True)
        ]
        ends = write_all(self._table, entries)
        return [
            end if isinstance(end, Exception) else _OUTCOME[new is True]
            for new, end in zip(records, ends, strict=True)
        ]

    def unpacked(self, container: Container, parts: Sequence[str]) -> Outcome:
        """Note that a blob was so many others, which are in the inbox under their hashes."""
        tenant, sha256 = container.tenant, container.sha256
        self._table.put_all(
            [
                source_item(tenant, part, _within(container, number))
                for number, part in enumerate(parts, start=1)
            ]
        )
        self._table.update(
            keys.blob(tenant, sha256),
            {
                "outcome": Outcome.UNPACKED.value,
                "documents": len(parts),
                "size": container.size,
                "received_at": container.received_at,
            },
            once={"settled_at": self._now()},
            remove=["code", "detail", "GSI1PK", "GSI1SK"],
        )
        return Outcome.UNPACKED

    def quarantine(self, kept: Quarantined) -> Outcome:
        """Note why a blob could not be registered; its bytes are in the bucket already.

        One that was registered or unpacked once stays so, whatever comes of it when it is read
        again: its document was made of these bytes. It is a ``duplicate`` then.
        """
        try:
            self._table.update(
                keys.blob(kept.tenant, kept.blob_id),
                {
                    "outcome": Outcome.QUARANTINED.value,
                    "code": kept.reason.code,
                    "detail": kept.reason.detail[:500],
                    "access_key": kept.access_key,
                    "size": kept.size,
                    "GSI1PK": keys.by_date(kept.tenant, "QUARANTINE"),
                },
                # The first arrival dates it: the same bytes again do not come up as news.
                once={
                    "settled_at": self._now(),
                    "received_at": kept.received_at,
                    "GSI1SK": f"{kept.received_at.isoformat()}#{kept.blob_id}",
                },
                condition="attribute_not_exists(#outcome) OR #outcome = :outcome",
            )
        except ConditionFailed:
            return Outcome.DUPLICATE
        return Outcome.QUARANTINED

    def _record(self, found: Registration) -> Write:
        tenant, record = found.tenant, found.inspection.record
        values: Mapping[str, Value]
        once: Mapping[str, Value] = {}
        if isinstance(record, FiscalDocument | DocumentSummary):
            key = keys.document(tenant, record.access_key)
            values = document_header(tenant, record, found.inspection)
            once = {"status": "returned", "cancelled": False, "registered_at": self._now()}
        else:
            author = record.author_tax_id or ""
            key = keys.event(tenant, record.access_key, record.event_type, author, record.sequence)
            values = event_header(record, found.inspection)
        version = {"sha256": found.sha256, "rank": rank(found.inspection, found.sha256)}
        return Write(
            key, {**values, **version}, once, "attribute_not_exists(#rank) OR #rank < :rank"
        )

    def _finish(self, found: Registration) -> Write:
        self._mark(found)
        return Write(
            keys.blob(found.tenant, found.sha256),
            _entry(found),
            once={"settled_at": self._now()},
        )

    def _mark(self, found: Registration) -> None:
        """Tell the document what this did to it; until it comes, no list shows that item."""
        verdict, record = found.inspection.signature.verdict, found.inspection.record
        believed = verdict is not Verdict.TAMPERED
        if believed and isinstance(record, FiscalDocument):
            verdict = Verdict.ABSENT  # its own cancellation stands outside of what was signed
        key = keys.document(found.tenant, record.access_key)
        if effect(record) is Effect.CANCELLATION:
            flag: Mapping[str, Value] = {"cancelled": True} if believed else {}
            self._table.update(key, flag, add={"cancellations": frozenset({verdict})})


def _entry(found: Registration) -> dict[str, Value]:
    record = found.inspection.record
    return {
        "outcome": Outcome.REGISTERED.value,
        "record": record.record,
        "access_key": record.access_key,
        "size": found.size,
        "received_at": found.received_at,
        "GSI1PK": keys.document(found.tenant, record.access_key)["PK"],
        "GSI1SK": found.sha256,
        "code": None,
        "detail": None,
    }


def _within(container: Container, number: int) -> Source:
    return Source(
        source_id=f"CONTAINER#{container.sha256}",
        kind="container",
        received_at=container.received_at,
        path=str(number),
        details={"container": container.sha256},
    )
