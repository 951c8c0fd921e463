"""Counted lists of MAPI properties, as TNEF writes them (MS-OXTNEF 2.1.3.4 and 2.1.3.5).

Also the reader of bytes under both: it never goes past their end, whatever a length says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from malote.errors import ArchiveRefused
from malote.unpacking.caps import Budget

_NAMED = 0x8000  # properties from this id on carry a name
_MULTIPLE = 0x1000
_STRING8, UNICODE, OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_VARIABLE = {_STRING8, UNICODE, OBJECT, _BINARY}
_SIZES = {
    0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8,
    0x48: 16,
}  # fmt: skip


class Source:
    """Little-endian bytes, read from the front. Every method raises ``ArchiveRefused``."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def ended(self) -> bool:
        """Nothing is left."""
        return self._at >= len(self._content)

    def take(self, size: int, *, padded_to: int = 1) -> bytes:
        """As many bytes, and past their padding, which may be missing at the very end."""
        end = self._at + size
        if end > len(self._content):
            raise ArchiveRefused("o winmail.dat termina antes do que declara")
        taken = self._content[self._at : end]
        self._at = end + -size % padded_to
        return taken

    def rest(self) -> bytes:
        """All that is left, which stays."""
        return self._content[self._at :]

    def number(self, size: int) -> int:
        """Unsigned."""
        return int.from_bytes(self.take(size), "little")


@dataclass(frozen=True, slots=True)
class Property:
    """``kind`` is its type without the flag of several ``values``."""

    tag: int
    kind: int
    values: tuple[bytes, ...]


def properties(content: bytes, budget: Budget) -> Iterator[Property]:
    """Each property that is not of a fixed size, lazily. Raises ``ArchiveRefused``."""
    source = Source(content)
    for _ in range(source.number(4)):
        budget.count_attribute()
        kind, tag = source.number(2), source.number(2)
        if tag >= _NAMED:
            _pass_name(source)
        several, kind = bool(kind & _MULTIPLE), kind & ~_MULTIPLE
        if kind in _VARIABLE:  # of these even one has a count
            yield Property(tag, kind, tuple(_values(source, budget)))
        elif kind in _SIZES:
            source.take((source.number(4) if several else 1) * _SIZES[kind], padded_to=4)
        else:
            raise ArchiveRefused(f"propriedade do winmail.dat de tipo desconhecido ({kind:#06x})")


def _pass_name(source: Source) -> None:
    source.take(16)  # whose name it is
    by_text = source.number(4)
    source.take(source.number(4) if by_text else 4, padded_to=4)


def _values(source: Source, budget: Budget) -> Iterator[bytes]:
    for _ in range(source.number(4)):
        budget.count_attribute()
        yield source.take(source.number(4), padded_to=4)
