"""What an NF-e or NFC-e says past its header (MOC NF-e 7.0, annex I; NT 2025.002)."""

from decimal import Decimal

from malote.fiscal.details import (
    Details,
    Item,
    Payment,
    Tax,
    TaxName,
    Totals,
    Transport,
    Vehicle,
    Volume,
)
from malote.fiscal.groups import access_keys, instalments
from malote.fiscal.ibs_cbs import advance_payment_keys, government_purchase, ibs_cbs_totals
from malote.fiscal.nfe_taxes import item_taxes
from malote.fiscal.values import day, decimal, integer
from malote.fiscal.withheld import total_withheld, withheld_tax
from malote.fiscal.xml import Group

_LONG = 5000
_TOTALS = {
    "products_amount": "vProd",
    "discount_amount": "vDesc",
    "freight_amount": "vFrete",
    "insurance_amount": "vSeg",
    "other_amount": "vOutro",
    "icms_base_amount": "vBC",
    "icms_amount": "vICMS",
    "icms_st_amount": "vST",
    "fcp_amount": "vFCP",
    "ipi_amount": "vIPI",
    "ii_amount": "vII",
    "pis_amount": "vPIS",
    "cofins_amount": "vCOFINS",
    "approximate_taxes_amount": "vTotTrib",
}
_SERVICES = {
    "services_amount": "vServ",
    "deductions_amount": "vDeducao",
    "iss_base_amount": "vBC",
    "iss_amount": "vISS",
}


def details(own: Group) -> Details:
    """Out of an ``infNFe``."""
    ide, total, information = own.group("ide"), own.group("total"), own.group("infAdic")
    withheld = _withheld(total)
    return Details(
        items=tuple(map(_item, own.groups("det"))),
        taxes=withheld,
        instalments=instalments(own.group("cobr")),
        payments=tuple(map(_payment, _payments(own))),
        totals=_totals(total, total_withheld(withheld) or None),
        transport=_transport(own.group("transp")),
        referenced_keys=access_keys(
            *(
                each.text("refNFe") or each.text("refNFeSig") or each.text("refCTe")
                for each in ide.groups("NFref")
            )
        ),
        ibs_municipality_code=ide.text("cMunFGIBS"),
        expected_delivery_on=day(ide.text("dPrevEntrega")),
        debit_note_type=ide.text("tpNFDebito"),
        credit_note_type=ide.text("tpNFCredito"),
        government_purchase=government_purchase(ide),
        advance_payment_keys=advance_payment_keys(ide),
        fiscal_information=information.text("infAdFisco", _LONG),
        additional_information=information.text("infCpl", _LONG),
    )


def _item(group: Group) -> Item:
    product = group.group("prod")
    referenced = access_keys(group.group("DFeReferenciado").text("chaveAcesso"))
    gtin = product.text("cEAN")
    return Item(
        number=integer(group.attribute("nItem")),
        code=product.text("cProd"),
        gtin=None if gtin == "SEM GTIN" else gtin,
        description=product.text("xProd"),
        ncm=product.text("NCM"),
        cest=product.text("CEST"),
        cfop=product.text("CFOP"),
        unit=product.text("uCom"),
        quantity=decimal(product.text("qCom")),
        unit_amount=decimal(product.text("vUnCom")),
        total_amount=decimal(product.text("vProd")),
        discount_amount=decimal(product.text("vDesc")),
        purchase_order=product.text("xPed"),
        taxes=item_taxes(group.group("imposto")),
        referenced_key=referenced[0] if referenced else None,
        additional_information=group.text("infAdProd"),
    )


def _payments(own: Group) -> list[Group]:
    # Layout 3.10 repeats ``pag`` itself, with no ``detPag`` inside.
    return [each for pag in own.groups("pag") for each in (list(pag.groups("detPag")) or [pag])]


def _payment(group: Group) -> Payment:
    return Payment(method=group.text("tPag"), amount=decimal(group.text("vPag")))


def _withheld(total: Group) -> tuple[Tax, ...]:
    group = total.group("retTrib")
    return (
        *withheld_tax(TaxName.ISS, total.group("ISSQNtot").text("vISSRet")),
        *withheld_tax(TaxName.PIS, group.text("vRetPIS")),
        *withheld_tax(TaxName.COFINS, group.text("vRetCOFINS")),
        *withheld_tax(TaxName.CSLL, group.text("vRetCSLL")),
        *withheld_tax(TaxName.IRRF, group.text("vIRRF")),
        *withheld_tax(TaxName.INSS, group.text("vRetPrev")),
    )


def _totals(group: Group, withheld_amount: Decimal | None) -> Totals:
    general, services = group.group("ICMSTot"), group.group("ISSQNtot")
    return Totals(
        **{field: decimal(general.text(tag)) for field, tag in _TOTALS.items()},
        **{field: decimal(services.text(tag)) for field, tag in _SERVICES.items()},
        **ibs_cbs_totals(group.group("IBSCBSTot")),
        withheld_amount=withheld_amount,
        is_amount=decimal(group.group("ISTot").text("vIS")),
        total_with_taxes_amount=decimal(group.text("vNFTot")),
    )


def _transport(group: Group) -> Transport | None:
    if not group:
        return None
    return Transport(
        freight_mode=group.text("modFrete"),
        vehicles=tuple(map(_vehicle, [*group.groups("veicTransp"), *group.groups("reboque")])),
        volumes=tuple(map(_volume, group.groups("vol"))),
    )


def _vehicle(group: Group) -> Vehicle:
    return Vehicle(plate=group.text("placa"), uf=group.text("UF"), rntrc=group.text("RNTC"))


def _volume(group: Group) -> Volume:
    return Volume(
        quantity=decimal(group.text("qVol")),
        species=group.text("esp"),
        brand=group.text("marca"),
        numbering=group.text("nVol"),
        net_weight=decimal(group.text("pesoL")),
        gross_weight=decimal(group.text("pesoB")),
    )
