"""The remarks on a stored document or event."""

from collections.abc import Mapping
from typing import Any

from malote.documents.effects import cancellation_remark
from malote.fiscal.remarks import Remark, RemarkCode


def remarks_of(item: Mapping[str, Any]) -> list[Remark]:
    """Those that reading it gave, and what follows from the cancellations that came."""
    found = dict(item.get("remarks", {}))
    if code := cancellation_remark(frozenset(item.get("cancellations", ()))):
        found[code] = ""
    # A later edition, taken back, may have left codes that this one has no words for.
    known = sorted(code for code in found if code in RemarkCode)
    return [Remark.of(RemarkCode(code), found[code]) for code in known]
