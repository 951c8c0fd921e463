"""What is attached to a mail: bytes, the name that the recipient sees, and the type told."""

import mimetypes
from dataclasses import dataclass

UNKNOWN = "application/octet-stream"
# What a mail program would show as its own, run, or take for a part of the mail's structure.
_SHOWN = {"text/html", "application/xhtml+xml", "image/svg+xml"}
_RUN = {"text/javascript", "application/javascript", "application/ecmascript"}
_STRUCTURE = ("message/", "multipart/")
# Not what the machine has in /etc: the same mail is the same bytes wherever it is rendered.
_BY_ENDING = mimetypes.MimeTypes(filenames=())


@dataclass(frozen=True, slots=True)
class Part:
    """One attachment; ``content_type`` is a type and subtype, without parameters."""

    name: str
    content: bytes
    content_type: str


def type_of(name: str) -> str:
    """The content type that a name's ending tells, if a stranger's file may be told to be that."""
    found, encoding = _BY_ENDING.guess_type(name, strict=True)
    if found == "text/xml":
        return "application/xml"  # text/ would let a mail server change its line ends
    if not found or encoding or found in _SHOWN | _RUN or found.startswith(_STRUCTURE):
        return UNKNOWN
    return found
