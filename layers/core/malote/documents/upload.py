"""A user's upload: the same door as a mail's, with the answer at once."""

import hashlib
from collections.abc import Sequence

from malote.audit import Entry
from malote.documents.models import Quarantined, Reason, Source
from malote.documents.views import Uploaded
from malote.errors import ArchiveRefused, InvalidInput, UnsupportedDocument
from malote.ports import Archive, AuditTrail, QuarantineLedger, UploadLedger
from malote.unpacking import Budget, Candidate, Ignored, Refusal, unpack

_REFUSALS_TOLD = 20  # each is kept on its own; of more, the upload itself is


def take_upload(
    body: bytes,
    entry: Entry,
    archive: Archive,
    quarantine: QuarantineLedger,
    ledger: UploadLedger,
    trail: AuditTrail,
) -> list[Uploaded]:
    """Put every document of an XML, ZIP, GZIP or .eml in the inbox; parse_xml reads them.

    ``entry`` says who sends it and when; its target names the request, and the same again is the
    same source.

    Raises InvalidInput for an empty body, UnsupportedDocument where no document can be inside.
    """
    if not body:
        raise InvalidInput("o corpo do pedido está vazio: envie o XML ou um ZIP")
    found = [each for each in unpack(body, "", Budget()) if not isinstance(each, Ignored)]
    if not found:
        raise UnsupportedDocument("o arquivo não é um XML nem contém algum")
    candidates = [each for each in found if isinstance(each, Candidate)]
    trail.record(entry)
    stored = archive.put_all(entry.tenant, [each.content for each in candidates])
    results = [
        Uploaded(id=sha256, path=each.path, status="received" if new else "duplicate")
        for each, (sha256, new) in zip(candidates, stored, strict=True)
    ]
    refused = [each for each in found if isinstance(each, Refusal)]
    if len(refused) > _REFUSALS_TOLD:
        many = ArchiveRefused(f"{len(refused)} arquivos que não se abrem")
        refused = [Refusal("", many, body)]
    results += _keep(body, entry, refused, archive, quarantine)
    user = entry.actor.name
    source_id = f"UPLOAD#{user}#{entry.target}"
    source = Source(source_id, "upload", entry.at, "", {"user": user})
    ledger.record_upload(entry.tenant, [each.id for each in results], source)
    return results


def _keep(
    body: bytes,
    entry: Entry,
    refused: Sequence[Refusal],
    archive: Archive,
    quarantine: QuarantineLedger,
) -> list[Uploaded]:
    results = []
    for each in refused:
        content = body if each.content is None else each.content
        blob_id = hashlib.sha256(content).hexdigest()
        archive.put_aside(entry.tenant, blob_id, content)
        reason = Reason(each.error.code, each.error.detail)
        kept = Quarantined(entry.tenant, blob_id, reason, entry.at, len(content))
        quarantine.quarantine(kept)
        results.append(Uploaded(id=blob_id, path=each.path, status="quarantined"))
    return results
