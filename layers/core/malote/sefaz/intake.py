"""What SEFAZ sent, made safe: into the inbox, with where it came from, or put aside."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from malote.documents.models import Quarantined, Reason, Source
from malote.errors import ArchiveRefused, SefazNonsense
from malote.ports import Deposit, QuarantineLedger, UploadLedger
from malote.sefaz.answers import Distributed
from malote.sefaz.feeds import Received
from malote.sefaz.models import FeedId


@dataclass(frozen=True, slots=True)
class Intake:
    """The door of documents; the same again changes nothing."""

    archive: Deposit
    ledger: UploadLedger
    quarantine: QuarantineLedger

    def keep(
        self,
        feed_id: FeedId,
        documents: Sequence[Distributed],
        now: datetime,
        kind: Literal["sefaz", "integrador"],
        **details: str,
    ) -> tuple[Received, ...]:
        """Bytes first, then where they came from: ``details`` are told of each, if not empty."""
        contents = [each.content for each in documents if each.content is not None]
        put = iter(self.archive.put_all(feed_id.tenant, contents) if contents else ())
        received, brought = [], []
        for each in documents:
            opens = each.content is not None
            blob_id = next(put)[0] if opens else self._aside(feed_id.tenant, each.raw, now)
            received.append(
                Received(nsu=each.nsu, schema_name=each.schema, sha256=blob_id if opens else None)
            )
            told = {"nsu": each.nsu or "", "service": feed_id.service.value, **details}
            feed = f"{feed_id.service}#{feed_id.environment}#{feed_id.tax_id}"
            source_id = f"SEFAZ#{feed}#{each.nsu or blob_id}"
            shown = {name: text for name, text in told.items() if text}
            source = Source(source_id, kind, now, "", {"tax_id": feed_id.tax_id, **shown})
            brought.append((blob_id, source))
        self.ledger.record_sources(feed_id.tenant, brought)
        return tuple(received)

    def keep_nonsense(self, feed_id: FeedId, answer: bytes, now: datetime) -> None:
        """An answer that cannot be read may have documents in it."""
        self._aside(feed_id.tenant, answer, now, SefazNonsense.code)

    def _aside(
        self, tenant: str, content: bytes, now: datetime, code: str = ArchiveRefused.code
    ) -> str:
        blob_id = hashlib.sha256(content).hexdigest()
        self.archive.put_aside(tenant, blob_id, content)
        reason = Reason(code, "SEFAZ")
        self.quarantine.quarantine(Quarantined(tenant, blob_id, reason, now, len(content)))
        return blob_id
