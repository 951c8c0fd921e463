"""What the bills of energy (NF3e) and of telecommunications (NFCom) share."""

import re
from datetime import date
from itertools import chain

from malote.fiscal.codes import Kind
from malote.fiscal.details import Instalment, Tax, TaxName, Totals
from malote.fiscal.groups import party
from malote.fiscal.header import document_and_protocol, header
from malote.fiscal.ibs_cbs import ibs_cbs_taxes, ibs_cbs_totals
from malote.fiscal.icms_group import destination_taxes, icms_taxes
from malote.fiscal.models import FiscalDocument
from malote.fiscal.taxes import tax
from malote.fiscal.values import day, decimal, total
from malote.fiscal.withheld import withheld_tax
from malote.fiscal.xml import Element, Group

GIVEN_BACK = "1"  # indDevolucao
_ICMS = re.compile("ICMS(?:[0-9]{2}|SN)")
_WITHHELD = ("vRetPIS", "vRetCofins", "vRetCSLL", "vIRRF")


def read_bill(root: Element, name: str, kind: Kind, model: str) -> FiscalDocument:
    """The header of a bill whose tags are named for ``name``. Raises IdentityMissing."""
    bill, protocol = document_and_protocol(root, name, f"prot{name}")
    own = bill.group(f"inf{name}")
    ide, totals = own.group("ide"), own.group("total")
    common = header(bill, own, ide, protocol, key_tag=f"ch{name}", number_tag="nNF")
    return FiscalDocument(
        kind=kind,
        model=model,
        **common,
        purpose=ide.text(f"fin{name}"),
        recipient=party(own.group("dest"), "enderDest"),
        total_amount=decimal(totals.text("vNF")),
        products_amount=decimal(totals.text("vProd")),
        icms_amount=decimal(totals.group("ICMSTot").text("vICMS")),
    )


def item_taxes(owed: Group) -> tuple[Tax, ...]:
    """The taxes of an ``imposto``, those withheld after those charged."""
    icms = next((name for name in owed.names() if _ICMS.fullmatch(name)), "")
    elsewhere = (destination_taxes(one, "UFDest") for one in owed.groups("ICMSUFDest"))
    return (
        *icms_taxes(owed.group(icms)),
        *chain.from_iterable(elsewhere),
        *_charged(TaxName.PIS, owed.group("PIS"), "PIS"),
        *_charged(TaxName.COFINS, owed.group("COFINS"), "COFINS"),
        *_charged(TaxName.FUST, owed.group("FUST"), "FUST"),
        *_charged(TaxName.FUNTTEL, owed.group("FUNTTEL"), "FUNTTEL"),
        *ibs_cbs_taxes(owed.group("IBSCBS")),
        *withheld_taxes(owed.group("retTrib")),
    )


def _charged(name: TaxName, group: Group, tag: str) -> tuple[Tax, ...]:
    rate, amount = group.text(f"p{tag}"), group.text(f"v{tag}")
    return tax(name, group.text("vBC"), rate, amount, situation=group.text("CST"))


def withheld_taxes(back: Group) -> tuple[Tax, ...]:
    """What a ``retTrib`` keeps back of the price."""
    return (
        *withheld_tax(TaxName.PIS, back.text("vRetPIS")),
        *withheld_tax(TaxName.COFINS, back.text("vRetCofins")),
        *withheld_tax(TaxName.CSLL, back.text("vRetCSLL")),
        *withheld_tax(TaxName.IRRF, back.text("vIRRF")),
    )


def bill_totals(totals: Group) -> Totals:
    """The ``total`` of a bill."""
    icms, back = totals.group("ICMSTot"), totals.group("vRetTribTot")
    return Totals(
        products_amount=decimal(totals.text("vProd")),
        discount_amount=decimal(totals.text("vDesc")),
        other_amount=decimal(totals.text("vOutro")),
        icms_base_amount=decimal(icms.text("vBC")),
        icms_amount=decimal(icms.text("vICMS")),
        icms_st_amount=decimal(icms.text("vST")),
        fcp_amount=decimal(icms.text("vFCP")),
        pis_amount=decimal(totals.text("vPIS")),
        cofins_amount=decimal(totals.text("vCOFINS")),
        withheld_amount=total(*map(back.text, _WITHHELD)),
        total_with_taxes_amount=decimal(totals.text("vTotDFe")),
        **ibs_cbs_totals(totals.group("IBSCBSTot")),
    )


def bill_due(invoice: Group) -> tuple[Instalment, ...]:
    """When a ``gFat`` is to be paid; it does not say how much: that is the whole bill."""
    due_date = day(invoice.text("dVencFat"))
    return (Instalment(number=invoice.text("nFat"), due_date=due_date),) if due_date else ()


def competence(invoice: Group) -> date | None:
    """The first day of the month in ``CompetFat``, written "202503"."""
    month = invoice.text("CompetFat") or ""
    return day(f"{month[:4]}-{month[4:]}-01") if len(month) == 6 else None


def lines(more: Group) -> str | None:
    """Every ``infCpl``: a bill may have five."""
    return "; ".join(more.texts("infCpl"))[:5000] or None
