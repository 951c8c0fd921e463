"""The taxes of an NF-e's item: ICMS of every situation, and every other tax."""

import pytest

from malote.fiscal import FiscalDocument, read
from malote.fiscal.details import Tax, TaxName


def with_taxes(nfe: str, taxes: str) -> tuple[Tax, ...]:
    taxed = nfe.replace("</prod></det>", f"</prod><imposto>{taxes}</imposto></det>", 1)
    record = read(taxed.encode())
    assert isinstance(record, FiscalDocument)
    assert record.details is not None
    return record.details.items[0].taxes


def shown(tax: Tax) -> tuple[object, ...]:
    money = (tax.base_amount, tax.rate, tax.amount)
    numbers = tuple(None if one is None else str(one) for one in money)
    return (tax.name.value, tax.situation, *numbers, *(("withheld",) if tax.withheld else ()))


_ST = "<vBCST>20.00</vBCST><pICMSST>18.00</pICMSST><vICMSST>3.60</vICMSST>"
_RETAINED = "<vBCSTRet>8.00</vBCSTRet><pST>18.00</pST><vICMSSTRet>1.44</vICMSSTRet>"
_OWN = "<vBC>10.00</vBC><pICMS>12.00</pICMS><vICMS>1.20</vICMS>"
_FCP = "<vBCFCP>10.00</vBCFCP><pFCP>2.00</pFCP><vFCP>0.20</vFCP>"
_OWN_SHOWN = ("10.00", "12.00", "1.20")
_ST_SHOWN = ("icms_st", None, "20.00", "18.00", "3.60")


@pytest.mark.parametrize(
    ("group", "taxes"),
    [
        (f"<ICMS00><CST>00</CST>{_OWN}</ICMS00>", [("icms", "00", *_OWN_SHOWN)]),
        (
            f"<ICMS10><CST>10</CST>{_OWN}{_FCP}{_ST}<vBCFCPST>20.00</vBCFCPST>"
            "<pFCPST>2.00</pFCPST><vFCPST>0.40</vFCPST></ICMS10>",
            [
                ("icms", "10", *_OWN_SHOWN),
                _ST_SHOWN,
                ("fcp", None, "10.00", "2.00", "0.20"),
                ("fcp", None, "20.00", "2.00", "0.40"),
            ],
        ),
        (
            "<ICMS02><CST>02</CST><qBCMono>9.0000</qBCMono><adRemICMS>1.5</adRemICMS>"
            "<vICMSMono>13.50</vICMSMono></ICMS02>",
            [("icms", "02", None, None, "13.50")],
        ),
        (
            "<ICMS15><CST>15</CST><vICMSMono>4.00</vICMSMono>"
            "<vICMSMonoReten>5.00</vICMSMonoReten></ICMS15>",
            [("icms", "15", None, None, "4.00"), ("icms", None, None, None, "5.00", "withheld")],
        ),
        (
            "<ICMS61><CST>61</CST><vICMSMonoRet>6.00</vICMSMonoRet></ICMS61>",
            [("icms", "61", None, None, None), ("icms", None, None, None, "6.00", "withheld")],
        ),
        ("<ICMS40><CST>41</CST></ICMS40>", [("icms", "41", None, None, None)]),
        (f"<ICMS30><CST>30</CST>{_ST}</ICMS30>", [("icms", "30", None, None, None), _ST_SHOWN]),
        (
            f"<ICMS60><CST>60</CST>{_RETAINED}<vBCFCPSTRet>8.00</vBCFCPSTRet>"
            "<pFCPSTRet>2.00</pFCPSTRet><vFCPSTRet>0.16</vFCPSTRet></ICMS60>",
            [
                ("icms", "60", None, None, None),
                ("icms_st", None, "8.00", "18.00", "1.44", "withheld"),
                ("fcp", None, "8.00", "2.00", "0.16", "withheld"),
            ],
        ),
        (
            f"<ICMSPart><CST>90</CST>{_OWN}{_ST}</ICMSPart>",
            [("icms", "90", *_OWN_SHOWN), _ST_SHOWN],
        ),
        ("<ICMSSN102><CSOSN>102</CSOSN></ICMSSN102>", [("icms", "102", None, None, None)]),
        (f"<ICMSSN900><CSOSN>900</CSOSN>{_OWN}</ICMSSN900>", [("icms", "900", *_OWN_SHOWN)]),
        ("<ICMS99><CST>99</CST><vICMS>1.20</vICMS></ICMS99>", [("icms", "99", None, None, "1.20")]),
    ],
)
def test_icms_of_every_situation(nfe: str, group: str, taxes: list[tuple[object, ...]]) -> None:
    assert [shown(tax) for tax in with_taxes(nfe, f"<ICMS>{group}</ICMS>")] == taxes


@pytest.mark.parametrize(
    ("group", "taxes"),
    [
        (
            "<ICMSUFDest><vBCUFDest>10.00</vBCUFDest><vBCFCPUFDest>10.00</vBCFCPUFDest>"
            "<pFCPUFDest>2.00</pFCPUFDest><pICMSUFDest>18.00</pICMSUFDest>"
            "<vFCPUFDest>0.20</vFCPUFDest><vICMSUFDest>0.60</vICMSUFDest></ICMSUFDest>",
            [
                ("icms_destination", None, "10.00", "18.00", "0.60"),
                ("fcp", None, "10.00", "2.00", "0.20"),
            ],
        ),
        (
            "<IPI><cEnq>999</cEnq><IPITrib><CST>50</CST><vBC>10.00</vBC><pIPI>5.00</pIPI>"
            "<vIPI>0.50</vIPI></IPITrib></IPI>",
            [("ipi", "50", "10.00", "5.00", "0.50")],
        ),
        (
            "<IPI><cEnq>999</cEnq><IPINT><CST>53</CST></IPINT></IPI>",
            [("ipi", "53", None, None, None)],
        ),
        ("<II><vBC>9.00</vBC><vII>1.80</vII></II>", [("ii", None, "9.00", None, "1.80")]),
        (
            "<PIS><PISAliq><CST>01</CST><vBC>10.00</vBC><pPIS>1.65</pPIS><vPIS>0.17</vPIS>"
            "</PISAliq></PIS><PISST><vBC>7.00</vBC><pPIS>2.00</pPIS><vPIS>0.14</vPIS></PISST>",
            [("pis", "01", "10.00", "1.65", "0.17"), ("pis", None, "7.00", "2.00", "0.14")],
        ),
        (
            "<COFINS><COFINSNT><CST>04</CST></COFINSNT></COFINS>"
            "<COFINSST><vCOFINS>0.30</vCOFINS></COFINSST>",
            [("cofins", "04", None, None, None), ("cofins", None, None, None, "0.30")],
        ),
        (
            "<ISSQN><vBC>10.00</vBC><vAliq>5.00</vAliq><vISSQN>0.50</vISSQN>"
            "<vISSRet>0.50</vISSRet></ISSQN>",
            [("iss", None, "10.00", "5.00", "0.50"), ("iss", None, None, None, "0.50", "withheld")],
        ),
        (
            "<IS><CSTIS>000</CSTIS><cClassTribIS>000001</cClassTribIS><vBCIS>10.00</vBCIS>"
            "<pIS>5.0000</pIS><vIS>0.50</vIS></IS>",
            [("is", "000", "10.00", "5.0000", "0.50")],
        ),
        (
            "<IBSCBS><CST>000</CST><gIBSCBS><vBC>10.00</vBC><gIBSUF><pIBSUF>0.10</pIBSUF>"
            "<vIBSUF>0.01</vIBSUF></gIBSUF><gIBSMun><pIBSMun>0.02</pIBSMun><vIBSMun>0.00</vIBSMun>"
            "</gIBSMun><gCBS><pCBS>0.90</pCBS><vCBS>0.09</vCBS></gCBS></gIBSCBS></IBSCBS>",
            [
                ("ibs_state", "000", "10.00", "0.10", "0.01"),
                ("ibs_municipality", "000", "10.00", "0.02", "0.00"),
                ("cbs", "000", "10.00", "0.90", "0.09"),
            ],
        ),
        (
            "<IBSCBS><CST>620</CST><gIBSCBSMono><gMonoPadrao><vIBSMono>1.00</vIBSMono></gMonoPadrao>"
            "<vTotIBSMonoItem>1.00</vTotIBSMonoItem><vTotCBSMonoItem>2.00</vTotCBSMonoItem>"
            "</gIBSCBSMono></IBSCBS>",
            [("ibs", "620", None, None, "1.00"), ("cbs", "620", None, None, "2.00")],
        ),
        (
            "<IBSCBS><CST>800</CST><gTransfCred><vIBS>3.00</vIBS><vCBS>4.00</vCBS></gTransfCred>"
            "</IBSCBS>",
            [("ibs", "800", None, None, "3.00"), ("cbs", "800", None, None, "4.00")],
        ),
        (
            "<IBSCBS><CST>811</CST><gAjusteCompet><vIBS>5.00</vIBS></gAjusteCompet></IBSCBS>",
            [("ibs", "811", None, None, "5.00"), ("cbs", "811", None, None, None)],
        ),
        (
            "<IBSCBS><CST>410</CST></IBSCBS>",
            [("ibs", "410", None, None, None), ("cbs", "410", None, None, None)],
        ),
        ("<vTotTrib>9.00</vTotTrib>", []),
    ],
)
def test_every_other_tax(nfe: str, group: str, taxes: list[tuple[object, ...]]) -> None:
    assert [shown(tax) for tax in with_taxes(nfe, group)] == taxes


def test_a_classification_is_for_ibs_cbs_and_is(nfe: str) -> None:
    group = (
        "<IS><CSTIS>000</CSTIS><cClassTribIS>000002</cClassTribIS></IS>"
        "<IBSCBS><CST>200</CST><cClassTrib>200003</cClassTrib></IBSCBS>"
    )
    found = {tax.name: tax.classification for tax in with_taxes(nfe, group)}
    assert found == {TaxName.IS: "000002", TaxName.IBS: "200003", TaxName.CBS: "200003"}
