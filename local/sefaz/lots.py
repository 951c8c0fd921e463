"""NFeRecepcaoEvento4: a lot of up to 20 events, and what became of each."""

import re

from lxml import etree

from local.sefaz import rendering
from local.sefaz.events import judge, keep
from local.sefaz.rejections import Rejected
from local.sefaz.schemas import valid
from local.sefaz.signatures import alone
from local.sefaz.signing import NAMESPACE
from local.sefaz.soap import EVENTS
from local.sefaz.world import World

_NS = f"{{{NAMESPACE}}}"
_LOT = re.compile(r"[0-9]{1,15}")


def answer(world: World, request: etree._Element, instead: str) -> str:
    """The retEnvEvento. A lot that is refused as a whole is not opened.

    ``instead`` is a misbehaviour.
    """
    results = []
    try:
        _check(request, instead)
        status, reason = "128", "Lote de evento processado"
        results = [_result(world, each) for each in request.iterchildren(f"{_NS}evento")]
    except Rejected as refusal:
        status, reason = refusal.status, refusal.reason
    author = next(request.iter(f"{_NS}CNPJ", f"{_NS}CPF"), None)
    count = len(request.findall(f"{_NS}evento"))
    tax_id = "" if author is None else author.text or ""
    world.log(EVENTS.name, "event", tax_id, str(count), status)
    given = request.findtext(f"{_NS}idLote") or ""
    lot = given if _LOT.fullmatch(given) else "0"
    return rendering.event_lot(world, lot, status, reason, results)


def _check(request: etree._Element, instead: str) -> None:
    if instead:
        raise Rejected("656" if instead == "undue" else "593")
    if any(each.prefix for each in request.iter("*")):
        raise Rejected("404")
    if any((each.tail or "").isspace() for each in request.iterdescendants()):
        raise Rejected("588")
    if not valid(EVENTS.schema, request):
        raise Rejected("215")


def _result(world: World, event: etree._Element) -> str:
    result = judge(world, event)
    xml = rendering.event_result(world, result)
    if result.protocol:
        signed = etree.tostring(alone(event), encoding="unicode")
        keep(
            world,
            result,
            f'<procEventoNFe xmlns="{NAMESPACE}" versao="1.00">{signed}{xml}</procEventoNFe>',
        )
    return xml
