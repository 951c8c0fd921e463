"""A writer of winmail.dat (MS-OXTNEF), good and bad, from the specification alone."""

import struct

SIGNATURE = b"\x78\x9f\x3e\x22" + b"\x01\x00"
MESSAGE, ATTACHMENT = 1, 2
REND_DATA, TITLE, DATA, PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
CODE_PAGE, SUBJECT, MESSAGE_PROPERTIES = 0x00069007, 0x00018004, 0x00069003
LONG_NAME, SHORT_NAME, DISPLAY_NAME, CONTENT = 0x3707, 0x3704, 0x3001, 0x3701
SHORT, LONG, STRING8, UNICODE, OBJECT, BINARY = 0x02, 0x03, 0x1E, 0x1F, 0x0D, 0x102
MULTIPLE = 0x1000
IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def attribute(
    level: int, tag: int, data: bytes, *, length: int | None = None, checksum: int | None = None
) -> bytes:
    told = len(data) if length is None else length
    total = sum(data) & 0xFFFF if checksum is None else checksum
    return struct.pack("<BLL", level, tag, told) + data + struct.pack("<H", total)


def stream(*attributes: bytes, code_page: int = 1252) -> bytes:
    head = attribute(MESSAGE, 0x00089006, b"\x00\x00\x01\x00")
    head += attribute(MESSAGE, CODE_PAGE, struct.pack("<LL", code_page, 0))
    return SIGNATURE + head + attribute(MESSAGE, SUBJECT, b"notas\0") + b"".join(attributes)


def attached(title: bytes, data: bytes | None, *properties: bytes) -> bytes:
    """One attachment: its rendering, title, data and, if there are any, properties."""
    written = attribute(ATTACHMENT, REND_DATA, bytes(14))
    written += attribute(ATTACHMENT, TITLE, title + b"\0")
    if data is not None:
        written += attribute(ATTACHMENT, DATA, data)
    if properties:
        written += attribute(ATTACHMENT, PROPERTIES, property_list(*properties))
    return written


def property_list(*properties: bytes, count: int | None = None) -> bytes:
    told = len(properties) if count is None else count
    return struct.pack("<L", told) + b"".join(properties)


def fixed(tag: int, kind: int, value: bytes) -> bytes:
    """Two bytes to sixteen, alone or, with ``MULTIPLE``, with their count in front."""
    return struct.pack("<HH", kind, tag) + value + bytes(-len(value) % 4)


def variable(tag: int, kind: int, *values: bytes, name: bytes = b"") -> bytes:
    head = struct.pack("<HH", kind, tag) + name + struct.pack("<L", len(values))
    each = (struct.pack("<L", len(value)) + value + bytes(-len(value) % 4) for value in values)
    return head + b"".join(each)


def named(by: int | str) -> bytes:
    """The name of a property from 0x8000 on: a number or a text within a GUID."""
    if isinstance(by, int):
        return bytes(16) + struct.pack("<LL", 0, by)
    text = by.encode("utf-16-le") + b"\0\0"
    return bytes(16) + struct.pack("<LL", 1, len(text)) + text + bytes(-len(text) % 4)


def long_name(name: str) -> bytes:
    return variable(LONG_NAME, UNICODE, name.encode("utf-16-le") + b"\0\0")


def attached_mail(inner: bytes, subject: str = "fwd") -> bytes:
    """A mail attached to the mail: another stream, as an object among the properties."""
    return attached(
        b"",
        None,
        variable(DISPLAY_NAME, STRING8, subject.encode() + b"\0"),
        variable(CONTENT, OBJECT, IMESSAGE + inner),
    )
