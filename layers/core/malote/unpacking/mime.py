"""The leaves of a mail that came whole (RFC 2045, 2046): one nested in another, or an .eml.

Only headers go through the ``email`` package: its parser of whole mails calls itself for each
level (a thousand make a RecursionError) and tries every line against every boundary above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value
from itertools import islice

from malote.errors import ArchiveRefused
from malote.unpacking.encodings import decode
from malote.unpacking.names import attachment_name

_LONGEST_HEADERS = 256 * 1024
_MOST_HEADERS = 10  # of those that say what a part is; others cost time and say nothing
_LONGEST_HEADER = 2 * 1024
_MOST_PARAMETERS = 50  # each is searched to the header's end: 98 KB of ";" took 20 s
_BLANK_LINE = re.compile(rb"\n\r?\n")
_WANTED = re.compile(
    rb"^content-(?:type|disposition|transfer-encoding):.*\n?(?:[ \t].*\n?)*", re.IGNORECASE | re.M
)
_HEADER = re.compile(rb"From |[!-9;-~]+[ \t]*:")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no other, already decoded."""

    name: str
    content_type: str
    content: bytes


_HEADERS = BytesHeaderParser(policy=compat32)  # policy.default can be kept busy for minutes


def leaves(mail: bytes, deepest: int) -> Iterator[Leaf]:
    """Every leaf, lazily. Raises ``ArchiveRefused`` past ``deepest`` multiparts in each other."""
    return _leaves(mail, 0, len(mail), deepest)


def _leaves(mail: bytes, start: int, end: int, depth: int) -> Iterator[Leaf]:
    headers, body = _split(mail, start, end)
    parameters = _parameters(headers, "content-type")
    boundary = dict(parameters).get("boundary", "").rstrip()
    if boundary and headers.get_content_maintype() == "multipart":
        if not depth:
            raise ArchiveRefused("partes dentro de partes demais")
        divided = False
        for part_start, part_end in _parts(mail, body, end, boundary):
            divided = True
            yield from _leaves(mail, part_start, part_end, depth - 1)
        if divided:
            return
    name = attachment_name(_parameters(headers, "content-disposition") + parameters)
    encoding = str(headers.get("content-transfer-encoding", ""))
    yield Leaf(name, headers.get_content_type(), decode(mail[body:end], encoding))


def _split(mail: bytes, start: int, end: int) -> tuple[Message, int]:
    """The headers, and where the body begins."""
    if mail.startswith((b"\n", b"\r\n"), start):
        return Message(), mail.index(b"\n", start) + 1
    if not _HEADER.match(mail, start, end):  # against the rules, yet it happens
        return Message(), start
    blank = _BLANK_LINE.search(mail, start, end)
    headers_end, body = blank.span() if blank else (end, end)
    found = _WANTED.finditer(mail, start, min(headers_end + 1, start + _LONGEST_HEADERS))
    block = b"".join(_shortened(each[0]) for each in islice(found, _MOST_HEADERS))
    return _HEADERS.parsebytes(block), body


def _shortened(header: bytes) -> bytes:
    parameters = header[:_LONGEST_HEADER].split(b";")
    return b";".join(parameters[:_MOST_PARAMETERS]).rstrip() + b"\n"


def _parts(mail: bytes, body: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    delimiter = re.escape(boundary.encode("utf-8", "replace"))
    line = re.compile(rb"\n--" + delimiter + rb"(--)?[ \t]*\r?(?=\n|\Z)")
    part: int | None = None
    for found in line.finditer(mail, body - 1, end):  # the blank line's end may be the first's
        if part is not None:
            yield part, max(part, found.start() - mail.startswith(b"\r", found.start() - 1))
        if found[1]:
            return
        part = min(found.end() + 1, end)
    if part is not None:  # never closed
        yield part, end


def _parameters(headers: Message, header: str) -> list[tuple[str, str]]:
    try:
        parameters = headers.get_params([], header)[1:]
        return [(key, collapse_rfc2231_value(value)) for key, value in parameters]
    except (ValueError, LookupError, TypeError):  # a charset that no codec takes
        return []
