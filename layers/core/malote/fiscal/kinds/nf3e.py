"""NF3e, model 66: the bill of electricity (MOC NF3e 1.00)."""

from collections.abc import Iterator

from malote.fiscal.access_key import find_key
from malote.fiscal.codes import Kind
from malote.fiscal.details import Details, Item, TaxName
from malote.fiscal.groups import access_keys
from malote.fiscal.header import document_and_protocol
from malote.fiscal.ibs_cbs import government_purchase
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument
from malote.fiscal.taxes import tax
from malote.fiscal.utility_bill import (
    GIVEN_BACK,
    bill_due,
    bill_totals,
    competence,
    item_taxes,
    lines,
    read_bill,
    withheld_taxes,
)
from malote.fiscal.values import decimal, integer
from malote.fiscal.xml import Element, Group

_UNITS = {"1": "kW", "2": "kWh", "3": "kVAr", "4": "kVArh", "5": "UN"}


def _read(root: Element) -> FiscalDocument:
    return read_bill(root, "NF3e", Kind.NF3E, "66")


def _details(root: Element) -> Details:
    own = document_and_protocol(root, "NF3e", "protNF3e")[0].group("infNF3e")
    invoice, more = own.group("gFat"), own.group("infAdic")
    return Details(
        items=tuple(_items(own)),
        instalments=bill_due(invoice),
        totals=bill_totals(own.group("total")),
        referenced_keys=access_keys(
            own.group("gSub").text("chNF3e"), own.group("gJudic").text("chNF3e")
        ),
        competence_on=competence(invoice),
        government_purchase=government_purchase(own.group("ide")),
        fiscal_information=more.text("infAdFisco", 2000),
        additional_information=lines(more),
    )


def _items(own: Group) -> Iterator[Item]:
    for bill in own.groups("NFdet"):  # one for each earlier bill that this one puts right
        earlier = find_key(bill.attribute("chNF3eAnt"))
        for line in bill.groups("det"):
            number = integer(line.attribute("nItem"))
            if of_earlier := line.group("detItemAnt"):
                yield _earlier_item(of_earlier, number, earlier)
            else:
                yield _item(line.group("detItem"), number, earlier)


def _item(line: Group, number: int | None, earlier: str | None) -> Item:
    product = line.group("prod")
    unit = product.text("uMed")
    return Item(
        number=number,
        code=product.text("cProd"),
        description=product.text("xProd"),
        cfop=product.text("CFOP"),
        unit=_UNITS.get(unit or "", unit),
        quantity=decimal(product.text("qFaturada")),
        unit_amount=decimal(product.text("vItem")),
        total_amount=decimal(product.text("vProd")),
        given_back=product.text("indDevolucao") == GIVEN_BACK,
        taxes=item_taxes(line.group("imposto")),
        referenced_key=earlier,
        additional_information=line.text("infAdProd"),
    )


def _earlier_item(line: Group, number: int | None, earlier: str | None) -> Item:
    """An item of an earlier bill, whose taxes stand in it without groups."""
    return Item(
        number=number,
        code=line.text("cClass"),
        quantity=decimal(line.text("qFaturada")),
        unit_amount=decimal(line.text("vItem")),
        total_amount=decimal(line.text("vProd")),
        given_back=line.text("indDevolucao") == GIVEN_BACK,
        taxes=(
            *tax(TaxName.ICMS, line.text("vBC"), line.text("pICMS"), line.text("vICMS")),
            *tax(TaxName.FCP, None, None, line.text("vFCP")),
            *tax(TaxName.ICMS_ST, line.text("vBCST"), None, line.text("vICMSST")),
            *tax(TaxName.PIS, None, None, line.text("vPIS")),
            *tax(TaxName.COFINS, None, None, line.text("vCOFINS")),
            *withheld_taxes(line.group("retTrib")),
        ),
        referenced_key=earlier,
    )


_NAMESPACE = "{http://www.portalfiscal.inf.br/nf3e}"
_SCHEMAS = "nf3e/schemas/v1_0"
ROOTS = {
    f"{_NAMESPACE}nf3eProc": Layout(
        _read, ("NF3e", "infNF3e"), f"{_SCHEMAS}/procNF3e_v1.00.xsd", _details
    ),
    f"{_NAMESPACE}NF3e": Layout(_read, ("infNF3e",), f"{_SCHEMAS}/nf3e_v1.00.xsd", _details),
}
