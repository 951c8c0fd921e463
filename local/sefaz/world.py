"""All that the stand-in knows, in memory. Whoever reads or changes it holds ``lock``."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import count
from threading import RLock

from local.authority import Authority
from local.misbehaviours import Misbehaviours
from local.sefaz.clock import Clock, written
from local.sefaz.misbehaviour import Misbehaviour
from local.sefaz.notes import Note
from local.sefaz.pace import Pace
from local.sefaz.sequences import Sequence

TOGETHER = 2.0
"""Seconds that have to be between two requests of one CNPJ's distribution."""


@dataclass(frozen=True)
class Options:
    """``real_pace``: hurry is measured by everybody's time, not by the clock that is moved."""

    authority: Authority
    homologation: bool = False
    real_pace: bool = False

    @property
    def environment(self) -> str:
        """The tpAmb."""
        return "2" if self.homologation else "1"


@dataclass(frozen=True)
class Call:
    """A request: ``value`` is the NSU or key asked for, or how many events; ``status`` the cStat.

    Without a status nothing was answered by the service itself.
    """

    at: str
    service: str
    kind: str
    tax_id: str
    value: str
    status: str


@dataclass
class Event:
    """One that was registered; ``xml`` is its procEventoNFe, ``asked`` how often it came."""

    access_key: str
    event_type: str
    sequence: int
    status: str
    protocol: str
    xml: str
    asked: int = 1


class World:
    """Sequences and paces are by CNPJ or CPF and service: each has numbers of its own."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.lock = RLock()
        self.clock = Clock()
        self.forget()

    def forget(self) -> None:
        """As it was at first, the time as well."""
        self.clock.run()
        self.misbehaviours = Misbehaviours[Misbehaviour]()
        self.notes: dict[str, Note] = {}
        self.sequences: defaultdict[tuple[str, str], Sequence] = defaultdict(Sequence)
        self.paces: defaultdict[tuple[str, str], Pace] = defaultdict(Pace)
        self.events: dict[tuple[str, str, int], Event] = {}
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        self.last_asked: dict[tuple[str, str], float] = {}
        self.note_numbers = count(5001)
        self.protocols = count(1)
        self.key_answers = count()

    def hurried(self, tax_id: str, service: str, at: float) -> None:
        """Count a request that comes too soon after the one before, in seconds of some clock."""
        before = self.last_asked.get((tax_id, service))
        if before is not None and at - before < TOGETHER:
            self.counts["hurried"] += 1
        self.last_asked[tax_id, service] = at

    def log(
        self, service: str, kind: str, tax_id: str = "", value: str = "", status: str = ""
    ) -> None:
        """Write a request down."""
        at = written(self.clock.now())
        self.calls.append(Call(at, service, kind, tax_id, value, status))
