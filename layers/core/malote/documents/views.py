"""Documents as the API shows them. Money is a string in reais; times are RFC 3339."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from malote.fiscal import FiscalDocument, Kind


class DocumentHeader(BaseModel):
    """One line of a list of documents.

    ``record`` is ``summary`` while only SEFAZ's summary is known. ``status`` is ``returned``
    (Retornadas) until somebody decides, and ``cancelled`` once SEFAZ has cancelled it.
    """

    access_key: str
    kind: Kind | None = None
    record: Literal["document", "summary"]
    status: str
    model: str
    series: int
    number: int
    issued_at: datetime | None = None
    environment: str | None = None
    operation_nature: str | None = None
    operation_type: str | None = None
    issuer_tax_id: str | None = None
    issuer_name: str | None = None
    issuer_uf: str | None = None
    recipient_tax_id: str | None = None
    recipient_name: str | None = None
    total_amount: str | None = None
    protocol: str | None = None
    status_code: str | None = None
    authorized_at: datetime | None = None

    @classmethod
    def of(cls, item: dict[str, Any]) -> "DocumentHeader":
        """From the stored header."""
        status = "cancelled" if item.get("cancelled") else item["status"]
        return cls.model_validate({**item, "status": status})


class SourceView(BaseModel):
    """Who brought the bytes: a mail (``from_address`` is a claim, not a proof), or an upload."""

    kind: Literal["mail", "upload"]
    received_at: datetime
    path: str = ""
    mailbox_id: str | None = None
    from_address: str | None = None
    subject: str | None = None
    user: str | None = None
    sha256: str


class EventView(BaseModel):
    """An event on the document; only a ``registered`` one counts."""

    event_type: str
    effect: str | None = None
    sequence: int
    registered: bool
    author_tax_id: str | None = None
    occurred_at: datetime | None = None
    description: str | None = None
    text: str | None = None
    protocol: str | None = None
    status_code: str | None = None


class DocumentDetail(DocumentHeader):
    """A document with all that is known of it; ``content`` is what the shown XML says."""

    sha256: str
    registered_at: datetime
    content: FiscalDocument | None = None
    events: list[EventView]
    sources: list[SourceView]


class DocumentPage(BaseModel):
    """Documents, newest first; ``next_cursor`` asks for the next page, None at the end."""

    items: list[DocumentHeader]
    next_cursor: str | None = None


class QuarantineItem(BaseModel):
    """Something that could not be registered: why, and what to do."""

    id: str
    code: str
    message: str
    action: str
    detail: str = ""
    access_key: str | None = None
    size: int | None = None
    received_at: datetime
    sources: list[SourceView]


class QuarantinePage(BaseModel):
    """What is in quarantine, newest first."""

    items: list[QuarantineItem]
    next_cursor: str | None = None


class DownloadLink(BaseModel):
    """An address that downloads the original bytes, without a token, until it expires."""

    url: str
    expires_at: datetime


class Uploaded(BaseModel):
    """What became of one file of an upload.

    ``received``: it will be in /documents in seconds, or in /quarantine under ``id``;
    ``duplicate``: these very bytes were here before.
    """

    id: str
    path: str
    status: Literal["received", "duplicate", "quarantined"]


class UploadResult(BaseModel):
    """Every file found in an upload."""

    items: list[Uploaded]
