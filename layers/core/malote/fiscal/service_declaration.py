"""What a provider declares of a service: the ``infDPS`` of a DPS, which its NFS-e then holds.

Source: the schemas of the national NFS-e 1.01.
"""

from collections.abc import Iterator

from malote.fiscal.access_key import find_key
from malote.fiscal.details import Details, Item, Tax, TaxName, Totals
from malote.fiscal.document_id import find_nfse_key
from malote.fiscal.groups import tax_id_of
from malote.fiscal.models import Party
from malote.fiscal.service_ibs_cbs import government_purchase, ibs_cbs_taxes, ibs_cbs_totals
from malote.fiscal.taxes import tax
from malote.fiscal.values import day, decimal, total
from malote.fiscal.withheld import withheld_tax
from malote.fiscal.xml import Group

_TEXT_LIMIT = 2000
_ISS_WITHHELD = frozenset({"2", "3"})  # by the taker, by the intermediary
# tpRetPisCofins says it for three taxes at once. CSLL's own amount is the withheld one anyway.
_PIS_WITHHELD = frozenset({"1", "3", "4", "5", "9"})
_COFINS_WITHHELD = frozenset({"1", "3", "4", "6", "7"})


def service_party(group: Group) -> Party | None:
    """A ``prest``, ``toma``, ``interm``, ``dest`` or ``emit``; ``NIF`` is a tax id abroad."""
    if not group:
        return None
    return Party(
        tax_id=tax_id_of(group),
        foreign_id=group.text("NIF"),
        legal_name=group.text("xNome"),
        trade_name=group.text("xFant"),
        municipal_registration=group.text("IM"),
        uf=group.group("enderNac", "UF").text("UF"),
    )


def declared_details(declared: Group, note: Group) -> Details:
    """The details of an ``infDPS``; ``note`` is the ``infNFSe`` around it, ABSENT for a DPS."""
    service = declared.group("serv")
    code, complement = service.group("cServ"), service.group("infoCompl")
    values = declared.group("valores")
    trib, discounts = values.group("trib"), values.group("vDescCondIncond")
    item = Item(
        number=1,
        code=code.text("cTribNac"),
        description=code.text("xDescServ", _TEXT_LIMIT),
        nbs=code.text("cNBS"),
        total_amount=decimal(values.group("vServPrest").text("vServ")),
        discount_amount=total(discounts.text("vDescIncond"), discounts.text("vDescCond")),
        purchase_order=complement.text("xPed"),
        taxes=(
            *_iss(trib.group("tribMun"), note.group("valores")),
            *_federal_taxes(trib.group("tribFed")),
            *ibs_cbs_taxes(declared.group("IBSCBS"), note.group("IBSCBS")),
        ),
    )
    return Details(
        items=(item,),
        totals=_totals(item, values, note),
        referenced_keys=tuple(dict.fromkeys(_referenced_keys(declared))),
        competence_on=day(declared.text("dCompet")),
        iss_municipality_code=note.text("cLocIncid"),
        ibs_municipality_code=note.group("IBSCBS").text("cLocalidadeIncid"),
        government_purchase=government_purchase(declared.group("IBSCBS"), note.group("IBSCBS")),
        fiscal_information=note.text("xOutInf", _TEXT_LIMIT),
        additional_information=complement.text("xInfComp", _TEXT_LIMIT),
    )


def _iss(declared: Group, own: Group) -> tuple[Tax, ...]:
    return tax(
        TaxName.ISS,
        own.text("vBC"),
        own.text("pAliqAplic") or declared.text("pAliq"),
        own.text("vISSQN"),
        situation=declared.text("tribISSQN"),
        withheld=declared.text("tpRetISSQN") in _ISS_WITHHELD,
    )


def _federal_taxes(group: Group) -> tuple[Tax, ...]:
    own = group.group("piscofins")
    base, situation, withheld = (
        own.text("vBCPisCofins"),
        own.text("CST"),
        own.text("tpRetPisCofins"),
    )
    return (
        *tax(
            TaxName.PIS,
            base,
            own.text("pAliqPis"),
            own.text("vPis"),
            situation=situation,
            withheld=withheld in _PIS_WITHHELD,
        ),
        *tax(
            TaxName.COFINS,
            base,
            own.text("pAliqCofins"),
            own.text("vCofins"),
            situation=situation,
            withheld=withheld in _COFINS_WITHHELD,
        ),
        *withheld_tax(TaxName.INSS, group.text("vRetCP")),
        *withheld_tax(TaxName.IRRF, group.text("vRetIRRF")),
        *withheld_tax(TaxName.CSLL, group.text("vRetCSLL")),
    )


def _totals(item: Item, values: Group, note: Group) -> Totals:
    own, trib = note.group("valores"), values.group("trib")
    federal, approximate = (
        trib.group("tribFed").group("piscofins"),
        trib.group("totTrib").group("vTotTrib"),
    )
    return Totals(
        services_amount=item.total_amount,
        discount_amount=item.discount_amount,
        deductions_amount=decimal(own.text("vCalcDR") or values.group("vDedRed").text("vDR")),
        pis_amount=decimal(federal.text("vPis")),
        cofins_amount=decimal(federal.text("vCofins")),
        iss_base_amount=decimal(own.text("vBC")),
        iss_amount=decimal(own.text("vISSQN")),
        withheld_amount=decimal(own.text("vTotalRet")),
        net_amount=decimal(own.text("vLiq")),
        approximate_taxes_amount=total(
            approximate.text("vTotTribFed"),
            approximate.text("vTotTribEst"),
            approximate.text("vTotTribMun"),
        ),
        **ibs_cbs_totals(note.group("IBSCBS")),
    )


def _referenced_keys(declared: Group) -> Iterator[str]:
    replaced = declared.group("subst").text("chSubstda")
    refused = declared.text("chNFSeRej")
    referenced = declared.group("IBSCBS").group("gRefNFSe").texts("refNFSe")
    for text in (replaced, refused, *referenced):
        if key := find_nfse_key(text):
            yield key
    for deducted in (
        declared.group("valores").group("vDedRed").group("documentos").groups("docDedRed")
    ):
        if key := find_nfse_key(deducted.text("chNFSe")):
            yield key
        elif nfe := find_key(deducted.text("chNFe")):
            yield nfe
