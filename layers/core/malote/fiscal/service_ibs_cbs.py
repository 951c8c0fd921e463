"""IBS and CBS of the national NFS-e: what the provider declares, and what the system works out.

The groups are not those of the Portal Fiscal: rates and amounts stand apart (NT 004 of the
national NFS-e). All is optional.
"""

from decimal import Decimal

from malote.fiscal.details import GovernmentPurchase, Tax, TaxName
from malote.fiscal.taxes import tax
from malote.fiscal.values import decimal
from malote.fiscal.xml import Group


def ibs_cbs_taxes(declared: Group, note: Group) -> tuple[Tax, ...]:
    """The taxes of the two ``IBSCBS``, of the ``infDPS`` and of the ``infNFSe``.

    Rates are the effective ones, after reductions.
    """
    said = declared.group("valores").group("trib").group("gIBSCBS")
    rates, amounts = note.group("valores"), note.group("totCIBS")
    ibs = amounts.group("gIBS")
    state = rates.group("uf").text("pAliqEfetUF"), ibs.group("gIBSUFTot").text("vIBSUF")
    municipality = rates.group("mun").text("pAliqEfetMun"), ibs.group("gIBSMunTot").text("vIBSMun")
    cbs = rates.group("fed").text("pAliqEfetCBS"), amounts.group("gCBS").text("vCBS")

    def found(name: TaxName, rate: str | None, amount: str | None) -> tuple[Tax, ...]:
        return tax(
            name,
            rates.text("vBC"),
            rate,
            amount,
            situation=said.text("CST"),
            classification=said.text("cClassTrib"),
        )

    return (
        *found(TaxName.IBS_STATE, *state),
        *found(TaxName.IBS_MUNICIPALITY, *municipality),
        *found(TaxName.CBS, *cbs),
    )


def ibs_cbs_totals(note: Group) -> dict[str, Decimal | None]:
    """Fields of ``Totals`` out of the ``IBSCBS`` of an ``infNFSe``."""
    amounts = note.group("totCIBS")
    ibs = amounts.group("gIBS")
    return {
        "ibs_cbs_base_amount": decimal(note.group("valores").text("vBC")),
        "ibs_amount": decimal(ibs.text("vIBSTot")),
        "ibs_state_amount": decimal(ibs.group("gIBSUFTot").text("vIBSUF")),
        "ibs_municipality_amount": decimal(ibs.group("gIBSMunTot").text("vIBSMun")),
        "cbs_amount": decimal(amounts.group("gCBS").text("vCBS")),
        "total_with_taxes_amount": decimal(amounts.text("vTotNF")),
    }


def government_purchase(declared: Group, note: Group) -> GovernmentPurchase | None:
    """A service sold to a government: ``tpEnteGov`` is declared, the reduction is worked out."""
    entity, reduction = declared.text("tpEnteGov"), note.text("pRedutor")
    if not (entity or reduction):
        return None
    return GovernmentPurchase(
        entity=entity, operation=declared.text("tpOper"), reduction_rate=decimal(reduction)
    )
