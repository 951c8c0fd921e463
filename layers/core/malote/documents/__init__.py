"""From raw bytes to a registered document. Pure."""

from malote.documents.models import (
    Blob,
    Container,
    Decision,
    Outcome,
    Quarantined,
    Reason,
    Registration,
    Source,
)

__all__ = [
    "Blob",
    "Container",
    "Decision",
    "Outcome",
    "Quarantined",
    "Reason",
    "Registration",
    "Source",
]
