"""NF3e and NFCom: bills of our own, with every group filled."""

from datetime import date
from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import Details, FiscalDocument, Kind, Party, read
from malote.fiscal.details import Instalment

NFE3_KEY = "35260812ABC34501DE35660010000043211123456785"
NFCOM_KEY = "35260812ABC34501DE35620010000043211123456785"
OTHER = NFE3_KEY[:-1] + "6"
TAXES = (
    "<imposto><ICMS00><CST>00</CST><vBC>90.00</vBC><pICMS>18.00</pICMS><vICMS>16.20</vICMS>"
    "<pFCP>2.00</pFCP><vFCP>1.80</vFCP></ICMS00><PIS><CST>01</CST><vBC>90.00</vBC>"
    "<pPIS>1.65</pPIS><vPIS>1.49</vPIS></PIS><IBSCBS><CST>000</CST><gIBSCBS><gCBS><vCBS>0.90</vCBS>"
    "</gCBS></gIBSCBS></IBSCBS><retTrib><vRetPIS>0.00</vRetPIS><vIRRF>1.20</vIRRF></retTrib></imposto>"
)
PRODUCT = (
    "<prod><cProd>1</cProd><xProd>Uso</xProd><CFOP>5253</CFOP><uMed>2</uMed>"
    "<qFaturada>10.0000</qFaturada><vItem>9.00</vItem><vProd>90.00</vProd>{}</prod>"
)
DET = {
    "NF3e": (
        f"<NFdet><det nItem='1'><detItem>{PRODUCT.format('')}{TAXES}<infAdProd>nota</infAdProd>"
        f"</detItem></det></NFdet><NFdet chNF3eAnt='{OTHER}'><det nItem='2'><detItemAnt><vItem>1.00"
        "</vItem><qFaturada>2.0000</qFaturada><vProd>2.00</vProd><cClass>77</cClass>"
        "<vICMS>0.36</vICMS><indDevolucao>1</indDevolucao></detItemAnt></det></NFdet>"
    ),
    "NFCom": (
        f"<det nItem='1'>{PRODUCT.format('')}{TAXES}<infAdProd>nota</infAdProd></det>"
        f"<det nItem='2' chNFComAnt='{OTHER}'>"
        f"{PRODUCT.format('<indDevolucao>1</indDevolucao>')}</det>"
    ),
}
KEYS = {"NF3e": NFE3_KEY, "NFCom": NFCOM_KEY}


def bill(name: str) -> str:
    key = KEYS[name]
    return f"""<{name.lower()}Proc xmlns="http://www.portalfiscal.inf.br/{name.lower()}"><{name}>
 <inf{name} versao="1.00" Id="{name}{key}"><ide><tpAmb>1</tpAmb><mod>66</mod><serie>1</serie>
  <nNF>4321</nNF><dhEmi>2026-08-03T10:20:30-03:00</dhEmi><fin{name}>1</fin{name}></ide>
 <emit><CNPJ>12ABC34501DE35</CNPJ><xNome>Companhia</xNome><enderEmit><UF>SP</UF></enderEmit></emit>
 <dest><xNome>Estrangeira</xNome><idOutros>X-9</idOutros><enderDest><UF>MG</UF></enderDest></dest>
 <gSub><ch{name}>{OTHER}</ch{name}></gSub>{DET[name]}
 <total><vProd>92.00</vProd><ICMSTot><vBC>90.00</vBC><vICMS>16.20</vICMS><vFCP>1.80</vFCP></ICMSTot>
  <vRetTribTot><vRetPIS>0.30</vRetPIS><vIRRF>1.20</vIRRF></vRetTribTot><vPIS>1.49</vPIS>
  <vDesc>1.00</vDesc><vNF>91.00</vNF><vTotDFe>92.50</vTotDFe></total>
 <gFat><CompetFat>202607</CompetFat><dVencFat>2026-08-20</dVencFat><nFat>F1</nFat></gFat>
 <autXML><CPF>52998224725</CPF></autXML><infAdic><infCpl>um</infCpl><infCpl>dois</infCpl></infAdic>
 </inf{name}></{name}><prot{name}><infProt><ch{name}>{key}</ch{name}><nProt>335</nProt>
 <cStat>100</cStat></infProt></prot{name}></{name.lower()}Proc>"""


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


def details(name: str) -> Details:
    found = document(bill(name)).details
    assert found
    return found


names = pytest.mark.parametrize("name", KEYS)


@names
def test_header(name: str) -> None:
    found = document(bill(name))
    assert found.kind is {"NF3e": Kind.NF3E, "NFCom": Kind.NFCOM}[name]
    assert (found.model, found.access_key) == (KEYS[name][20:22], KEYS[name])
    assert (found.series, found.number, found.purpose) == (1, 4321, "1")
    assert found.recipient == Party(foreign_id="X-9", legal_name="Estrangeira", uf="MG")
    assert (found.total_amount, found.products_amount) == (Decimal(91), Decimal(92))
    assert found.icms_amount == Decimal("16.20")
    assert found.authorization
    assert (found.authorization.protocol, found.authorization.access_key) == ("335", KEYS[name])
    assert found.party_tax_ids == {"12ABC34501DE35", "52998224725"}


@names
def test_items_and_their_taxes(name: str) -> None:
    first, second = details(name).items
    assert (first.number, first.code, first.cfop, first.given_back) == (1, "1", "5253", False)
    assert first.unit == {"NF3e": "kWh", "NFCom": "MB"}[name]
    amounts = (first.quantity, first.unit_amount, first.total_amount)
    assert amounts == (Decimal(10), Decimal(9), Decimal(90))
    assert first.additional_information == "nota"
    assert [(one.name, str(one.amount), one.withheld) for one in first.taxes] == [
        ("icms", "16.20", False), ("fcp", "1.80", False), ("pis", "1.49", False),
        ("ibs_state", "None", False), ("ibs_municipality", "None", False), ("cbs", "0.90", False),
        ("irrf", "1.20", True),
    ]  # fmt: skip
    assert (second.number, second.given_back, second.referenced_key) == (2, True, OTHER)


def test_what_another_state_is_owed_is_not_the_bills_own_icms() -> None:
    destination = (
        "<ICMSUFDest><vBCUFDest>9.00</vBCUFDest><vICMSUFDest>1.00</vICMSUFDest></ICMSUFDest>"
    )
    found = document(bill("NFCom").replace("<ICMS00>", f"{destination * 2}<ICMS00>")).details
    assert found
    assert [(one.name, str(one.amount)) for one in found.items[0].taxes[:4]] == [
        ("icms", "16.20"), ("fcp", "1.80"), ("icms_destination", "1.00"),
        ("icms_destination", "1.00"),
    ]  # fmt: skip
    once = document(bill("NFCom").replace("<ICMS00>", f"{destination}<ICMS00>")).details
    assert once
    assert [one.name for one in once.items[0].taxes[:3]] == ["icms", "fcp", "icms_destination"]


@names
def test_an_item_given_back(name: str) -> None:
    back = bill(name).replace("</vProd></prod>", "</vProd><indDevolucao>1</indDevolucao></prod>")
    found = document(back).details
    assert found
    assert [one.given_back for one in found.items] == [True, True]


def test_an_item_of_an_earlier_bill_has_taxes_without_groups() -> None:
    earlier = details("NF3e").items[1]
    assert (earlier.code, earlier.total_amount) == ("77", Decimal(2))
    assert [(one.name, str(one.amount)) for one in earlier.taxes] == [("icms", "0.36")]


@names
def test_totals_and_the_day_it_is_due(name: str) -> None:
    found = details(name)
    totals = found.totals
    assert (totals.icms_base_amount, totals.fcp_amount) == (Decimal(90), Decimal("1.80"))
    assert (totals.withheld_amount, totals.discount_amount) == (Decimal("1.50"), Decimal(1))
    assert (totals.pis_amount, totals.total_with_taxes_amount) == (
        Decimal("1.49"),
        Decimal("92.50"),
    )
    assert found.instalments == (Instalment(number="F1", due_date=date(2026, 8, 20)),)
    assert (found.competence_on, found.additional_information) == (date(2026, 7, 1), "um; dois")
    assert found.referenced_keys == (OTHER,)


@names
def test_bare_prefixed_and_empty(name: str) -> None:
    xml, key = bill(name), KEYS[name]
    namespace = f'"http://www.portalfiscal.inf.br/{name.lower()}"'
    bare = xml[xml.index(f"<{name}>") : xml.index(f"<prot{name}>")]
    bare = bare.replace(f"<{name}>", f"<{name} xmlns={namespace}>")
    assert document(bare) == document(xml).model_copy(update={"authorization": None})
    prefixed = bare.replace("xmlns=", "xmlns:e=").replace("<", "<e:").replace("<e:/", "</e:")
    assert document(prefixed) == document(bare)
    assert document(xml.replace(f'Id="{name}{key}"', "")) == document(xml)
    empty = document(f'<{name} xmlns={namespace}><inf{name} Id="{name}{key}"/></{name}>')
    assert (empty.number, empty.issuer, empty.total_amount) == (4321, None, None)
    broken = bare.replace("<CompetFat>202607", "<CompetFat>julho6")
    found = document(broken).details
    assert found
    assert found.competence_on is None
    with pytest.raises(IdentityMissing):
        read(xml.replace(key, "").encode())
