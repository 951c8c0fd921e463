"""Brazilian fiscal documents, read from XML. Pure: bytes in, a record out.

``read`` is the way in. A kind of document is one module in ``kinds``.
"""

from malote.environment import Environment
from malote.fiscal.access_key import AccessKey
from malote.fiscal.codes import Effect, Kind, OperationType, Situation
from malote.fiscal.details import Details
from malote.fiscal.event_models import EventSummary, FiscalEvent
from malote.fiscal.inspection import Inspection
from malote.fiscal.models import Authorization, DocumentSummary, FiscalDocument, FiscalRecord, Party
from malote.fiscal.reader import read
from malote.fiscal.remarks import Remark
from malote.fiscal.signatures import Signature, Verdict

__all__ = [
    "AccessKey",
    "Authorization",
    "Details",
    "DocumentSummary",
    "Effect",
    "Environment",
    "EventSummary",
    "FiscalDocument",
    "FiscalEvent",
    "FiscalRecord",
    "Inspection",
    "Kind",
    "OperationType",
    "Party",
    "Remark",
    "Signature",
    "Situation",
    "Verdict",
    "read",
]
