"""Brazilian fiscal documents, read from XML. Pure: bytes in, a record out.

``read`` is the way in. A kind of document is one module in ``kinds``.
"""

from malote.fiscal.access_key import AccessKey
from malote.fiscal.models import (
    Authorization,
    DocumentSummary,
    Effect,
    Environment,
    EventSummary,
    FiscalDocument,
    FiscalEvent,
    FiscalRecord,
    Kind,
    OperationType,
    Party,
    Situation,
)
from malote.fiscal.reader import read

__all__ = [
    "AccessKey",
    "Authorization",
    "DocumentSummary",
    "Effect",
    "Environment",
    "EventSummary",
    "FiscalDocument",
    "FiscalEvent",
    "FiscalRecord",
    "Kind",
    "OperationType",
    "Party",
    "Situation",
    "read",
]
