"""Lines of a mail's headers, written here and not by ``email``'s policy.

The policy reads what it is given first: it takes an encoded word that a user wrote (RFC 2047) for
what it stands for, which may be a line break and another header.
"""

import re
import unicodedata
from collections.abc import Iterable
from email.header import Header
from email.policy import Policy
from typing import Self
from urllib.parse import quote

from malote.errors import MessageUnfit

_PLAIN = re.compile(r"[!-~](?:[ -~]{0,58}[!-~])?")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
_IN_FALLBACK = re.compile(r"[^A-Za-z0-9 ._()-]")
_PIECE = re.compile(r"(?:%..|[^%]){1,20}")
_CRLF = "\r\n"


class HeaderLine(str):
    """A value that is on the wire as it stands; the policy asks it to fold itself."""

    __slots__ = ("name",)

    name: str

    def __new__(cls, name: str, value: str) -> Self:
        line = super().__new__(cls, value)
        line.name = name
        return line

    def fold(self, *, policy: Policy) -> str:
        """The header as the generator writes it."""
        return f"{self.name}: {self}{policy.linesep}"


def text(name: str, value: str) -> HeaderLine:
    """Any text on one line; in encoded words unless it is short and plain. Raises MessageUnfit."""
    return HeaderLine(name, _words(name, value))


def mailboxes(name: str, addresses: Iterable[str], display_name: str = "") -> HeaderLine:
    """Addresses, each on a line of its own; the display name is the first one's."""
    listed = f",{_CRLF} ".join(_ascii(name, address) for address in addresses)
    if not display_name:
        return HeaderLine(name, listed)
    if _PLAIN.fullmatch(display_name) and _ATOMS.fullmatch(display_name):
        ...
    return HeaderLine(name, f"{_words(name, display_name)}{_CRLF} <{listed}>")
