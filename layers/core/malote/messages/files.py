"""Files that users upload to attach them."""

import hashlib
from dataclasses import replace

from malote.audit import Entry
from malote.errors import AttachmentTooLarge, InvalidInput
from malote.messages.views import UploadedFile
from malote.ports import AuditTrail, Files

LARGEST = 4_500_000
"""Bytes: Lambda is handed 6 MB at most, in base64."""


def keep(content: bytes, entry: Entry, files: Files, trail: AuditTrail) -> UploadedFile:
    """Keep a file; ``entry`` says who sends it, and its target is set here.

    Raises InvalidInput for an empty one, AttachmentTooLarge.
    """
    if not content:
        raise InvalidInput("o corpo do pedido está vazio: envie o arquivo")
    if len(content) > LARGEST:
        raise AttachmentTooLarge(f"o arquivo tem {len(content)} bytes; o máximo é {LARGEST}")
    sha256 = hashlib.sha256(content).hexdigest()
    trail.record(replace(entry, target=sha256, details={"bytes": str(len(content))}))
    return UploadedFile(id=files.put(entry.tenant, content), size=len(content))
