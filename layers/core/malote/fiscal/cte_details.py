"""What a CT-e of model 57 says past its header (MOC CT-e 4.00; NT CT-e 2025.001: IBS and CBS)."""

from decimal import Decimal

from malote.fiscal.cte_groups import (
    conveyance_taxes,
    destination,
    fee_items,
    icms,
    icms_amount,
    origin,
)
from malote.fiscal.details import Details, Driver, Totals, Transport, Vehicle, Volume
from malote.fiscal.groups import access_keys, instalments, tax_id_of
from malote.fiscal.ibs_cbs import advance_payment_keys, government_purchase, ibs_cbs_taxes
from malote.fiscal.values import decimal
from malote.fiscal.xml import Group

_LONG = 5000
_KILOGRAMS, _TONNES = "01", "02"


def details(own: Group) -> Details:
    """Out of an ``infCte``."""
    ide, taxes, normal = own.group("ide"), own.group("imp"), own.group("infCTeNorm")
    return Details(
        items=tuple(fee_items(own.group("vPrest"), ide.text("CFOP"))),
        taxes=(
            *conveyance_taxes(own),
            *ibs_cbs_taxes(taxes.group("IBSCBS")),
        ),
        instalments=instalments(normal.group("cobr")),
        totals=_totals(own, taxes),
        transport=_transport(ide, normal),
        referenced_keys=_referenced_keys(own, normal),
        government_purchase=government_purchase(ide),
        advance_payment_keys=advance_payment_keys(ide),
        fiscal_information=taxes.text("infAdFisco", _LONG),
        additional_information=own.group("compl").text("xObs", _LONG),
    )


def _totals(own: Group, taxes: Group) -> Totals:
    amounts, fees, own_icms = taxes.group("IBSCBS").group("gIBSCBS"), own.group("vPrest"), icms(own)
    return Totals(
        icms_base_amount=decimal(own_icms.text("vBC") or own_icms.text("vBCOutraUF")),
        icms_amount=decimal(icms_amount(own)),
        net_amount=decimal(fees.text("vRec")),
        ibs_cbs_base_amount=decimal(amounts.text("vBC")),
        ibs_amount=decimal(amounts.text("vIBS")),
        ibs_state_amount=decimal(amounts.group("gIBSUF").text("vIBSUF")),
        ibs_municipality_amount=decimal(amounts.group("gIBSMun").text("vIBSMun")),
        cbs_amount=decimal(amounts.group("gCBS").text("vCBS")),
        total_with_taxes_amount=decimal(taxes.text("vTotDFe")),
        approximate_taxes_amount=decimal(taxes.text("vTotTrib")),
    )


def _transport(ide: Group, normal: Group) -> Transport:
    cargo, road = normal.group("infCarga"), normal.group("infModal").group("rodo")
    measures = list(cargo.groups("infQ"))
    return Transport(
        modal=ide.text("modal"),
        origin=origin(ide),
        destination=destination(ide),
        cargo_amount=decimal(cargo.text("vCarga")),
        cargo_weight=_weight(measures),
        main_product=cargo.text("proPred"),
        vehicles=_vehicles(road),
        drivers=tuple(
            Driver(name=each.text("xNome"), tax_id=tax_id_of(each)) for each in road.groups("moto")
        ),
        volumes=tuple(
            Volume(quantity=decimal(each.text("qCarga")), species=each.text("tpMed"))
            for each in measures
            if each.text("cUnid") not in (_KILOGRAMS, _TONNES)
        ),
    )


def _weight(measures: list[Group]) -> Decimal | None:
    # A cargo has several weights (gross, taxed, by cubage): the gross one, else the first.
    weighed = [each for each in measures if each.text("cUnid") in (_KILOGRAMS, _TONNES)]
    weighed.sort(key=lambda each: "BRUTO" not in (each.text("tpMed") or "").upper())
    if not weighed:
        return None
    quantity = decimal(weighed[0].text("qCarga"))
    return quantity * 1000 if quantity and weighed[0].text("cUnid") == _TONNES else quantity


def _vehicles(road: Group) -> tuple[Vehicle, ...]:
    # Layout 4.00 has the carrier's register alone; until 3.00 each vehicle stood there too.
    rntrc = road.text("RNTRC")
    found = tuple(
        Vehicle(plate=each.text("placa"), uf=each.text("UF"), rntrc=rntrc)
        for each in road.groups("veic")
    )
    return found or ((Vehicle(rntrc=rntrc),) if rntrc else ())


def _referenced_keys(own: Group, normal: Group) -> tuple[str, ...]:
    """Of the CT-e complemented or substituted, and of those before this one on the way."""
    before = (
        paper.text("chCTe") or paper.text("chave")
        for issuer in normal.group("docAnt").groups("emiDocAnt")
        for documents in issuer.groups("idDocAnt")
        for paper in documents.groups("idDocAntEle")
    )
    complemented = (each.text("chCTe") or each.text("chave") for each in own.groups("infCteComp"))
    return access_keys(*complemented, normal.group("infCteSub").text("chCte"), *before)
