"""A user's upload: the same door as a mail's, with the answer at once."""

import hashlib
from datetime import datetime

from malote.documents.models import Quarantined, Reason
from malote.documents.views import Uploaded
from malote.errors import InvalidInput, UnsupportedDocument
from malote.ports import Archive, QuarantineLedger
from malote.unpacking import Budget, Candidate, Ignored, unpack


def take_upload(
    tenant: str, body: bytes, at: datetime, archive: Archive, quarantine: QuarantineLedger
) -> list[Uploaded]:
    """Put every document of an XML, ZIP, GZIP or .eml in the inbox; parse_xml reads them.

    Raises InvalidInput for an empty body, UnsupportedDocument where no document can be inside.
    """
    if not body:
        raise InvalidInput("o corpo do pedido está vazio: envie o XML ou um ZIP")
    found = [each for each in unpack(body, "", Budget()) if not isinstance(each, Ignored)]
    if not found:
        raise UnsupportedDocument("o arquivo não é um XML nem contém algum")
    contents = [each.content for each in found if isinstance(each, Candidate)]
    stored = iter(archive.put_all(tenant, contents))
    results = []
    for each in found:
        if isinstance(each, Candidate):
            sha256, new = next(stored)
            status = "received" if new else "duplicate"
            results.append(Uploaded(id=sha256, path=each.path, status=status))
            continue
        content = body if each.content is None else each.content
        blob_id = hashlib.sha256(content).hexdigest()
        archive.put_aside(tenant, blob_id, content)
        reason = Reason(each.error.code, each.error.detail)
        quarantine.quarantine(Quarantined(tenant, blob_id, reason, at, len(content)))
        results.append(Uploaded(id=blob_id, path=each.path, status="quarantined"))
    return results
