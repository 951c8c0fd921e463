"""What was stored is read again: as after an authority was trusted, or an update of Malote."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from malote.errors import FiscalError, SeveralDocuments
from malote.fiscal import read
from malote.mailboxes.models import MailOutcome

_IN_THE_INBOX = {MailOutcome.STORED, MailOutcome.DUPLICATE}


@dataclass(slots=True)
class Replay:
    """Blobs of the inbox by SHA-256, each once, and how much of the mails cannot be among them.

    ``refused`` things never got to the inbox. ``cut`` mails had more parts than the ledger keeps.
    """

    blobs: dict[str, None] = field(default_factory=dict)
    refused: int = 0
    cut: int = 0

    def add(self, sha256s: Iterable[str]) -> None:
        """Blobs, in the order in which they are to be read."""
        self.blobs |= dict.fromkeys(sha256s)

    def add_mail(self, mail: Mapping[str, Any], parts_kept: int) -> None:
        """What a mail brought, as its entry in the ledger says, of ``parts_kept`` at most."""
        parts = mail["parts"]
        self.add(part["ref"] for part in parts if part["outcome"] in _IN_THE_INBOX)
        self.refused += sum(part["outcome"] == MailOutcome.QUARANTINED for part in parts)
        self.cut += len(parts) == parts_kept


def blobs_inside(content: bytes) -> list[str]:
    """The blobs that these bytes were taken apart into, by SHA-256; none if they are no batch.

    They are in the inbox since then, and S3 tells nobody when they are put there again.
    """
    try:
        read(content, details=False)
    except SeveralDocuments as several:
        return [hashlib.sha256(each).hexdigest() for each in several.documents]
    except FiscalError:
        return []
    return []
