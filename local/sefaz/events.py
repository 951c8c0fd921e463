"""The recipient's manifestation (NT 2012.002, NT 2020.001): each event of a lot is judged alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from local.sefaz.adding import give_whole
from local.sefaz.rejections import Rejected
from local.sefaz.schemas import valid
from local.sefaz.signatures import check_signature
from local.sefaz.signing import NAMESPACE
from local.sefaz.world import Event, World
from malote import tax_id as tax_ids
from malote.fiscal.access_key import AccessKey

AWARENESS, UNKNOWN_OPERATION = "210210", "210220"
CONCLUSIVE = ("210200", "210220", "210240")
_NS = f"{{{NAMESPACE}}}"
_DEADLINE = timedelta(days=180)
_AHEAD = timedelta(minutes=5)
_CANCELLED = {AWARENESS: "650", UNKNOWN_OPERATION: "651"}


@dataclass(frozen=True)
class Asked:
    """An event as it was asked for."""

    id: str
    office: str
    environment: str
    author: str
    access_key: str
    at: datetime
    event_type: str
    sequence: int

    @property
    def identity(self) -> tuple[str, str, int]:
        """Of this there is one only."""
        return self.access_key, self.event_type, self.sequence


@dataclass(frozen=True)
class Result:
    """Of one event; ``protocol`` only of one that is registered, or was."""

    asked: Asked
    status: str
    reason: str
    protocol: str | None = None


def read(event: etree._Element) -> Asked:
    """Of an event that the lot's schema takes."""
    information = event.find(f"{_NS}infEvento")
    assert information is not None

    def text(name: str) -> str:
        return information.findtext(f"{_NS}{name}") or ""

    return Asked(
        id=information.get("Id") or "",
        office=text("cOrgao"),
        environment=text("tpAmb"),
        author=text("CNPJ") or text("CPF"),
        access_key=text("chNFe"),
        at=datetime.fromisoformat(text("dhEvento")),
        event_type=text("tpEvento"),
        sequence=int(text("nSeqEvento")),
    )


def judge(world: World, event: etree._Element) -> Result:
    """Register it, or say why not. What is to be kept of it is kept by ``keep``."""
    asked = read(event)
    try:
        _check_form(world, event, asked)
        _check_note(world, asked)
    except Rejected as refusal:
        return Result(asked, refusal.status, refusal.reason)
    protocol = f"891{world.clock.now():%y}{next(world.protocols):010}"
    if world.notes[asked.access_key].linked:
        return Result(asked, "135", "Evento registrado e vinculado a NF-e", protocol)
    return Result(asked, "136", "Evento registrado, mas nao vinculado a NF-e", protocol)


def keep(world: World, result: Result, xml: str) -> None:
    """It is registered: the same again is a duplicate, and the note may be had whole."""
    assert result.protocol
    asked = result.asked
    world.events[asked.identity] = Event(*asked.identity, result.status, result.protocol, xml)
    if asked.event_type != UNKNOWN_OPERATION:
        give_whole(world, world.notes[asked.access_key])


def _check_form(world: World, event: etree._Element, asked: Asked) -> None:
    details = event.find(f"{_NS}infEvento/{_NS}detEvento")
    assert details is not None
    if not valid(f"nfe_evento_mde/schemas/v1_0/e{asked.event_type}_v1.00.xsd", details):
        raise Rejected("493")
    check_signature(event, asked.id, asked.author, world.options.authority.root)
    if asked.id != f"ID{asked.event_type}{asked.access_key}{asked.sequence:02}":
        raise Rejected("572")
    if asked.office != "91":
        raise Rejected("250")
    if asked.environment != world.options.environment:
        raise Rejected("252")
    if not tax_ids.check_digits_match(asked.author):
        raise Rejected("489" if tax_ids.is_cnpj(asked.author) else "490")
    if not AccessKey(asked.access_key).check_digit_matches:
        raise Rejected("236")
    if asked.at > world.clock.now() + _AHEAD:
        raise Rejected("578")


def _check_note(world: World, asked: Asked) -> None:
    note = world.notes.get(asked.access_key)
    if note is None:
        raise Rejected("494")
    if tax_ids.base(note.recipient) != tax_ids.base(asked.author):
        raise Rejected("575")
    if known := world.events.get(asked.identity):
        known.asked += 1
        world.counts["duplicates"] += 1
        raise Rejected("573")
    if not 1 <= asked.sequence <= (1 if asked.event_type == AWARENESS else 2):
        raise Rejected("594")
    if world.clock.now() > note.authorized_at + _DEADLINE:
        raise Rejected("596")
    if note.cancelled_at and (status := _CANCELLED.get(asked.event_type)):
        raise Rejected(status)
    answered = any((asked.access_key, kind, 1) in world.events for kind in CONCLUSIVE)
    if asked.event_type == AWARENESS and answered:
        raise Rejected("655")
