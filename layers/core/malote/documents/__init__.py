"""From raw bytes to a registered document. Pure."""

from malote.documents.models import Blob, Outcome, Quarantined, Reason, Registration, Source

__all__ = ["Blob", "Outcome", "Quarantined", "Reason", "Registration", "Source"]
