"""CT-e OS, the simplified CT-e and GTV-e: documents of our own, with every group filled."""

from decimal import Decimal
from typing import Any

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import Details, FiscalDocument, Kind, Party, read
from malote.fiscal.details import Place, Tax, TaxName, Vehicle, Volume

NAMESPACE = "http://www.portalfiscal.inf.br/cte"
NFE_KEY = "35260812ABC34501DE35550010000043211123456785"
OTHER = "35260812ABC34501DE35550010000043221123456785"
CTE_KEY = "3526080X0J92JY000196570010000006041448679012"
BPE_KEY = "3526080X0J92JY000196630010000006041448679012"
EMIT = (
    "<emit><CNPJ>0X0J92JY000196</CNPJ><IE>111</IE><xNome>Transportadora</xNome>"
    "<enderEmit><UF>PR</UF></enderEmit></emit>"
)
WAY = (
    "<cMunIni>3550308</cMunIni><xMunIni>São Paulo</xMunIni><UFIni>SP</UFIni>"
    "<cMunFim>2927408</cMunFim><xMunFim>Salvador</xMunFim><UFFim>BA</UFFim>"
)
TAXES = (
    "<imp><ICMS><ICMS20><CST>20</CST><pRedBC>20.00</pRedBC><vBC>80.00</vBC><pICMS>12.00</pICMS>"
    "<vICMS>9.60</vICMS></ICMS20></ICMS><vTotTrib>15.00</vTotTrib><infAdFisco>fisco</infAdFisco>"
    "<ICMSUFFim><vBCUFFim>80.00</vBCUFFim><pFCPUFFim>2.00</pFCPUFFim><pICMSUFFim>18.00</pICMSUFFim>"
    "<vFCPUFFim>1.60</vFCPUFFim><vICMSUFFim>4.80</vICMSUFFim></ICMSUFFim>{}</imp>"
)
IBS_CBS = (
    "<IBSCBS><CST>000</CST><cClassTrib>000001</cClassTrib><gIBSCBS><vBC>100.00</vBC>"
    "<gIBSUF><pIBSUF>0.10</pIBSUF><vIBSUF>0.10</vIBSUF></gIBSUF><gCBS><pCBS>0.90</pCBS>"
    "<vCBS>0.90</vCBS></gCBS></gIBSCBS></IBSCBS>"
)
BILLING = "<cobr><dup><nDup>1</nDup><dVenc>2026-09-01</dVenc><vDup>100.00</vDup></dup></cobr>"
FREIGHT_TAXES = (
    Tax(
        name=TaxName.ICMS, situation="20", base_amount=Decimal("80.00"), rate=Decimal("12.00"),
        amount=Decimal("9.60"),
    ),
    Tax(
        name=TaxName.ICMS_DESTINATION, base_amount=Decimal("80.00"), rate=Decimal("18.00"),
        amount=Decimal("4.80"),
    ),
    Tax(
        name=TaxName.FCP, rate=Decimal("2.00"),
        amount=Decimal("1.60"),
    ),
)  # fmt: skip


def key_of(model: str) -> str:
    return f"3526080X0J92JY000196{model}0010000006041448679012"


def written(root: str, answer: str, model: str, ide: str, body: str) -> str:
    key = key_of(model)
    return (
        f'<{answer} xmlns="{NAMESPACE}" versao="4.00"><{root} versao="4.00">'
        f'<infCte versao="4.00" Id="CTe{key}"><ide><CFOP>5357</CFOP><natOp>Transporte</natOp>'
        f"<mod>{model}</mod><serie>1</serie><nCT>604</nCT><dhEmi>2026-08-04T08:00:00-03:00</dhEmi>"
        f"<tpAmb>1</tpAmb><tpCTe>0</tpCTe><modal>01</modal>{ide}</ide>"
        f"<compl><xObs>obs</xObs></compl>{EMIT}{body}"
        f"<autXML><CPF>52998224725</CPF></autXML></infCte></{root}><protCTe><infProt>"
        f"<chCTe>{key}</chCTe><nProt>141</nProt><cStat>100</cStat></infProt></protCTe></{answer}>"
    )


CTE_OS = written(
    "CTeOS", "cteOSProc", "67", WAY,
    "<toma><CNPJ>12ABC34501DE35</CNPJ><xNome>Fábrica</xNome><enderToma><UF>SP</UF></enderToma>"
    "</toma><vPrest><vTPrest>100.00</vTPrest><vRec>95.00</vRec><Comp><xNome>Frete</xNome>"
    "<vComp>90.00</vComp></Comp><Comp><xNome>Pedágio</xNome><vComp>10.00</vComp></Comp></vPrest>"
    + TAXES.format(f"<infTribFed><vPIS>0.65</vPIS><vINSS>3.00</vINSS></infTribFed>{IBS_CBS}")
    + "<infCTeNorm><infServico><xDescServ>Fretamento</xDescServ></infServico><infDocRef>"
    f"<chBPe>{BPE_KEY}</chBPe></infDocRef><infModal><rodoOS><veic><placa>ABC1D23</placa><UF>SP</UF>"
    f"</veic></rodoOS></infModal>{BILLING}<infGTVe><chCTe>{key_of('64')}</chCTe></infGTVe>"
    "</infCTeNorm>",
)  # fmt: skip
SIMPLIFIED = written(
    "CTeSimp", "cteSimpProc", "57", "<UFIni>SP</UFIni><UFFim>BA</UFFim>",
    "<toma><toma>4</toma><CNPJ>12ABC34501DE35</CNPJ><xNome>Fábrica</xNome>"
    "<enderToma><UF>SP</UF></enderToma></toma>"
    "<infCarga><vCarga>1000.00</vCarga><proPred>Soja</proPred></infCarga>"
    "<det nItem='1'><xMunIni>São Paulo</xMunIni><xMunFim>Salvador</xMunFim><vPrest>60.00</vPrest>"
    f"{IBS_CBS}<infNFe><chNFe>{NFE_KEY}</chNFe></infNFe><infNFe><chNFe>junk</chNFe></infNFe></det>"
    "<det nItem='2'><xMunIni>São Paulo</xMunIni><xMunFim>Feira</xMunFim><vPrest>40.00</vPrest>"
    f"<infDocAnt><chCTe>{CTE_KEY}</chCTe><infNFeTranspParcial><chNFe>{OTHER}</chNFe>"
    f"</infNFeTranspParcial></infDocAnt></det>{BILLING}{TAXES.format('')}"
    "<total><vTPrest>100.00</vTPrest><vTRec>95.00</vTRec><IBSCBSTot><vBCIBSCBS>100.00</vBCIBSCBS>"
    "<gIBS><vIBS>0.10</vIBS></gIBS><gCBS><vCBS>0.90</vCBS></gCBS></IBSCBSTot>"
    "<vTotDFe>101.00</vTotDFe></total>",
)  # fmt: skip
GTVE = written(
    "GTVe", "GTVeProc", "64", "<toma><toma>1</toma></toma>",
    "<rem><CNPJ>12ABC34501DE35</CNPJ><xNome>Loja</xNome><enderReme><cMun>3550308</cMun>"
    "<xMun>São Paulo</xMun><UF>SP</UF></enderReme></rem>"
    "<dest><CNPJ>11222333000181</CNPJ><xNome>Banco</xNome><enderDest><UF>BA</UF></enderDest></dest>"
    "<destino><cMun>2927408</cMun><xMun>Salvador</xMun><UF>BA</UF></destino>"
    "<detGTV><infEspecie><tpEspecie>1</tpEspecie><vEspecie>900.00</vEspecie></infEspecie>"
    "<infEspecie><tpEspecie>3</tpEspecie><vEspecie>100.00</vEspecie><xMoedaEstr>Peso</xMoedaEstr>"
    "</infEspecie><qCarga>3.0000</qCarga><infVeiculo><placa>ABC1D23</placa><UF>SP</UF></infVeiculo>"
    "</detGTV>",
)  # fmt: skip
ALL = (CTE_OS, SIMPLIFIED, GTVE)


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


def details(xml: str) -> Details:
    found = document(xml).details
    assert found
    return found


FACTORY = Party(tax_id="12ABC34501DE35", legal_name="Fábrica", uf="SP")


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (
            CTE_OS,
            {"kind": Kind.CTE_OS, "model": "67", "taker": FACTORY, "total_amount": Decimal(100)},
        ),
        (
            SIMPLIFIED,
            {
                "kind": Kind.CTE_SIMPLIFIED, "model": "57", "taker": FACTORY,
                "total_amount": Decimal(100), "icms_amount": Decimal("9.60"),
                "carried_keys": (NFE_KEY, OTHER),
            },
        ),
        (
            GTVE,
            {
                "kind": Kind.GTVE, "model": "64", "total_amount": None,
                "sender": Party(tax_id="12ABC34501DE35", legal_name="Loja", uf="SP"),
                "taker": Party(tax_id="11222333000181", legal_name="Banco", uf="BA"),
                "recipient": Party(tax_id="11222333000181", legal_name="Banco", uf="BA"),
            },
        ),
    ],
    ids=["os", "simplified", "gtve"],
)  # fmt: skip
def test_header(xml: str, expected: dict[str, Any]) -> None:
    found = document(xml)
    assert {name: getattr(found, name) for name in expected} == expected
    assert (found.access_key, found.series, found.number) == (key_of(found.model), 1, 604)
    assert (found.operation_nature, found.purpose) == ("Transporte", "0")
    assert found.issuer
    assert (found.issuer.tax_id, found.issuer.uf) == ("0X0J92JY000196", "PR")
    assert found.authorized_tax_ids == ("52998224725",)
    assert found.authorization
    assert found.authorization.protocol == "141"


def test_cte_os() -> None:
    found = details(CTE_OS)
    assert [(one.description, str(one.total_amount), one.cfop) for one in found.items] == [
        ("Frete", "90.00", "5357"), ("Pedágio", "10.00", "5357"),
    ]  # fmt: skip
    assert found.taxes[:3] == FREIGHT_TAXES
    assert [(one.name, str(one.amount)) for one in found.taxes[3:]] == [
        (TaxName.PIS, "0.65"), (TaxName.INSS, "3.00"), (TaxName.IBS_STATE, "0.10"),
        (TaxName.IBS_MUNICIPALITY, "None"), (TaxName.CBS, "0.90"),
    ]  # fmt: skip
    assert (found.totals.net_amount, found.totals.pis_amount) == (Decimal(95), Decimal("0.65"))
    assert found.totals.approximate_taxes_amount == Decimal(15)
    assert found.transport
    assert found.transport.origin == Place(
        municipality_code="3550308", municipality="São Paulo", uf="SP"
    )
    assert found.transport.vehicles == (Vehicle(plate="ABC1D23", uf="SP"),)
    assert found.transport.main_product == "Fretamento"
    assert found.referenced_keys == (key_of("64"), BPE_KEY)
    assert [one.amount for one in found.instalments] == [Decimal(100)]
    assert (found.fiscal_information, found.additional_information) == ("fisco", "obs")


def test_simplified() -> None:
    found = details(SIMPLIFIED)
    assert [(one.number, one.description, str(one.total_amount)) for one in found.items] == [
        (1, "São Paulo - Salvador", "60.00"), (2, "São Paulo - Feira", "40.00"),
    ]  # fmt: skip
    assert [one.name for one in found.items[0].taxes][::2] == [TaxName.IBS_STATE, TaxName.CBS]
    assert found.taxes == FREIGHT_TAXES
    totals = found.totals
    assert (totals.net_amount, totals.total_with_taxes_amount) == (Decimal(95), Decimal(101))
    assert (totals.ibs_amount, totals.cbs_amount) == (Decimal("0.10"), Decimal("0.90"))
    assert found.transport
    assert (found.transport.cargo_amount, found.transport.main_product) == (Decimal(1000), "Soja")
    assert found.transport.destination == Place(uf="BA")
    assert found.referenced_keys == (CTE_KEY,)
    assert [one.number for one in found.instalments] == ["1"]


def test_gtve() -> None:
    found = details(GTVE)
    assert [(one.code, one.description, one.additional_information) for one in found.items] == [
        ("1", "Cédula", None), ("3", "Moeda", "Peso"),
    ]  # fmt: skip
    assert found.transport
    assert found.transport.cargo_amount == Decimal(1000)
    assert found.transport.origin == Place(
        municipality_code="3550308", municipality="São Paulo", uf="SP"
    )
    assert found.transport.destination == Place(
        municipality_code="2927408", municipality="Salvador", uf="BA"
    )
    assert found.transport.volumes == (Volume(quantity=Decimal(3)),)
    assert found.transport.vehicles == (Vehicle(plate="ABC1D23", uf="SP"),)


@pytest.mark.parametrize(
    ("taker", "tax_id"),
    [
        ("<toma><toma>0</toma></toma>", "12ABC34501DE35"),
        (
            "<tomaTerceiro><toma>4</toma><CNPJ>33444555000181</CNPJ></tomaTerceiro>",
            "33444555000181",
        ),
        ("<toma><toma>7</toma></toma>", None),
        ("", None),
    ],
)
def test_who_takes_a_guide(taker: str, tax_id: str | None) -> None:
    found = document(GTVE.replace("<toma><toma>1</toma></toma>", taker)).taker
    assert (found and found.tax_id) == tax_id


@pytest.mark.parametrize("xml", ALL, ids=["os", "simplified", "gtve"])
def test_bare_prefixed_and_empty(xml: str) -> None:
    root = xml[xml.index("><") + 2 :].partition(" ")[0]
    start, end = xml.index(f"<{root} "), xml.index("<protCTe>")
    bare = xml[start:end].replace(f"<{root}", f'<{root} xmlns="{NAMESPACE}"', 1)
    assert document(bare) == document(xml).model_copy(update={"authorization": None})
    prefixed = bare.replace("xmlns=", "xmlns:c=").replace("<", "<c:").replace("<c:/", "</c:")
    assert document(prefixed) == document(bare)
    key = document(xml).access_key
    empty = document(f'<{root} xmlns="{NAMESPACE}"><infCte Id="CTe{key}"/></{root}>')
    assert (empty.access_key, empty.number, empty.total_amount) == (key, 604, None)
    assert document(xml.replace(f'Id="CTe{key}"', "")) == document(xml)
    with pytest.raises(IdentityMissing):
        read(xml.replace(key, "").encode())
