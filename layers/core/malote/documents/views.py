"""Documents as the API shows them. Money is a string in reais; times are RFC 3339."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel

from malote.documents.queries import Status
from malote.documents.remarks import remarks_of
from malote.fiscal import Kind, Verdict
from malote.fiscal.remarks import Remark


class SignatureView(BaseModel):
    """The verdict on a signature, who signed, and what was found when it is not ``valid``."""

    verdict: Verdict
    signer_tax_id: str | None = None
    signer_name: str | None = None
    detail: str = ""

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self | None:
        """From a stored document or event; None where nobody looked at the signature."""
        if "signature" not in item:
            return None
        return cls(
            verdict=item["signature"],
            signer_tax_id=item.get("signer_tax_id"),
            signer_name=item.get("signer_name"),
            detail=item.get("signature_detail", ""),
        )


class DocumentHeader(BaseModel):
    """One line of a list of documents.

    ``record`` is ``summary`` while only SEFAZ's summary is known. ``status`` is ``returned``
    (Retornadas) until somebody decides, then ``accepted`` or ``ignored``, and ``cancelled`` once
    its issuer has cancelled it, whatever was decided. ``decided_by`` is the id of the user who
    decided last.
    """

    access_key: str
    kind: Kind | None = None
    record: Literal["document", "summary"]
    status: Status
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
    signature: SignatureView | None = None
    remarks: list[Remark] = []
    note: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_by_email: str | None = None

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self:
        """From the stored header, of whatever age."""
        return cls.model_validate(cls.said_by(item))

    @staticmethod
    def said_by(item: Mapping[str, Any]) -> dict[str, Any]:
        """The attributes of a stored header, with what follows from them."""
        return {
            **item,
            "status": "cancelled" if item.get("cancelled") else item["status"],
            "signature": SignatureView.of(item),
            "remarks": remarks_of(item),
        }


class SourceView(BaseModel):
    """Who brought the bytes: a mail (``from_address`` is a claim, not a proof), an upload, SEFAZ.

    A ``container`` is a file of several documents, by its SHA-256, in which these bytes were; its
    own sources follow. ``tax_id`` is for whom SEFAZ was asked, ``nsu`` its number in the
    ``service``'s sequence; ``request`` a manifestation's, in /sefaz/requests; ``job`` and
    ``device`` are the Integrador's.
    """

    kind: Literal["mail", "upload", "container", "sefaz", "integrador"]
    received_at: datetime
    path: str = ""
    mailbox_id: str | None = None
    from_address: str | None = None
    subject: str | None = None
    user: str | None = None
    container: str | None = None
    tax_id: str | None = None
    service: str | None = None
    nsu: str | None = None
    request: str | None = None
    job: str | None = None
    device: str | None = None
    sha256: str


class DocumentPage(BaseModel):
    """Documents, newest first; ``next_cursor`` asks for the next page, None at the end."""

    items: list[DocumentHeader]
    next_cursor: str | None = None

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]], next_cursor: str | None) -> Self:
        """From stored headers."""
        return cls(items=list(map(DocumentHeader.of, items)), next_cursor=next_cursor)


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
