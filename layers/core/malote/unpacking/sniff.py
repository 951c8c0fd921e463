"""What bytes are, by their content alone: suppliers send XML under any name and any type."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What may come out of a mail. ``MARKUP`` is HTML or SVG: made for eyes, never a document."""

    XML = "xml"
    ZIP = "zip"
    GZIP = "gzip"
    MAIL = "mail"
    TNEF = "tnef"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    BZIP2 = "bzip2"
    XZ = "xz"
    TAR = "tar"
    PDF = "pdf"
    MARKUP = "markup"
    OTHER = "other"


UNSUPPORTED = {Kind.RAR, Kind.SEVEN_ZIP, Kind.BZIP2, Kind.XZ, Kind.TAR}
"""Containers that may hold documents and that Malote does not open."""

BEGINNING = 1024
"""As many bytes as are ever looked at; fewer will do, with less tolerance for what comes first."""

_SIGNATURES = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\x1f\x8b", Kind.GZIP),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"\xfd7zXZ\x00", Kind.XZ),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
)
_BZIP2 = re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)")

_FOR_EYES = (
    "html|head|body|title|meta|style|script|link|base|div|p|span|br|hr|table|tr|td|th|tbody|center"
    "|font|a|b|i|u|em|strong|small|pre|h[1-6]|ul|ol|li|img|blockquote|form|svg"
)
# An XML declaration says nothing of the root; Outlook writes <?xml:namespace …> inside HTML.
_PROLOGUE = re.compile(r"(?:\s|<\?.*?(?:\?>|/>)|<!--.*?-->)*", re.DOTALL)
_MARKUP = re.compile(rf"<(?:!doctype\s+(?:html|svg)|(?:{_FOR_EYES})[\s/>])", re.IGNORECASE)
_XML = re.compile(r"<\?xml\s|<!DOCTYPE\s|<[^\W\d][\w.\-:]*(?:\s|/?>|$)")  # not <https://… of a text
# What counts as a document after some junk: an XML declaration, a root in a tax authority's
# namespace, or one whose name alone tells (they also come without a namespace, or in a city's).
_NAMES = (
    "NFe|NFSe|NF3e|NFCom|BPe(?:TM|TA)?|CTe(?:OS|Simp)?|GTVe|MDFe|CFe(?:Canc)?|DPS"
    "|(?:nfe|cte|cteOS|cteSimp|GTVe|mdfe|bpe|bpeTM|bpeTA|nf3e|nfcom)Proc|procNFe"
    r"|[Pp]rocInut(?:NFe|CTe)|inut(?:NFe|CTe)|procEvento\w+|evento(?:\w*e|NFCom)?|pedRegEvento"
    "|envi(?:NFe|CTe|MDFe|BPe|NFCom)|resNFe|resEvento|retDistDFeInt"
    r"|(?:tcComp|Comp|Compl)?Nfse(?:Cancelamento)?|ConsultarNfse\w*|Envelope"
)
_AUTHORITY = r"http://www\.(?:portalfiscal\.inf\.br|sped\.fazenda\.gov\.br|abrasf\.org\.br)/"
_BURIED_XML = re.compile(
    rf"<\?xml\s+version|<(?:\w+:)?(?:(?:{_NAMES})[\s/>]|\w{{1,40}}\s[^<>]{{0,200}}{_AUTHORITY})"
)

_HEADER_LINE = re.compile(rb"[!-9;-~]+:|[ \t]")
_MAIL_HEADER = re.compile(
    rb"(?:From |(?:received|return-path|delivered-to|from|to|cc|subject|date|message-id|sender|"
    rb"reply-to|mime-version|content-[a-z-]+|x-[a-z0-9-]+|dkim-signature|arc-[a-z-]+|"
    rb"authentication-results|received-spf|list-[a-z-]+|thread-[a-z]+):)",
    re.IGNORECASE,
)


def sniff(content: bytes) -> Kind:
    """The kind of these bytes, or of the document that begins with them."""
    beginning = content[:BEGINNING]
    for signature, kind in _SIGNATURES:
        if beginning.startswith(signature):
            return kind
    if _BZIP2.match(beginning):
        return Kind.BZIP2
    if beginning[257:262] == b"ustar":
        return Kind.TAR
    if b"%PDF-" in beginning:
        return Kind.PDF
    if _is_mail(beginning):
        return Kind.MAIL
    return _markup_kind(_text(beginning))


def _markup_kind(text: str) -> Kind:
    text = text.lstrip("\ufeff\x00 \t\r\n")
    root = text[_PROLOGUE.match(text).end() :]  # type: ignore[union-attr]  # it matches ""
    if _MARKUP.match(root):
        return Kind.MARKUP
    if _XML.match(text) or _XML.match(root) or _BURIED_XML.search(text):
        return Kind.XML
    return Kind.OTHER


def _text(beginning: bytes) -> str:
    """Decoded well enough to see the tags: XML 1.0 appendix F, without the rarer encodings."""
    if beginning.startswith((b"\xff\xfe", b"<\x00")):
        return beginning.decode("utf-16-le", "replace")
    if beginning.startswith((b"\xfe\xff", b"\x00<")):
        return beginning.decode("utf-16-be", "replace")
    return beginning.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _is_mail(beginning: bytes) -> bool:
    """Whether the first line is a mail's header, and all lines up to the first blank one are."""
    lines = beginning.lstrip(b"\r\n").split(b"\n")
    if not _MAIL_HEADER.match(lines[0]):
        return False
    for line in lines[1:-1]:  # the last one may be cut
        if not line.strip():
            return True
        if not _HEADER_LINE.match(line):
            return False
    return len(lines) > 1
