"""Delivery reports (RFC 3464) among a mailbox's mails: which parts of one tell what happened."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import batched

from malote.errors import MailProtocolError
from malote.mailboxes.models import Part
from malote.ports import MailFolder
from malote.unpacking.encodings import decode

_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_HEADER_TYPES = {"text/rfc822-headers", "message/global-headers"}
_LONGEST = 16 * 1024  # bytes: a batch of a thousand, all of them reports, takes 32 MB
_AT_ONCE = 32  # of two sections each: a megabyte, which every session may take


@dataclass(frozen=True, slots=True)
class ReportParts:
    """What a report says, and the section with the header of the mail that it is about."""

    status: Part
    headers: str


def report_parts(parts: Sequence[Part]) -> ReportParts | None:
    """Those of a multipart/report (RFC 6522): the mail, or its header, follows the status."""
    for part in parts:
        before, _, number = part.section.rpartition(".")
        if part.content_type in _STATUS_TYPES and part.size <= _LONGEST and number.isdecimal():
            following = f"{before}.{int(number) + 1}".lstrip(".")
            alone = {each.section for each in parts if each.content_type in _HEADER_TYPES}
            return ReportParts(part, following if following in alone else f"{following}.HEADER")
    return None


def fetch_reports(
    folder: MailFolder, wanted: Mapping[int, ReportParts]
) -> dict[int, tuple[bytes, bytes]]:
    """Status and header by UID, the beginning of each, asked for on their own.

    A server that knows no such section then costs no document. Raises MailboxError.
    """
    found: dict[tuple[int, str], bytes] = {}
    for some in batched(wanted.items(), _AT_ONCE, strict=False):
        sections = {uid: [each.status.section, each.headers] for uid, each in some}
        with suppress(MailProtocolError):
            found |= folder.fetch(sections, _LONGEST)
    return {
        uid: (
            decode(found[uid, each.status.section], each.status.encoding),
            found.get((uid, each.headers), b""),
        )
        for uid, each in wanted.items()
        if (uid, each.status.section) in found
    }
