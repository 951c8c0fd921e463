"""The attachments in Outlook's winmail.dat (MS-OXTNEF 2.1.3), whatever else is in it.

A stream is attributes one after the other, with no count and no end; those of an attachment
follow its attAttachRendData. The last of them, attAttachment, holds MAPI properties: the long
name, and the content of a mail that was attached, which is a stream like this one.

Checksums are not looked at: they are 16 bits that some writers get wrong (the tool ``tnef`` has
an option to ignore them, ``tnefparse`` only warns), and whether a document is whole its own
reader tells, better. Of the message itself nothing is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from malote.errors import ArchiveRefused
from malote.unpacking.caps import Budget
from malote.unpacking.mapi import OBJECT, UNICODE, Source, properties

_SIGNATURE_AND_KEY = 6
_OF_MESSAGE, _OF_ATTACHMENT = b"\1", b"\2"
_BLANK = b"\0\t\n\r "  # may come after the last attribute
# By number alone: some writers leave out the type, which is the other half of an id.
_REND_DATA, _TITLE, _DATA, _PROPERTIES, _CODE_PAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
_BYTES_OF = 0x3701  # PidTagAttachDataBinary or PidTagAttachDataObject
# PidTagAttachLongFilename, PidTagAttachFilename (8.3); for want of a title, PidTagDisplayName
_LONG, _SHORT, _SUBJECT = 0x3707, 0x3704, 0x3001
_INTERFACE = 16  # bytes before an object's own
_LONGEST_NAME = 1024


@dataclass(slots=True)
class Attachment:
    """``name`` is for people. Of ``contents`` there is one as a rule, and none in a mere link.

    A writer may give the bytes as an attribute and as a property; if these differ, nobody knows
    which of them the recipient was meant to open. ``complete`` says that one of the two was read.
    """

    name: str = ""
    contents: dict[bytes, None] = field(default_factory=dict)
    complete: bool = False


def attachments(stream: bytes, budget: Budget) -> Iterator[Attachment]:
    """Each attachment, lazily. Raises ``ArchiveRefused`` where the stream breaks.

    What is whole of the attachment that breaks comes out before. Attributes and properties are
    counted: 60 MB could be five million of them.
    """
    current: Attachment | None = None
    code_page = "cp1252"
    try:
        for level, name, value in _attributes(stream, budget):
            if name == _CODE_PAGE:
                code_page = f"cp{int.from_bytes(value[:4], 'little')}"
            if level == _OF_MESSAGE:
                continue
            if current is None or name == _REND_DATA:
                if current:
                    yield current
                current = Attachment()
            _describe(current, name, value, code_page, budget)
        if current and not current.complete:
            raise ArchiveRefused("o winmail.dat termina antes do conteúdo de um anexo")
    except ArchiveRefused:
        if current and current.contents:
            yield current
        raise
    if current:
        yield current


def _attributes(stream: bytes, budget: Budget) -> Iterator[tuple[bytes, int, bytes]]:
    """Level, number and data of each."""
    source = Source(stream)
    source.take(_SIGNATURE_AND_KEY)
    while not source.ended:
        budget.count_attribute()
        level = source.take(1)
        if level not in {_OF_MESSAGE, _OF_ATTACHMENT}:
            if (level + source.rest()).strip(_BLANK):
                raise ArchiveRefused("o winmail.dat tem algo que não é um atributo")
            return
        name = source.number(4) & 0xFFFF
        yield level, name, source.take(source.number(4))
        source.number(2)  # the checksum


def _describe(
    attachment: Attachment, name: int, value: bytes, code_page: str, budget: Budget
) -> None:
    if name == _TITLE:
        attachment.name = _decoded(value, code_page)
    elif name == _DATA:
        attachment.complete = True
        attachment.contents[value] = None
    elif name == _PROPERTIES:
        names = {_TITLE: attachment.name}
        for found in properties(value, budget):
            if found.tag == _BYTES_OF:
                for content in found.values:
                    own = content[_INTERFACE:] if found.kind == OBJECT else content
                    attachment.contents[own] = None
            elif found.tag in {_LONG, _SHORT, _SUBJECT} and found.values:
                encoding = "utf-16-le" if found.kind == UNICODE else code_page
                names[found.tag] = _decoded(found.values[0], encoding)
        attachment.complete = True
        told = (names.get(tag) for tag in (_LONG, _SHORT, _TITLE, _SUBJECT))
        attachment.name = next(filter(None, told), "")


def _decoded(name: bytes, encoding: str) -> str:
    beginning = name[:_LONGEST_NAME]
    try:
        return beginning.decode(encoding, "replace").partition("\0")[0]
    except LookupError:
        return beginning.decode("cp1252", "replace").partition("\0")[0]
