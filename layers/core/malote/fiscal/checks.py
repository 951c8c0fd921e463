"""Everything remarked on a record but its key, signature and schema. Nothing here raises."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from lxml import etree

from malote.clock import BRASILIA
from malote.environment import Environment
from malote.fiscal.codes import Kind
from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.models import DocumentSummary, FiscalDocument, FiscalRecord
from malote.fiscal.remarks import Remark, RemarkCode
from malote.fiscal.xml import Element
from malote.tax_id import check_digits_match

# 100 in time, 150 late (NF-e). A voiding answers 102; a national NFS-e says there how it came
# to be: by substitution, by order of a court, on its own, or of an individual micro-entrepreneur.
_AUTHORIZED = {
    Kind.NUMBER_VOIDING: frozenset({"102"}),
    Kind.NFSE: frozenset({"100", "101", "102", "103", "107"}),
}
_AUTHORIZED_ELSEWHERE = frozenset({"100", "150"})
# The equipment or the city authorizes these by signing or printing them: nothing comes beside.
_WITHOUT_PROTOCOL = frozenset({Kind.CFE, Kind.MUNICIPAL_NFSE})

# Each state sets the day of the next month until which it takes a month's books (EFD ICMS/IPI,
# Ajuste SINIEF 2/2009, clause 12): the 20th stands for them all.
_BOOKS_OPEN = timedelta(days=20)
_CLOCKS_APART = timedelta(days=1)

# The same few come over and over: the tenant's own, its suppliers'.
_digits_match = lru_cache(4096)(check_digits_match)

_ALL_TEXT = etree.XPath("string()", smart_strings=False)
# UTF-8 bytes read as Latin-1 or Windows-1252. A capital Ã or Â stands before a letter or ends a
# word; here a sign follows it. Closing quotes and dashes may, after a word: they do not count.
_MOJIBAKE = re.compile("Ã[\x80-\x9f¡-¿‚ƒ„…†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ]|Â[\x80-\x9fª°º§´]|\ufffd")
_AROUND = 20


def record_remarks(record: FiscalRecord, received_at: datetime) -> Iterator[Remark]:
    """Tax ids, the authority's answer, the environment and the dates."""
    if wrong := [one for one in record.party_tax_ids if not _digits_match(one)]:
        yield Remark.of(RemarkCode.TAX_ID_CHECK_DIGIT, ", ".join(sorted(wrong)))
    match record:
        case FiscalDocument():
            yield from _authorization_remarks(record)
            yield from _environment_remarks(record.environment)
            yield from _date_remarks(record.issued_at, received_at, books=True)
        case FiscalEvent():
            yield from _registration_remarks(record)
            yield from _environment_remarks(record.environment)
            yield from _date_remarks(record.occurred_at, received_at, books=False)
        case DocumentSummary():
            yield from _date_remarks(record.issued_at, received_at, books=True)


def text_remarks(root: Element, xml: bytes) -> Iterator[Remark]:
    """Texts whose letters were lost before they were sent. ``xml`` is what ``root`` is made of."""
    if xml.isascii() and (b"&" not in xml or b"&#" not in xml):
        return
    text = str(_ALL_TEXT(root))
    suspect = "Ã" in text or "Â" in text or "\ufffd" in text  # a quarter of the search
    if not suspect or not _MOJIBAKE.search(text):
        return
    for one in root.itertext():  # two texts side by side may look like it
        if found := _MOJIBAKE.search(str(one)):
            around = str(one)[max(0, found.start() - _AROUND) : found.end() + _AROUND]
            yield Remark.of(RemarkCode.MOJIBAKE, " ".join(around.split()))
            return


def _authorization_remarks(document: FiscalDocument) -> Iterator[Remark]:
    answer = document.authorization
    if answer is None:
        if document.kind not in _WITHOUT_PROTOCOL:
            yield Remark.of(RemarkCode.NO_PROTOCOL)
        return
    if answer.status_code not in _AUTHORIZED.get(document.kind, _AUTHORIZED_ELSEWHERE):
        yield Remark.of(RemarkCode.NOT_AUTHORIZED, f"cStat {answer.status_code or 'ausente'}")
    if answer.access_key and answer.access_key != document.access_key:
        yield Remark.of(RemarkCode.PROTOCOL_OF_ANOTHER, f"chave {answer.access_key}")
    elif not _same(answer.digest_value, document.digest_value):
        yield Remark.of(RemarkCode.PROTOCOL_OF_ANOTHER, f"digVal {answer.digest_value}")


def _same(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _registration_remarks(event: FiscalEvent) -> Iterator[Remark]:
    if event.registered:
        return
    if event.answer_is_anothers:
        yield Remark.of(RemarkCode.PROTOCOL_OF_ANOTHER, f"protocolo {event.protocol}")
    elif event.status_code is None:
        yield Remark.of(RemarkCode.NO_PROTOCOL)
    else:
        yield Remark.of(RemarkCode.NOT_AUTHORIZED, f"cStat {event.status_code}")


def _environment_remarks(environment: Environment | None) -> Iterator[Remark]:
    if environment is Environment.HOMOLOGATION:
        yield Remark.of(RemarkCode.HOMOLOGATION)


def _date_remarks(
    issued_at: datetime | None, received_at: datetime, *, books: bool
) -> Iterator[Remark]:
    if issued_at is None:
        return
    if issued_at > received_at + _CLOCKS_APART:
        yield Remark.of(RemarkCode.FUTURE_DATE, f"data de {issued_at:%d/%m/%Y}")
    elif books and _first_open_month(received_at) > _month(issued_at):
        yield Remark.of(RemarkCode.LATE, f"emitido em {issued_at:%d/%m/%Y}")


@lru_cache(2)  # a batch comes at one time
def _first_open_month(received_at: datetime) -> tuple[int, int]:
    return _month(received_at.astimezone(BRASILIA) - _BOOKS_OPEN)


def _month(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month
