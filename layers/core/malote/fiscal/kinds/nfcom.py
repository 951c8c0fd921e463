"""NFCom, model 62: the bill of telephone, internet and television (MOC NFCom 1.00)."""

from malote.fiscal.access_key import find_key
from malote.fiscal.codes import Kind
from malote.fiscal.details import Details, Item
from malote.fiscal.groups import access_keys
from malote.fiscal.header import document_and_protocol
from malote.fiscal.ibs_cbs import government_purchase
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument
from malote.fiscal.utility_bill import (
    GIVEN_BACK,
    bill_due,
    bill_totals,
    competence,
    item_taxes,
    lines,
    read_bill,
)
from malote.fiscal.values import decimal, integer
from malote.fiscal.xml import Element, Group

_UNITS = {"1": "minuto", "2": "MB", "3": "GB", "4": "UN"}


def _read(root: Element) -> FiscalDocument:
    return read_bill(root, "NFCom", Kind.NFCOM, "62")


def _details(root: Element) -> Details:
    own = document_and_protocol(root, "NFCom", "protNFCom")[0].group("infNFCom")
    invoice, more = own.group("gFat"), own.group("infAdic")
    return Details(
        items=tuple(map(_item, own.groups("det"))),
        instalments=bill_due(invoice),
        totals=bill_totals(own.group("total")),
        referenced_keys=access_keys(
            own.group("gSub").text("chNFCom"), own.group("gCofat").text("chNFComLocal")
        ),
        competence_on=competence(invoice),
        government_purchase=government_purchase(own.group("ide")),
        fiscal_information=more.text("infAdFisco", 2000),
        additional_information=lines(more),
    )


def _item(line: Group) -> Item:
    product = line.group("prod")
    unit = product.text("uMed")
    return Item(
        number=integer(line.attribute("nItem")),
        code=product.text("cProd"),
        description=product.text("xProd"),
        cfop=product.text("CFOP"),
        unit=_UNITS.get(unit or "", unit),
        quantity=decimal(product.text("qFaturada")),
        unit_amount=decimal(product.text("vItem")),
        total_amount=decimal(product.text("vProd")),
        discount_amount=decimal(product.text("vDesc")),
        given_back=product.text("indDevolucao") == GIVEN_BACK,
        taxes=item_taxes(line.group("imposto")),
        referenced_key=find_key(line.attribute("chNFComAnt")),
        additional_information=line.text("infAdProd"),
    )


_NAMESPACE = "{http://www.portalfiscal.inf.br/nfcom}"
_SCHEMAS = "nfcom/schemas/v1_0"
ROOTS = {
    f"{_NAMESPACE}nfcomProc": Layout(
        _read, ("NFCom", "infNFCom"), f"{_SCHEMAS}/procNFCom_v1.00.xsd", _details
    ),
    f"{_NAMESPACE}NFCom": Layout(_read, ("infNFCom",), f"{_SCHEMAS}/nfcom_v1.00.xsd", _details),
}
