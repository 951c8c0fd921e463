"""From the bytes of a mail's part to the documents that may be inside it.

What comes out is one of three: a ``Candidate`` to be registered or refused by the fiscal reader,
a ``Refusal`` to be kept in quarantine under its error, or an ``Ignored``, which is only counted.
Arbitrary bytes raise nothing, and one bad entry never hides a good one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from malote.errors import (
    ArchiveRefused,
    ArchiveUnsupported,
    AttachmentError,
    AttachmentTooLarge,
)
from malote.unpacking.caps import Budget
from malote.unpacking.inflate import GZIP, inflate
from malote.unpacking.mime import leaves
from malote.unpacking.names import claims_xml, display_path
from malote.unpacking.sniff import BEGINNING, UNSUPPORTED, Kind, sniff
from malote.unpacking.tnef import attachments
from malote.unpacking.zips import Entry, is_file, is_package, list_entries, read_entry


@dataclass(frozen=True, slots=True)
class Candidate:
    """Bytes that look like XML. ``path`` is for people: ``notas.zip/nfe1.xml``."""

    content: bytes
    path: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that may have held documents. ``content`` is None where an outer one has it."""

    path: str
    error: AttachmentError
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that is no document, like the PDF beside it."""

    path: str
    reason: str = "not_a_document"


Found = Candidate | Refusal | Ignored


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are: inside how many archives and mails, and called what."""

    path: str
    archives: int = 0
    mails: int = 0

    def inside(self, name: str, *, archives: int = 0, mails: int = 0) -> "_Place":
        path = display_path(self.path, name)
        return _Place(path, self.archives + archives, self.mails + mails)


def unpack(content: bytes, name: str, budget: Budget) -> Iterator[Found]:
    """What is in these decoded bytes, whatever ``name`` says they are."""
    return _open(content, _Place(display_path(name)), budget)


def unpack_mail(content: bytes, name: str, budget: Budget) -> Iterator[Found]:
    """What is in a whole mail: one without a usable BODYSTRUCTURE, or one inside another."""
    return _guarded(_open_mail, content, _Place(display_path(name)), budget)


def _open(content: bytes, place: _Place, budget: Budget) -> Iterator[Found]:
    kind = sniff(content)
    if opener := _OPENERS.get(kind):
        yield from _guarded(opener, content, place, budget)
    elif kind in UNSUPPORTED:
        yield Refusal(place.path, ArchiveUnsupported(kind.value), content)
    elif kind is not Kind.XML and not claims_xml(place.path):
        yield Ignored(place.path)
    elif len(content) > budget.caps.document:
        yield Refusal(place.path, _too_large(budget), None)
    else:
        yield Candidate(content, place.path)


_Opener = Callable[[bytes, _Place, Budget], Iterator[Found]]


def _guarded(opener: _Opener, content: bytes, place: _Place, budget: Budget) -> Iterator[Found]:
    try:
        yield from opener(content, place, budget)
    except AttachmentError as error:
        yield Refusal(place.path, error, content)
    except Exception as error:  # a parser's own way to fail must not stop the mailbox
        yield Refusal(place.path, ArchiveRefused(type(error).__name__), content)


def _open_zip(archive: bytes, place: _Place, budget: Budget) -> Iterator[Found]:
    if place.archives >= budget.caps.archive_depth:
        raise ArchiveRefused("compactado dentro de compactado demais")
    listing = list_entries(archive, budget.caps.entries + 1)
    if not listing.entries or is_package(listing.entries):
        yield Ignored(place.path)
        return
    refused: dict[tuple[type[AttachmentError], str], list[str]] = {}
    for entry in filter(is_file, listing.entries):
        budget.count_entry()
        inner = place.inside(entry.name, archives=1)
        try:
            content = _read_if_wanted(archive, entry, budget)
        except AttachmentError as error:
            refused.setdefault((type(error), error.detail), []).append(inner.path)
            continue
        yield from [Ignored(inner.path)] if content is None else _open(content, inner, budget)
    if not listing.complete and not refused:
        refused[ArchiveRefused, "o fim do arquivo falta ou está quebrado"] = [place.path]
    for (error_type, detail), paths in refused.items():
        others = f" e mais {len(paths) - 1}" if len(paths) > 1 else ""
        yield Refusal(place.path, error_type(f"{detail}: {paths[0]}{others}"), archive)


def _read_if_wanted(archive: bytes, entry: Entry, budget: Budget) -> bytes | None:
    """The whole entry, or None if its beginning shows that it is no document and holds none."""
    kind = sniff(read_entry(archive, entry, BEGINNING, budget.spend))
    document = kind is Kind.XML or (kind in _FOR_PEOPLE and claims_xml(entry.name))
    if kind in _FOR_PEOPLE and not document:
        return None
    most = budget.caps.document if document else budget.caps.total
    content = read_entry(archive, entry, most + 1, budget.spend)
    if document and len(content) > budget.caps.document:
        raise _too_large(budget)
    return content


def _open_gzip(compressed: bytes, place: _Place, budget: Budget) -> Iterator[Found]:
    if place.archives >= budget.caps.archive_depth:
        raise ArchiveRefused("compactado dentro de compactado demais")
    content, at = bytearray(), 0
    while compressed.startswith(b"\x1f\x8b", at):  # members one after the other; then maybe junk
        budget.count_entry()
        member = inflate(memoryview(compressed)[at:], GZIP, budget.caps.total + 1, budget.spend)
        content += member.content
        at += member.consumed
    name = place.path.rpartition("/")[2].removesuffix(".gz")
    yield from _open(bytes(content), place.inside(name, archives=1), budget)


def _open_mail(mail: bytes, place: _Place, budget: Budget) -> Iterator[Found]:
    _check_mail_depth(place, budget)
    for leaf in leaves(mail, budget.caps.mime_depth):
        budget.count_part()
        inner = place.inside(leaf.name, mails=1)
        if leaf.content_type == "message/rfc822":
            yield from _guarded(_open_mail, leaf.content, inner, budget)
        else:
            budget.spend(len(leaf.content))
            yield from _open(leaf.content, inner, budget)


def _open_tnef(stream: bytes, place: _Place, budget: Budget) -> Iterator[Found]:
    _check_mail_depth(place, budget)
    empty = True
    for attached in attachments(stream, budget):
        empty = False
        inner = place.inside(attached.name, mails=1)
        for content in attached.contents:
            budget.count_part()
            budget.spend(len(content))
            yield from _open(content, inner, budget)
        if not attached.contents:
            yield Ignored(inner.path)
    if empty:
        yield Ignored(place.path)


def _check_mail_depth(place: _Place, budget: Budget) -> None:
    if place.mails > budget.caps.mail_depth:
        raise ArchiveRefused("e-mail dentro de e-mail demais")


def _too_large(budget: Budget) -> AttachmentTooLarge:
    return AttachmentTooLarge(f"mais de {budget.caps.document} bytes num documento")


_FOR_PEOPLE = {Kind.PDF, Kind.MARKUP, Kind.OTHER}
_OPENERS: dict[Kind, _Opener] = {
    Kind.ZIP: _open_zip,
    Kind.GZIP: _open_gzip,
    Kind.MAIL: _open_mail,
    Kind.TNEF: _open_tnef,
}
