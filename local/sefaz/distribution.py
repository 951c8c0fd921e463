"""NFeDistribuicaoDFe and CTeDistribuicaoDFe (NT 2014.002): pages, one NSU, one key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from local.sefaz.adding import distributed
from local.sefaz.pace import Pace, Undue
from local.sefaz.rejections import Rejected
from local.sefaz.sequences import HORIZON, Document, Sequence, packed, zipped
from local.sefaz.world import World
from malote import tax_id as tax_ids
from malote.fiscal.access_key import AccessKey


@dataclass(frozen=True)
class Asked:
    """``kind`` is distNSU, consNSU or consChNFe; ``value`` its NSU or key."""

    service: str
    environment: str
    tax_id: str
    kind: str
    value: str


@dataclass(frozen=True)
class Page:
    """A retDistDFeInt."""

    status: str
    reason: str
    last: int = 0
    highest: int = 0
    documents: tuple[Document, ...] = ()


def read(service: str, request: etree._Element) -> Asked:
    """Of a distDFeInt that its schema takes."""
    texts = {etree.QName(each).localname: each.text or "" for each in request.iter("*")}
    kind = etree.QName(request[-1]).localname
    value = request[-1][0].text or ""
    return Asked(service, texts["tpAmb"], texts.get("CNPJ") or texts["CPF"], kind, value)


def distribute(world: World, asked: Asked, holder: str | None) -> Page:
    """``holder`` is the tax id in the client's certificate, None for none."""
    now = world.clock.now()
    try:
        _check_party(world, asked, holder)
        return _HANDLERS[asked.kind](world, asked, now)
    except Rejected as refusal:
        return Page(refusal.status, refusal.reason)
    except Undue as refusal:
        return undue(world, asked, str(refusal))


def undue(world: World, asked: Asked, reason: str) -> Page:
    """656: the right ultNSU, and a maxNSU that means nothing."""
    world.counts["undue"] += 1
    return Page("656", reason, world.paces[asked.tax_id, asked.service].delivered)


def _check_party(world: World, asked: Asked, holder: str | None) -> None:
    if asked.environment != world.options.environment:
        raise Rejected("252")
    company = tax_ids.is_cnpj(asked.tax_id)
    if not tax_ids.check_digits_match(asked.tax_id):
        raise Rejected("489" if company else "490")
    if holder is None:
        raise Rejected("473")
    if tax_ids.base(holder) != tax_ids.base(asked.tax_id):
        raise Rejected("593" if company else "472")


def _next_page(world: World, asked: Asked, now: datetime) -> Page:
    sequence, pace = _own(world, asked)
    after = int(asked.value)
    pace.distribute(now, after)
    if after > sequence.highest:
        raise Rejected("589")
    found, reached = sequence.page(after, now)
    pace.deliver(now, reached, end=reached == sequence.highest)
    if not found:
        return Page("137", "Nenhum documento localizado", reached, sequence.highest)
    return _found(reached, sequence.highest, *map(zipped, found))


def _one_nsu(world: World, asked: Asked, now: datetime) -> Page:
    sequence, pace = _own(world, asked)
    pace.query(now)
    nsu = int(asked.value)
    if nsu > sequence.highest:
        raise Rejected("589")
    entry = sequence.at(nsu, now)
    if entry is None:
        return Page("137", "Nenhum documento localizado", nsu, sequence.highest)
    return _found(nsu, sequence.highest, zipped(entry))


def _one_key(world: World, asked: Asked, now: datetime) -> Page:
    world.paces[asked.tax_id, asked.service].query(now)
    key = AccessKey(asked.value)
    if not key.check_digit_matches:
        raise Rejected("236")
    if key.model != "55":
        raise Rejected("618")
    note = world.notes.get(asked.value)
    if note is None:
        raise Rejected("217")
    if note.issuer == asked.tax_id:
        raise Rejected("641")
    if note.recipient != asked.tax_id:
        raise Rejected("640")
    if now > note.authorized_at + HORIZON:
        raise Rejected("632")
    if note.cancelled_at:
        raise Rejected("653")
    schema, content = distributed(world, note)
    # The real one gives none, or zero: NT 2014.002 from 1.15 on.
    nsu = None if next(world.key_answers) % 2 == 0 else "0" * 15
    return _found(0, 0, Document(nsu, schema, packed(content())))


def _own(world: World, asked: Asked) -> tuple[Sequence, Pace]:
    party = asked.tax_id, asked.service
    return world.sequences[party], world.paces[party]


def _found(last: int, highest: int, *documents: Document) -> Page:
    return Page("138", "Documento(s) localizado(s)", last, highest, documents)


_HANDLERS: dict[str, Callable[[World, Asked, datetime], Page]] = {
    "distNSU": _next_page,
    "consNSU": _one_nsu,
    "consChNFe": _one_key,
}
