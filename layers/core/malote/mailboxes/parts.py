"""The plan of a mail: which of its parts are fetched, from their description and beginnings.

A PDF is 80 KB, the XML beside it 14: parts that can be a document are fetched whole, of all
others only the first bytes, in the same batch for all mails, and their content decides.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from malote.mailboxes.models import Part
from malote.unpacking.caps import Budget, Caps
from malote.unpacking.encodings import decode
from malote.unpacking.names import claims_xml
from malote.unpacking.sniff import UNSUPPORTED, Kind, sniff
from malote.unpacking.unpack import Found, unpack, unpack_mail

PEEK_BYTES = 512
"""Encoded bytes asked of a part to be sniffed: 384 or more once decoded."""


class Step(StrEnum):
    """What to do next with a part. ``TOO_LARGE`` is a refusal: it is never fetched."""

    FETCH = "fetch"
    PEEK = "peek"
    IGNORE = "ignore"
    TOO_LARGE = "too_large"


_FETCHED_TYPES = {
    "application/xml", "text/xml", "application/x-xml",
    "application/zip", "application/x-zip", "application/x-zip-compressed",
    "application/gzip", "application/x-gzip",
    "application/ms-tnef", "application/vnd.ms-tnef",
    "message/rfc822",
}  # fmt: skip
_UNTOLD_TYPES = {"", "application/octet-stream", "application/x-download", "application/unknown"}
_FETCHED_NAMES = (".xml", ".zip", ".gz", ".eml", "winmail.dat")
_PEEKED_NAMES = (
    ".pdf", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".doc", ".docx", ".xls", ".xlsx", ".csv",
    ".htm", ".html", ".ics", ".vcf", ".p7s", ".asc", ".mp4", ".mp3",
)  # fmt: skip
_WANTED = {Kind.XML, Kind.ZIP, Kind.GZIP, Kind.MAIL, Kind.TNEF} | UNSUPPORTED


def plan(parts: Sequence[Part], caps: Caps) -> list[tuple[Part, Step]]:
    """The first step of each part: FETCH, PEEK, or TOO_LARGE when there are too many parts."""
    return [
        (part, first_step(part, caps) if position < caps.parts else Step.TOO_LARGE)
        for position, part in enumerate(parts)
    ]


def first_step(part: Part, caps: Caps) -> Step:
    """FETCH or PEEK. A part over the cap is peeked: only a document's loss needs telling."""
    if part.size > caps.encoded:
        return Step.PEEK
    content_type, name = part.content_type.lower(), part.name.strip().lower()
    if name.endswith(_FETCHED_NAMES) or content_type in _FETCHED_TYPES:
        return Step.FETCH
    if content_type.endswith("+xml") and not content_type.startswith("image/"):
        return Step.FETCH
    if name.endswith(_PEEKED_NAMES):
        return Step.PEEK
    if content_type in _UNTOLD_TYPES or (content_type == "text/plain" and name):
        return Step.FETCH
    return Step.PEEK


def step_after_peek(part: Part, beginning: bytes, caps: Caps) -> Step:
    """FETCH, IGNORE or TOO_LARGE, by the part's first bytes, still encoded."""
    if sniff(decode(beginning, part.encoding)) not in _WANTED and not _insists(part):
        return Step.IGNORE
    return Step.TOO_LARGE if part.size > caps.encoded else Step.FETCH


def whole_message_step(size: int, caps: Caps) -> Step:
    """FETCH or TOO_LARGE, for a message of ``size`` bytes without a usable BODYSTRUCTURE."""
    return Step.TOO_LARGE if size > caps.encoded else Step.FETCH


def _insists(part: Part) -> bool:
    return claims_xml(part.name) or part.content_type.lower() == "message/rfc822"


def unpack_part(part: Part, content: bytes, budget: Budget) -> Iterator[Found]:
    """What is in the decoded ``content`` of a part. ``budget`` is the mail's."""
    opener = unpack_mail if part.content_type.lower() == "message/rfc822" else unpack
    return opener(content, part.name, budget)
