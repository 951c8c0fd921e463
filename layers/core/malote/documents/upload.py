"""A user's upload: the same door as a mail's, with the answer at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from malote.documents.models import Quarantined, Reason, Source
from malote.documents.views import Uploaded
from malote.errors import ArchiveRefused, InvalidInput, UnsupportedDocument
from malote.ports import Archive, QuarantineLedger, UploadLedger
from malote.unpacking import Budget, Candidate, Ignored, Refusal, unpack

_REFUSALS_TOLD = 20  # each is kept on its own; of more, the upload itself is


@dataclass(frozen=True, slots=True)
class Upload:
    """What a user sent. The same ``request`` again is the same source."""

    tenant: str
    user: str
    request: str
    at: datetime
    body: bytes


def take_upload(
    upload: Upload, archive: Archive, quarantine: QuarantineLedger, ledger: UploadLedger
) -> list[Uploaded]:
    """Put every document of an XML, ZIP, GZIP or .eml in the inbox; parse_xml reads them.

    Raises InvalidInput for an empty body, UnsupportedDocument where no document can be inside.
    """
    if not upload.body:
        raise InvalidInput("o corpo do pedido está vazio: envie o XML ou um ZIP")
    found = [each for each in unpack(upload.body, "", Budget()) if not isinstance(each, Ignored)]
    if not found:
        raise UnsupportedDocument("o arquivo não é um XML nem contém algum")
    candidates = [each for each in found if isinstance(each, Candidate)]
    stored = archive.put_all(upload.tenant, [each.content for each in candidates])
    results = [
        Uploaded(id=sha256, path=each.path, status="received" if new else "duplicate")
        for each, (sha256, new) in zip(candidates, stored, strict=True)
    ]
    refused = [each for each in found if isinstance(each, Refusal)]
    if len(refused) > _REFUSALS_TOLD:
        many = ArchiveRefused(f"{len(refused)} arquivos que não se abrem")
        refused = [Refusal("", many, upload.body)]
    results += _keep(upload, refused, archive, quarantine)
    details = {"user": upload.user}
    source_id = f"UPLOAD#{upload.user}#{upload.request}"
    source = Source(source_id, "upload", upload.at, "", details)
    ledger.record_upload(upload.tenant, [each.id for each in results], source)
    return results


def _keep(
    upload: Upload, refused: Sequence[Refusal], archive: Archive, quarantine: QuarantineLedger
) -> list[Uploaded]:
    results = []
    for each in refused:
        content = upload.body if each.content is None else each.content
        blob_id = hashlib.sha256(content).hexdigest()
        archive.put_aside(upload.tenant, blob_id, content)
        reason = Reason(each.error.code, each.error.detail)
        kept = Quarantined(upload.tenant, blob_id, reason, upload.at, len(content))
        quarantine.quarantine(kept)
        results.append(Uploaded(id=blob_id, path=each.path, status="quarantined"))
    return results
