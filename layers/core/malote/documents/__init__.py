"""From raw bytes to a registered document. Pure."""

from malote.documents.models import (
    Blob,
    BlobName,
    Container,
    Decision,
    Examined,
    Outcome,
    Quarantined,
    Reason,
    Registration,
    Source,
)

__all__ = [
    "Blob",
    "BlobName",
    "Container",
    "Decision",
    "Examined",
    "Outcome",
    "Quarantined",
    "Reason",
    "Registration",
    "Source",
]
