"""What SEFAZ answered, once it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

NOTHING_FOUND = "137"
FOUND = "138"
UNDUE = "656"
NSU_TOO_HIGH = "589"
OTHER_BASE = "593"
STOPPED = frozenset({"108", "109"})


@dataclass(frozen=True, slots=True)
class Distributed:
    """A ``docZip``: its XML, or None where it cannot be opened; ``raw`` is as it came then.

    ``nsu`` None: SEFAZ gave none, or zero.
    """

    nsu: str | None
    schema: str
    content: bytes | None
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class DistributionAnswer:
    """A page. ``max_nsu`` of zeros, as 656 has it, is None; so is a ``last_nsu`` left out."""

    status_code: str
    reason: str
    at: datetime | None
    last_nsu: str | None
    max_nsu: str | None
    documents: tuple[Distributed, ...] = ()


class EventId(NamedTuple):
    """By which SEFAZ knows an event."""

    access_key: str
    event_type: str
    sequence: int


@dataclass(frozen=True, slots=True)
class EventResult:
    """What became of one event of a lot; ``xml`` is SEFAZ's ``retEvento``, as it came."""

    status_code: str
    reason: str
    protocol: str | None
    at: datetime | None
    xml: bytes


@dataclass(frozen=True, slots=True)
class ManifestationAnswer:
    """``results`` only where the lot itself was taken (128)."""

    status_code: str
    reason: str
    results: Mapping[EventId, EventResult]
