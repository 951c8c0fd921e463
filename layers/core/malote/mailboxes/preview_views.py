"""What a poll would do, as the API shows it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel

from malote.documents import Registration
from malote.errors import error_of
from malote.fiscal import DocumentSummary, FiscalDocument, Kind, Verdict

Verb = Literal["registered", "duplicate", "quarantined", "ignored"]
_SHOWN = 1_000  # files, of 5 KB at worst: a function's answer may have 6 MB
_SHOWN_OF_ONE = 200  # mail, as the ledger keeps
_SENTENCES = {
    "registered": "Seria registrado.",
    "duplicate": "Já foi recebido antes: nada mudaria.",
    "not_a_document": "Não é um documento fiscal.",
    "no_document": "O e-mail não traz documento fiscal.",
    "vanished": "O e-mail foi apagado durante a leitura.",
}


class PreviewedFile(BaseModel):
    """One thing in a mail. ``code`` and ``action`` are those of ``/quarantine``.

    Of what would be registered the rest says what it is; an event has no issuer and no total.
    """

    path: str
    outcome: Verb
    message: str
    code: str | None = None
    action: str | None = None
    detail: str = ""
    record: str | None = None
    kind: Kind | None = None
    access_key: str | None = None
    issuer_tax_id: str | None = None
    issuer_name: str | None = None
    number: int | None = None
    total_amount: str | None = None
    signature: Verdict | None = None

    @classmethod
    def registered(cls, path: str, found: Registration) -> Self:
        """A document, or an event, that would be in ``/documents``."""
        record = found.inspection.record
        shown = cls(
            path=path,
            outcome="registered",
            message=_SENTENCES["registered"],
            record=record.record,
            access_key=record.access_key,
            signature=found.inspection.signature.verdict,
        )
        if isinstance(record, FiscalDocument):
            shown.kind, shown.number = record.kind, record.number
        if isinstance(record, FiscalDocument | DocumentSummary):
            total = record.total_amount
            shown.total_amount = None if total is None else f"{total:f}"
            shown.issuer_tax_id = record.issuer.tax_id if record.issuer else None
            shown.issuer_name = record.issuer.legal_name if record.issuer else None
        return shown

    @classmethod
    def quarantined(cls, path: str, code: str, detail: str, access_key: str | None = None) -> Self:
        """Something that would wait in ``/quarantine``."""
        words = error_of(code)
        return cls(
            path=path,
            outcome="quarantined",
            message=words.message,
            code=code,
            action=words.action,
            detail=detail,
            access_key=access_key,
        )

    @classmethod
    def passed(cls, path: str, outcome: Literal["duplicate", "ignored"], reason: str) -> Self:
        """Something that would leave no trace but in the mailbox's ledger."""
        code = reason if outcome == "ignored" else None
        return cls(path=path, outcome=outcome, message=_SENTENCES[reason], code=code)


class PreviewedMail(BaseModel):
    """One mail; ``from_address`` is a claim, not a proof. ``files`` are the first 200 in it,
    or fewer: an answer shows 1,000.

    ``reason`` says why nothing is in it: ``no_document``, ``vanished``.
    """

    uid: int
    received_at: datetime
    from_address: str
    subject: str
    reason: str | None = None
    message: str | None = None
    files: list[PreviewedFile]


class Preview(BaseModel):
    """What the next poll would do with the first new mails; nothing was written.

    The counts are of files. With ``more`` there are mails after these, which were not read.
    """

    message: str
    more: bool
    registered: int = 0
    duplicate: int = 0
    quarantined: int = 0
    ignored: int = 0
    items: list[PreviewedMail]

    @classmethod
    def of(cls, mails: Sequence[PreviewedMail], *, more: bool) -> Self:
        """The counts are of all the files, of which some may not be shown."""
        counts = Counter[str](file.outcome for mail in mails for file in mail.files)
        left = _SHOWN
        items = []
        for mail in mails:
            shown = mail.files[: min(left, _SHOWN_OF_ONE)]
            items.append(mail.model_copy(update={"files": shown}))
            left -= len(shown)
        return cls(message=_sentence(len(mails), more=more), more=more, items=items, **counts)


def without_files(reason: str) -> dict[str, str]:
    """``reason`` and ``message`` of a mail in which nothing was found."""
    return {"reason": reason, "message": _SENTENCES[reason]}


def _sentence(mails: int, *, more: bool) -> str:
    if not mails:
        return "Não deu tempo de ler nem um e-mail." if more else "Não há e-mail novo na caixa."
    read = "1 e-mail seria lido" if mails == 1 else f"{mails} e-mails seriam lidos"
    return f"{read}{', e há mais' if more else ''}. Nada foi gravado."
