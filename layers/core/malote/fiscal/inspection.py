"""A record with what can be said of its truth."""

from dataclasses import dataclass

from malote.fiscal.models import FiscalRecord
from malote.fiscal.remarks import Remark
from malote.fiscal.signatures import Signature


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was read, and what is to be thought of it."""

    record: FiscalRecord
    signature: Signature
    remarks: tuple[Remark, ...] = ()
