"""From a distDFeInt to its retDistDFeInt."""

import time

from lxml import etree

from local.sefaz.distribution import Asked, Page, distribute, read, undue
from local.sefaz.rejections import Rejected
from local.sefaz.rendering import distribution
from local.sefaz.schemas import valid
from local.sefaz.soap import Service
from local.sefaz.world import World


def answer(
    world: World, service: Service, request: etree._Element, holder: str | None, instead: str
) -> str:
    """``instead`` is a misbehaviour; ``holder`` the tax id in the client's certificate."""
    try:
        _check(service, request)
    except Rejected as refusal:
        world.log(service.name, "unread", status=refusal.status)
        return distribution(world, Page(refusal.status, refusal.reason), service.name)
    asked = read(service.name, request)
    now = time.monotonic() if world.options.real_pace else world.clock.now().timestamp()
    world.hurried(asked.tax_id, asked.service, now)
    page = _refused(world, asked, instead) if instead else distribute(world, asked, holder)
    world.log(asked.service, asked.kind, asked.tax_id, asked.value, page.status)
    return distribution(world, page, service.name)


def _check(service: Service, request: etree._Element) -> None:
    if any(each.prefix for each in request.iter("*")):
        raise Rejected("404")
    if not valid(service.schema, request):
        raise Rejected("215")


def _refused(world: World, asked: Asked, instead: str) -> Page:
    if instead == "undue":
        refusal = world.paces[asked.tax_id, asked.service].block(world.clock.now())
        return undue(world, asked, str(refusal))
    refused = Rejected("593")
    return Page(refused.status, refused.reason)
