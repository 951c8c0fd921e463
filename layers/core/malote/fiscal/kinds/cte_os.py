"""CT-e OS, model 67: people, valuables and excess baggage (MOC CT-e 4.00)."""

from malote.fiscal.codes import Kind
from malote.fiscal.cte_groups import (
    conveyance_taxes,
    destination,
    fee_items,
    icms,
    icms_amount,
    origin,
)
from malote.fiscal.details import Details, TaxName, Totals, Transport, Vehicle
from malote.fiscal.groups import access_keys, instalments, party
from malote.fiscal.header import document_and_protocol, header
from malote.fiscal.ibs_cbs import advance_payment_keys, government_purchase, ibs_cbs_taxes
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument
from malote.fiscal.taxes import tax
from malote.fiscal.values import decimal
from malote.fiscal.xml import Element, Group


def _read(root: Element) -> FiscalDocument:
    conveyance, protocol = document_and_protocol(root, "CTeOS", "protCTe")
    own = conveyance.group("infCte")
    ide = own.group("ide")
    return FiscalDocument(
        kind=Kind.CTE_OS,
        model="67",
        **header(conveyance, own, ide, protocol, key_tag="chCTe", number_tag="nCT"),
        purpose=ide.text("tpCTe"),
        taker=party(own.group("toma"), "enderToma"),
        total_amount=decimal(own.group("vPrest").text("vTPrest")),
        icms_amount=decimal(icms_amount(own)),
    )


def _details(root: Element) -> Details:
    own = document_and_protocol(root, "CTeOS", "protCTe")[0].group("infCte")
    ide, owed, normal = own.group("ide"), own.group("imp"), own.group("infCTeNorm")
    federal = owed.group("infTribFed")
    of_the_union = (
        *tax(TaxName.PIS, None, None, federal.text("vPIS")),
        *tax(TaxName.COFINS, None, None, federal.text("vCOFINS")),
        *tax(TaxName.IRRF, None, None, federal.text("vIR")),
        *tax(TaxName.INSS, None, None, federal.text("vINSS")),
        *tax(TaxName.CSLL, None, None, federal.text("vCSLL")),
    )
    fees = own.group("vPrest")
    return Details(
        items=tuple(fee_items(fees, ide.text("CFOP"))),
        taxes=(*conveyance_taxes(own), *of_the_union, *ibs_cbs_taxes(owed.group("IBSCBS"))),
        instalments=instalments(normal.group("cobr")),
        totals=Totals(
            services_amount=decimal(fees.text("vTPrest")),
            icms_base_amount=decimal(icms(own).text("vBC")),
            icms_amount=decimal(icms_amount(own)),
            pis_amount=decimal(federal.text("vPIS")),
            cofins_amount=decimal(federal.text("vCOFINS")),
            net_amount=decimal(fees.text("vRec")),
            total_with_taxes_amount=decimal(owed.text("vTotDFe")),
            approximate_taxes_amount=decimal(owed.text("vTotTrib")),
        ),
        transport=_transport(ide, normal),
        referenced_keys=_referenced_keys(own, normal),
        government_purchase=government_purchase(ide),
        advance_payment_keys=advance_payment_keys(ide),
        fiscal_information=owed.text("infAdFisco", 2000),
        additional_information=own.group("compl").text("xObs", 2000),
    )


def _transport(ide: Group, normal: Group) -> Transport:
    road = normal.group("infModal").group("rodoOS")
    vehicle = road.group("veic")
    return Transport(
        modal=ide.text("modal"),
        origin=origin(ide),
        destination=destination(ide),
        main_product=normal.group("infServico").text("xDescServ"),
        vehicles=(Vehicle(plate=vehicle.text("placa"), uf=vehicle.text("UF")),) if vehicle else (),
    )


def _referenced_keys(own: Group, normal: Group) -> tuple[str, ...]:
    return access_keys(
        *(one.text("chCTe") for one in own.groups("infCteComp")),
        *(one.text("chCTe") for one in normal.groups("infGTVe")),
        *(one.text("chBPe") for one in normal.groups("infDocRef")),
        normal.group("infCteSub").text("chCte"),
        normal.text("refCTeCanc"),
    )


_NAMESPACE = "{http://www.portalfiscal.inf.br/cte}"
_SCHEMAS = "cte/schemas/v4_0"
ROOTS = {
    f"{_NAMESPACE}cteOSProc": Layout(
        _read, ("CTeOS", "infCte"), f"{_SCHEMAS}/procCTeOS_v4.00.xsd", _details
    ),
    f"{_NAMESPACE}CTeOS": Layout(_read, ("infCte",), f"{_SCHEMAS}/cteOS_v4.00.xsd", _details),
}
