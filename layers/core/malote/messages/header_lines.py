"""Lines of a mail's headers, written here and not by the ``email`` package's policy.

The policy reads what it is given first: an encoded word (RFC 2047) that a user wrote is taken for
what it stands for, which may be a line break and another header. Here it is text like any other.
Each function raises MessageUnfit for what is not printable, which no encoding makes harmless.
"""

import re
import unicodedata
from collections.abc import Iterable
from email.header import Header
from email.policy import Policy
from itertools import batched
from typing import Self
from urllib.parse import quote

from malote.errors import MessageUnfit

_FOLD = "\r\n "
_ASCII = re.compile(r"[!-~]{1,900}")
_PLAIN = re.compile(r"[!-~](?:[ -~]{0,58}[!-~])?")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 &'+/-]{0,59}")  # RFC 5322 3.2.3: atoms
_PLAIN_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()-]{0,59}")
_NO_FILE = re.compile(r'[\\/:*?"<>|]')  # in no name on Windows, and no way to another folder
_NO_ASCII_FILE = re.compile(r"[^A-Za-z0-9 ._()-]")
_AT_ONCE = 40  # characters of a file's name on a line: 480 where each takes four bytes


class HeaderLine(str):
    """A value as it is on the wire; the generator asks a header to fold itself."""

    __slots__ = ("name",)

    name: str

    def __new__(cls, name: str, value: str) -> Self:
        """A value, and the header that it is of."""
        line = super().__new__(cls, value)
        line.name = name
        return line

    def fold(self, *, policy: Policy) -> str:
        """The whole header."""
        return f"{self.name}: {self}{policy.linesep}"


def token(name: str, value: str) -> HeaderLine:
    """ASCII without a space."""
    if not _ASCII.fullmatch(value):
        raise MessageUnfit(f"{name}: não é um texto em ASCII sem espaços")
    return HeaderLine(name, value)


def text(name: str, value: str) -> HeaderLine:
    """Any text on one line, in encoded words unless it is short and plain."""
    plain = _PLAIN.fullmatch(value) and "=?" not in value
    return HeaderLine(name, value if plain else _encoded_words(name, value))


def addresses(name: str, values: Iterable[str]) -> HeaderLine:
    """Bare addresses, each on a line of its own."""
    return HeaderLine(name, f",{_FOLD}".join(token(name, value) for value in values))


def named_address(name: str, display_name: str, address: str) -> HeaderLine:
    """One address, and whose it is."""
    address = token(name, address)
    if not display_name.strip():
        return HeaderLine(name, address)
    if _PLAIN_PHRASE.fullmatch(display_name):
        return HeaderLine(name, f"{display_name}{_FOLD}<{address}>")
    return HeaderLine(name, f"{_encoded_words(name, display_name)}{_FOLD}<{address}>")


def disposition(file_name: str) -> HeaderLine:
    """An attachment under this name, by RFC 2231 if it is long or more than letters."""
    name = "Content-Disposition"
    file_name = _NO_FILE.sub("_", _printable(name, file_name)).strip() or "anexo"
    if _PLAIN_FILE.fullmatch(file_name):
        return HeaderLine(name, f'attachment;{_FOLD}filename="{file_name}"')
    first, *others = (quote("".join(piece), safe="") for piece in batched(file_name, _AT_ONCE))
    if not others:
        return HeaderLine(name, f"attachment;{_FOLD}filename*=utf-8''{first}")
    rest = (f";{_FOLD}filename*{number}*={piece}" for number, piece in enumerate(others, 1))
    return HeaderLine(name, f"attachment;{_FOLD}filename*0*=utf-8''{first}{''.join(rest)}")


def content_type(value: str, file_name: str) -> HeaderLine:
    """A type, with the name in ASCII for the mail programs that know no RFC 2231."""
    letters = unicodedata.normalize("NFKD", file_name).encode("ascii", "ignore").decode()
    safe = _NO_ASCII_FILE.sub("_", letters)
    safe = safe if safe[:1].isalnum() else f"anexo{safe}"
    short = safe if len(safe) <= 60 else f"{safe[:50]}{safe[-10:]}"
    return HeaderLine("Content-Type", f'{value};{_FOLD}name="{short}"')


def _encoded_words(name: str, value: str) -> str:
    words = Header(_printable(name, value), "utf-8", maxlinelen=76, header_name=name)
    return words.encode(linesep="\r\n")


def _printable(name: str, value: str) -> str:
    if not value.isprintable():
        raise MessageUnfit(f"{name}: quebra de linha ou caractere de controle não é permitido")
    return value
