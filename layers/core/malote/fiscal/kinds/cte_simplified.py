"""The simplified CT-e, model 57: one taker, many deliveries (MOC CT-e 4.00, NT 2024.002)."""

from collections.abc import Iterator

from malote.fiscal.codes import Kind
from malote.fiscal.cte_groups import conveyance_taxes, icms, icms_amount
from malote.fiscal.details import Details, Item, Place, Totals, Transport
from malote.fiscal.groups import access_keys, instalments, party
from malote.fiscal.header import document_and_protocol, header
from malote.fiscal.ibs_cbs import (
    advance_payment_keys,
    government_purchase,
    ibs_cbs_taxes,
    ibs_cbs_totals,
)
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument
from malote.fiscal.values import decimal, integer
from malote.fiscal.xml import Element, Group


def _read(root: Element) -> FiscalDocument:
    conveyance, protocol = document_and_protocol(root, "CTeSimp", "protCTe")
    own = conveyance.group("infCte")
    ide = own.group("ide")
    return FiscalDocument(
        kind=Kind.CTE_SIMPLIFIED,
        model="57",
        **header(conveyance, own, ide, protocol, key_tag="chCTe", number_tag="nCT"),
        purpose=ide.text("tpCTe"),
        taker=party(own.group("toma"), "enderToma"),
        total_amount=decimal(own.group("total").text("vTPrest")),
        icms_amount=decimal(icms_amount(own)),
        carried_keys=access_keys(*_carried_keys(own)),
    )


def _carried_keys(own: Group) -> Iterator[str | None]:
    for delivery in own.groups("det"):
        for note in delivery.groups("infNFe"):
            yield note.text("chNFe")
        for earlier in delivery.groups("infDocAnt"):
            for note in earlier.groups("infNFeTranspParcial"):
                yield note.text("chNFe")


def _details(root: Element) -> Details:
    own = document_and_protocol(root, "CTeSimp", "protCTe")[0].group("infCte")
    ide, tax, total = own.group("ide"), own.group("imp"), own.group("total")
    earlier = (
        one.text("chCTe") for delivery in own.groups("det") for one in delivery.groups("infDocAnt")
    )
    return Details(
        items=tuple(_delivery(one, ide.text("CFOP")) for one in own.groups("det")),
        taxes=conveyance_taxes(own),
        instalments=instalments(own.group("cobr")),
        totals=Totals(
            services_amount=decimal(total.text("vTPrest")),
            icms_base_amount=decimal(icms(own).text("vBC")),
            icms_amount=decimal(icms_amount(own)),
            net_amount=decimal(total.text("vTRec")),
            total_with_taxes_amount=decimal(total.text("vTotDFe")),
            approximate_taxes_amount=decimal(tax.text("vTotTrib")),
            **ibs_cbs_totals(total.group("IBSCBSTot")),
        ),
        transport=_transport(ide, own.group("infCarga")),
        referenced_keys=access_keys(*earlier, own.group("infCteSub").text("chCte")),
        government_purchase=government_purchase(ide),
        advance_payment_keys=advance_payment_keys(ide),
        fiscal_information=tax.text("infAdFisco", 2000),
        additional_information=own.group("compl").text("xObs", 2000),
    )


def _delivery(delivery: Group, cfop: str | None) -> Item:
    way = delivery.text("xMunIni"), delivery.text("xMunFim")
    return Item(
        number=integer(delivery.attribute("nItem")),
        description=" - ".join(filter(None, way)) or None,
        cfop=cfop,
        total_amount=decimal(delivery.text("vPrest")),
        taxes=ibs_cbs_taxes(delivery.group("IBSCBS")),
    )


def _transport(ide: Group, cargo: Group) -> Transport:
    return Transport(
        modal=ide.text("modal"),
        origin=Place(uf=ide.text("UFIni")),
        destination=Place(uf=ide.text("UFFim")),
        cargo_amount=decimal(cargo.text("vCarga")),
        main_product=cargo.text("proPred"),
    )


_NAMESPACE = "{http://www.portalfiscal.inf.br/cte}"
_SCHEMAS = "cte/schemas/v4_0"
ROOTS = {
    f"{_NAMESPACE}cteSimpProc": Layout(
        _read, ("CTeSimp", "infCte"), f"{_SCHEMAS}/procCTeSimp_v4.00.xsd", _details
    ),
    f"{_NAMESPACE}CTeSimp": Layout(_read, ("infCte",), f"{_SCHEMAS}/cteSimp_v4.00.xsd", _details),
}
