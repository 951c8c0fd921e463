"""The access key against itself and against the document: where a forged or typed key shows."""

from collections.abc import Iterator
from datetime import datetime

from malote.fiscal.access_key import AccessKey, check_digit
from malote.fiscal.codes import Effect
from malote.fiscal.event_models import EventSummary, FiscalEvent
from malote.fiscal.models import DocumentSummary, FiscalDocument, FiscalRecord
from malote.fiscal.remarks import Remark, RemarkCode
from malote.fiscal.states import IBGE_CODES

_STATES = frozenset(IBGE_CODES.values())
_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))

_DIGIT = "o dígito verificador não confere"
_CFE = "59"  # its key has the equipment's serial number where others have series and number
_BY_THE_ISSUER = (Effect.CANCELLATION, Effect.CORRECTION_LETTER)


def key_remarks(record: FiscalRecord) -> Iterator[Remark]:
    """Of the key that names the record; nothing is said of names of another form than a key's."""
    try:
        key = AccessKey(record.access_key)
    except ValueError:
        if wrong := _nfse_digit(record.access_key):
            yield Remark.of(RemarkCode.CHECK_DIGIT, wrong)
        return
    if wrong := _wrong_with(key):
        yield Remark.of(RemarkCode.CHECK_DIGIT, wrong)
    match record:
        case FiscalDocument():
            differences = _differences(key, record)
        case DocumentSummary():
            tax_id = record.issuer.tax_id if record.issuer else None
            differences = _compared(
                ("mês", key.year_month, _year_month(record.issued_at)),
                ("emitente", key.issuer_tax_id, None if _by_the_state(key) else tax_id),
            )
        case FiscalEvent() | EventSummary():
            by_issuer = record.effect in _BY_THE_ISSUER and not _by_the_state(key)
            author = record.author_tax_id if by_issuer else None
            differences = _compared(("emitente", key.issuer_tax_id, author))
    if found := "; ".join(differences):
        yield Remark.of(RemarkCode.KEY_DISAGREES, found)


def _wrong_with(key: AccessKey) -> str:
    # A key of zeros passes the sum, yet is nobody's.
    if key.uf_code not in _STATES or key.year_month[2:] not in _MONTHS:
        return f"UF {key.uf_code}, ano e mês {key.year_month}: a chave não é de documento nenhum"
    return "" if key.check_digit_matches else _DIGIT


def _nfse_digit(name: str) -> str:
    # The national NFS-e's key: the same sum as an access key's, over 49 digits.
    if len(name) != 50:
        return ""
    return "" if name[49] == check_digit(name[:49]) else _DIGIT


def _differences(key: AccessKey, document: FiscalDocument) -> Iterator[str]:
    issuer = document.issuer
    uf = IBGE_CODES.get((issuer.uf if issuer else None) or "")
    tax_id = issuer.tax_id if issuer and not _by_the_state(key) else None
    numbered = key.model != _CFE
    return _compared(
        ("UF", key.uf_code, uf),
        ("mês", key.year_month, _year_month(document.issued_at)),
        ("emitente", key.issuer_tax_id, tax_id),
        ("modelo", key.model, document.model),
        ("série", str(key.series), str(document.series) if numbered else None),
        ("número", str(key.number), str(document.number) if numbered else None),
    )


def _compared(*fields: tuple[str, str, str | None]) -> Iterator[str]:
    for name, in_key, in_document in fields:
        if in_document is not None and in_document != in_key:
            yield f"{name} {in_document} no documento e {in_key} na chave"


def _year_month(moment: datetime | None) -> str | None:
    # By the issuer's own clock.
    return f"{moment.year % 100:02}{moment.month:02}" if moment else None


def _by_the_state(key: AccessKey) -> bool:
    # Series 890 to 919 are issued on a state's site, in a key of the state's own CNPJ
    # (NT 2018.001).
    return key.model == "55" and 890 <= key.series <= 919
