"""The groups that CT-e, CT-e OS, the simplified CT-e and GTV-e share (MOC CT-e 4.00)."""

from collections.abc import Iterator

from malote.fiscal.details import Item, Place, Tax
from malote.fiscal.icms_group import destination_taxes, icms_taxes
from malote.fiscal.values import decimal
from malote.fiscal.xml import Group


def icms(own: Group) -> Group:
    """The one group under ``imp/ICMS``, whichever it is."""
    return own.group("imp").group("ICMS").choice("ICMS")


def icms_amount(own: Group) -> str | None:
    """The ICMS of the conveyance, wherever it is owed."""
    tax = icms(own)
    return tax.text("vICMS") or tax.text("vICMSOutraUF")


def conveyance_taxes(own: Group) -> tuple[Tax, ...]:
    """The ICMS of a whole conveyance, and what the state is owed where it ends."""
    elsewhere = destination_taxes(own.group("imp").group("ICMSUFFim"), "UFFim")
    return *icms_taxes(icms(own)), *elsewhere


def fee_items(fees: Group, cfop: str | None) -> Iterator[Item]:
    """The parts of a price, each ``Comp`` an item."""
    for number, part in enumerate(fees.groups("Comp"), 1):
        yield Item(
            number=number,
            description=part.text("xNome"),
            cfop=cfop,
            total_amount=decimal(part.text("vComp")),
        )


def origin(ide: Group) -> Place:
    """Where the conveyance begins."""
    return Place(
        municipality_code=ide.text("cMunIni"),
        municipality=ide.text("xMunIni"),
        uf=ide.text("UFIni"),
    )


def destination(ide: Group) -> Place:
    """Where it ends."""
    return Place(
        municipality_code=ide.text("cMunFim"),
        municipality=ide.text("xMunFim"),
        uf=ide.text("UFFim"),
    )
