"""All that goes on the paper, put together from the document and what became of it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from malote.documents.detail_views import EventView
from malote.documents.in_force import correction_letter
from malote.errors import NoPrintedForm
from malote.fiscal import FiscalDocument, Kind, Verdict, read
from malote.printing.document import written_anew
from malote.printing.notices import notices
from malote.printing.shapes import SHAPES

# Goes up when the forms change, so that no paper of an older edition is handed out.
_EDITION = 1


@dataclass(frozen=True, slots=True)
class Correction:
    """The letter in force, ``proven`` by its signature; ``at`` as Brazilians write it."""

    sequence: int
    text: str
    proven: bool
    at: str = ""
    protocol: str = ""


@dataclass(frozen=True, slots=True)
class Printout:
    """``xml`` is the document alone, written anew; ``stamp`` goes large over every page."""

    access_key: str
    kind: Kind
    xml: str
    stamp: str = ""
    notices: tuple[str, ...] = ()
    correction: Correction | None = None

    @property
    def state(self) -> str:
        """Names all that is printed beside the XML: another state is another paper."""
        letter = asdict(self.correction) if self.correction else None
        said = [_EDITION, self.stamp, self.notices, letter]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def printout(
    header: Mapping[str, Any], events: Iterable[Mapping[str, Any]], xml: bytes
) -> Printout:
    """What to print of a stored document: its header and events as stored, its bytes.

    Raises NoPrintedForm, PrintFailed, or FiscalError as ``read`` does.
    """
    record = read(xml)
    shape = SHAPES.get(record.kind) if isinstance(record, FiscalDocument) else None
    if shape is None or not isinstance(record, FiscalDocument):
        raise NoPrintedForm(str(header.get("kind") or header.get("record") or ""))
    return Printout(
        access_key=record.access_key,
        kind=record.kind,
        xml=written_anew(xml, shape, record.access_key),
        stamp="CANCELADO" if header.get("cancelled") else "",
        notices=notices(header),
        correction=_correction(record.access_key, events),
    )


def _correction(access_key: str, events: Iterable[Mapping[str, Any]]) -> Correction | None:
    letter = correction_letter(access_key, map(EventView.of, events))
    if letter is None:
        return None
    at = letter.occurred_at
    return Correction(
        sequence=letter.sequence,
        text=letter.text or "",
        proven=letter.signature is not None and letter.signature.verdict is Verdict.VALID,
        at=f"{at:%d/%m/%Y %H:%M}" if at else "",
        protocol=letter.protocol or "",
    )
