"""An ``ICMSnn`` group of transport, energy or communication: one shape for all, unlike NF-e's."""

from malote.fiscal.details import Tax, TaxName
from malote.fiscal.taxes import tax
from malote.fiscal.xml import Group


def icms_taxes(group: Group) -> tuple[Tax, ...]:
    """ICMS with its FCP, by substitution, or withheld before (``ICMS60``); "90" also abroad.

    These layouts say no base for the state's fund (FCP).
    """
    situation = group.text("CST")
    base = group.text("vBC") or group.text("vBCOutraUF")
    rate = group.text("pICMS") or group.text("pICMSOutraUF")
    amount = group.text("vICMS") or group.text("vICMSOutraUF")
    by_substitution = group.text("vBCST"), group.text("pICMSST"), group.text("vICMSST")
    before = group.text("vBCSTRet"), group.text("pICMSSTRet"), group.text("vICMSSTRet")
    own = bool(base or amount) or not (any(by_substitution) or any(before))
    return (
        *(tax(TaxName.ICMS, base, rate, amount, situation=situation) if own else ()),
        *tax(TaxName.FCP, None, group.text("pFCP"), group.text("vFCP")),
        *(
            tax(TaxName.ICMS_ST, *by_substitution, situation=situation)
            if any(by_substitution)
            else ()
        ),
        *tax(TaxName.FCP, None, group.text("pFCPST"), group.text("vFCPST")),
        *(tax(TaxName.ICMS_ST, *before, situation=situation, withheld=True) if any(before) else ()),
    )


def destination_taxes(group: Group, state: str) -> tuple[Tax, ...]:
    """What a consumer's state is owed: an ``ICMSUFFim`` or ``ICMSUFDest``, for their ``state``."""
    base = group.text(f"vBC{state}")
    rate, amount = group.text(f"pICMS{state}"), group.text(f"vICMS{state}")
    return (
        *tax(TaxName.ICMS_DESTINATION, base, rate, amount),
        *tax(TaxName.FCP, None, group.text(f"pFCP{state}"), group.text(f"vFCP{state}")),
    )
