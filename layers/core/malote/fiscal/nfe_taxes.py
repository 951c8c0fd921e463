"""The taxes of an NF-e's item (MOC NF-e 7.0, annex I, groups M to UB; NT 2025.002)."""

from functools import partial

from malote.fiscal.details import Tax, TaxName
from malote.fiscal.ibs_cbs import ibs_cbs_taxes, is_tax
from malote.fiscal.taxes import tax
from malote.fiscal.xml import Group


def item_taxes(group: Group) -> tuple[Tax, ...]:
    """Every tax of an ``imposto``."""
    return (
        *_icms(group.group("ICMS").choice("ICMS")),
        *_icms_at_destination(group.group("ICMSUFDest")),
        *_ipi(group.group("IPI")),
        *_import(group.group("II")),
        *_contribution(TaxName.PIS, group, "PIS"),
        *_contribution(TaxName.COFINS, group, "COFINS"),
        *_iss(group.group("ISSQN")),
        *is_tax(group.group("IS")),
        *ibs_cbs_taxes(group.group("IBSCBS")),
    )


def _icms(group: Group) -> tuple[Tax, ...]:
    # One of two dozen groups by CST, whose tags mean the same wherever they stand. On fuels the
    # tax is so much a litre (ICMSMono): neither base in reais nor rate per cent.
    text = group.text
    icms = partial(tax, situation=text("CST") or text("CSOSN"))
    return (
        *icms(TaxName.ICMS, text("vBC"), text("pICMS"), text("vICMS") or text("vICMSMono")),
        *tax(TaxName.ICMS, None, None, text("vICMSMonoReten"), withheld=True),
        *tax(TaxName.ICMS, None, None, text("vICMSMonoRet"), withheld=True),
        *tax(TaxName.ICMS_ST, text("vBCST"), text("pICMSST"), text("vICMSST")),
        *tax(TaxName.ICMS_ST, text("vBCSTRet"), text("pST"), text("vICMSSTRet"), withheld=True),
        *tax(TaxName.FCP, text("vBCFCP"), text("pFCP"), text("vFCP")),
        *tax(TaxName.FCP, text("vBCFCPST"), text("pFCPST"), text("vFCPST")),
        *tax(TaxName.FCP, text("vBCFCPSTRet"), text("pFCPSTRet"), text("vFCPSTRet"), withheld=True),
    )


def _icms_at_destination(group: Group) -> tuple[Tax, ...]:
    text = group.text
    return (
        *tax(TaxName.ICMS_DESTINATION, text("vBCUFDest"), text("pICMSUFDest"), text("vICMSUFDest")),
        *tax(TaxName.FCP, text("vBCFCPUFDest"), text("pFCPUFDest"), text("vFCPUFDest")),
    )


def _ipi(group: Group) -> tuple[Tax, ...]:
    own = group.group("IPITrib") or group.group("IPINT")
    return tax(
        TaxName.IPI, own.text("vBC"), own.text("pIPI"), own.text("vIPI"), situation=own.text("CST")
    )


def _import(group: Group) -> tuple[Tax, ...]:
    return tax(TaxName.II, group.text("vBC"), None, group.text("vII"))


def _contribution(name: TaxName, taxes: Group, tag: str) -> tuple[Tax, ...]:
    own, substituted = taxes.group(tag).choice(tag), taxes.group(f"{tag}ST")
    base, rate, amount = "vBC", f"p{tag}", f"v{tag}"
    situation = own.text("CST")
    return (
        *tax(name, own.text(base), own.text(rate), own.text(amount), situation=situation),
        *tax(name, substituted.text(base), substituted.text(rate), substituted.text(amount)),
    )


def _iss(group: Group) -> tuple[Tax, ...]:
    return (
        *tax(TaxName.ISS, group.text("vBC"), group.text("vAliq"), group.text("vISSQN")),
        *tax(TaxName.ISS, None, None, group.text("vISSRet"), withheld=True),
    )
