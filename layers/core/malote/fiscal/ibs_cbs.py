"""IBS, CBS and IS: the same groups in every layout of the Portal Fiscal (NT 2025.002 and its kin).

Every tag is optional and names still move, so each value stands or is missing by itself.
"""

from decimal import Decimal
from functools import partial

from malote.fiscal.details import GovernmentPurchase, Tax, TaxName
from malote.fiscal.groups import access_keys
from malote.fiscal.taxes import tax
from malote.fiscal.values import decimal
from malote.fiscal.xml import Group


def ibs_cbs_taxes(group: Group) -> tuple[Tax, ...]:
    """The taxes of an ``IBSCBS``; both stand there even if their CST leaves nothing to pay."""
    said = partial(tax, situation=group.text("CST"), classification=group.text("cClassTrib"))
    if own := group.group("gIBSCBS"):
        base = own.text("vBC")
        state, city, cbs = own.group("gIBSUF"), own.group("gIBSMun"), own.group("gCBS")
        return (
            *said(TaxName.IBS_STATE, base, state.text("pIBSUF"), state.text("vIBSUF")),
            *said(TaxName.IBS_MUNICIPALITY, base, city.text("pIBSMun"), city.text("vIBSMun")),
            *said(TaxName.CBS, base, cbs.text("pCBS"), cbs.text("vCBS")),
        )
    other = group.group("gIBSCBSMono") or group.group("gTransfCred") or group.group("gAjusteCompet")
    return (
        *said(TaxName.IBS, None, None, other.text("vTotIBSMonoItem") or other.text("vIBS")),
        *said(TaxName.CBS, None, None, other.text("vTotCBSMonoItem") or other.text("vCBS")),
    )


def is_tax(group: Group) -> tuple[Tax, ...]:
    """The selective tax, an ``IS``."""
    return tax(
        TaxName.IS,
        group.text("vBCIS"),
        group.text("pIS"),
        group.text("vIS"),
        situation=group.text("CSTIS"),
        classification=group.text("cClassTribIS"),
    )


def ibs_cbs_totals(group: Group) -> dict[str, Decimal | None]:
    """Fields of ``Totals`` out of an ``IBSCBSTot``."""
    ibs, monophasic = group.group("gIBS"), group.group("gMono")
    return {
        "ibs_cbs_base_amount": decimal(group.text("vBCIBSCBS")),
        "ibs_amount": decimal(ibs.text("vIBS")),
        "ibs_state_amount": decimal(ibs.group("gIBSUF").text("vIBSUF")),
        "ibs_municipality_amount": decimal(ibs.group("gIBSMun").text("vIBSMun")),
        "cbs_amount": decimal(group.group("gCBS").text("vCBS")),
        "ibs_monophasic_amount": decimal(monophasic.text("vIBSMono")),
        "cbs_monophasic_amount": decimal(monophasic.text("vCBSMono")),
    }


def government_purchase(ide: Group) -> GovernmentPurchase | None:
    """The ``gCompraGov`` of an ``ide``."""
    group = ide.group("gCompraGov")
    if not group:
        return None
    return GovernmentPurchase(
        entity=group.text("tpEnteGov"),
        operation=group.text("tpOperGov"),
        reduction_rate=decimal(group.text("pRedutor")),
    )


def advance_payment_keys(ide: Group) -> tuple[str, ...]:
    """The documents of earlier payments, in ``gPagAntecipado``: ``refNFe``, later ``refDFe``."""
    group = ide.group("gPagAntecipado")
    return access_keys(*group.texts("refNFe"), *group.texts("refDFe"))
