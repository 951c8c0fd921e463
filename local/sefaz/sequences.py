"""The documents that are distributed to a CNPJ or CPF, in the order of their NSU."""

import base64
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

PAGE = 50
HORIZON = timedelta(days=90)


@dataclass(frozen=True)
class Entry:
    """``content`` makes the XML. Not ``numbered``: it goes out without its NSU.

    ``broken``: what goes out is no gzip.
    """

    nsu: int
    at: datetime
    schema: str
    content: Callable[[], bytes]
    numbered: bool = True
    broken: bool = False


@dataclass(frozen=True)
class Document:
    """A ``docZip``: ``nsu`` as it is written, None for no such attribute."""

    nsu: str | None
    schema: str
    packed: str


class Sequence:
    """``highest`` is the last NSU that was given to anything, or skipped."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.highest = 0

    def add(
        self,
        at: datetime,
        schema: str,
        content: Callable[[], bytes],
        *,
        numbered: bool = True,
        broken: bool = False,
    ) -> int:
        """At the end; its NSU."""
        self.highest += 1
        self.entries.append(Entry(self.highest, at, schema, content, numbered, broken))
        return self.highest

    def page(self, after: int, now: datetime, count: int = PAGE) -> tuple[list[Entry], int]:
        """The next ones that are not too old, and the NSU that the page reaches."""
        oldest = now - HORIZON
        found = [each for each in self.entries if each.nsu > after and each.at > oldest]
        if len(found) <= count:
            return found, self.highest
        return found[:count], found[count - 1].nsu

    def at(self, nsu: int, now: datetime) -> Entry | None:
        """What this number holds; None for nothing, or what is too old."""
        oldest = now - HORIZON
        return next((each for each in self.entries if each.nsu == nsu and each.at > oldest), None)


def zipped(entry: Entry) -> Document:
    """As it goes out."""
    nsu = f"{entry.nsu:015}" if entry.numbered else None
    content = entry.content()
    if entry.broken:
        return Document(nsu, entry.schema, base64.b64encode(content[:40]).decode())
    return Document(nsu, entry.schema, packed(content))


def packed(content: bytes) -> str:
    """Base64 of gzip."""
    return base64.b64encode(gzip.compress(content, mtime=0)).decode()
