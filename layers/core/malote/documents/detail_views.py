"""One document as the API shows it, with all that belongs to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from malote.documents.models import DecidedStatus
from malote.documents.remarks import remarks_of
from malote.documents.views import DocumentHeader, SignatureView, SourceView
from malote.fiscal import FiscalDocument
from malote.fiscal.remarks import Remark


class EventView(BaseModel):
    """An event on the document; only a ``registered`` one that was not tampered with counts.

    ``text`` is the correction or the justification. ``sha256`` names its own XML.
    """

    event_type: str
    effect: str | None = None
    sequence: int
    registered: bool
    author_tax_id: str | None = None
    occurred_at: datetime | None = None
    registered_at: datetime | None = None
    description: str | None = None
    text: str | None = None
    protocol: str | None = None
    status_code: str | None = None
    signature: SignatureView | None = None
    remarks: list[Remark] = []
    sha256: str

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self:
        """From the stored event."""
        judged = {"signature": SignatureView.of(item), "remarks": remarks_of(item)}
        return cls.model_validate({**item, **judged})


class ManifestationView(BaseModel):
    """What the recipient told the authority about the document; ``name`` is in Portuguese."""

    event_type: str
    name: str
    at: datetime | None = None
    author_tax_id: str | None = None
    signature: SignatureView | None = None


class VersionView(BaseModel):
    """One of the XMLs that came for this document; ``xml`` is the path that downloads it.

    ``shown`` is the one that everything else here is read from.
    """

    sha256: str
    record: Literal["document", "summary"]
    received_at: datetime
    size: int
    shown: bool
    xml: str


class DecisionView(BaseModel):
    """What somebody decided; a status or a note that is None was left as it was."""

    status: DecidedStatus | None = None
    note: str | None = None
    decided_at: datetime
    decided_by: str
    decided_by_email: str | None = None


class DocumentDetail(DocumentHeader):
    """A document with all that is known of it.

    ``content`` is what the shown XML says; None of a summary, and without
    ``details`` where they are far more than any layout allows. ``correction_letter`` is the one in
    force; the earlier ones are among the ``events``. ``decisions`` come newest first.
    """

    sha256: str
    registered_at: datetime
    content: FiscalDocument | None = None
    events: list[EventView]
    correction_letter: EventView | None = None
    manifestation: ManifestationView | None = None
    decisions: list[DecisionView]
    versions: list[VersionView] = Field(description="Every XML that came, in order of arrival")
    sources: list[SourceView]
