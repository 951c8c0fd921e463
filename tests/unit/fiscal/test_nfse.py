"""National NFS-e, a document of our own."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import Authorization, Environment, FiscalDocument, Kind, Party, read
from malote.fiscal.details import (
    Details,
    GovernmentPurchase,
    Item,
    Tax,
    TaxName,
    Totals,
)

KEY = "35503082212ABC34501DE35000000000004226081234567890"
REPLACED = "35503082212ABC34501DE35000000000004126081234567890"
REFUSED = "35503082212ABC34501DE35000000000004026081234567890"
DEDUCTED = "35260812ABC34501DE35550010000043211123456785"

NFSE = f"""<NFSe versao="1.01" xmlns="http://www.sped.fazenda.gov.br/nfse"><infNFSe Id="NFS{KEY}">
 <nNFSe>42</nNFSe><cLocIncid>3550308</cLocIncid><cStat>100</cStat>
 <dhProc>2026-08-03T10:00:05-03:00</dhProc><nDFSe>777</nDFSe>
 <emit><CNPJ>12ABC34501DE35</CNPJ><IM>4455</IM><xNome>Oficina Modelo Ltda</xNome>
  <xFant>Modelo</xFant><enderNac><xLgr>Rua A</xLgr><UF>SP</UF></enderNac></emit>
 <valores><vCalcDR>100.00</vCalcDR><vBC>850.00</vBC><pAliqAplic>5.00</pAliqAplic>
  <vISSQN>42.50</vISSQN><vTotalRet>103.25</vTotalRet><vLiq>846.75</vLiq></valores>
 <xOutInf>Lei 1.234</xOutInf>
 <IBSCBS><cLocalidadeIncid>3550308</cLocalidadeIncid><pRedutor>1.50</pRedutor>
  <valores><vBC>950.00</vBC><uf><pIBSUF>0.10</pIBSUF><pAliqEfetUF>0.05</pAliqEfetUF></uf>
   <mun><pAliqEfetMun>0.00</pAliqEfetMun></mun><fed><pAliqEfetCBS>0.90</pAliqEfetCBS></fed>
  </valores>
  <totCIBS><vTotNF>959.03</vTotNF><gIBS><vIBSTot>0.48</vIBSTot>
   <gIBSUFTot><vIBSUF>0.48</vIBSUF></gIBSUFTot><gIBSMunTot><vIBSMun>0.00</vIBSMun></gIBSMunTot>
   </gIBS><gCBS><vCBS>8.55</vCBS></gCBS></totCIBS></IBSCBS>
 <DPS versao="1.01"><infDPS Id="DPS355030821{"0" * 33}">
  <tpAmb>1</tpAmb><dhEmi>2026-08-03T10:00:00-03:00</dhEmi><serie>7</serie><nDPS>9</nDPS>
  <dCompet>2026-07-31</dCompet><tpEmit>1</tpEmit><chNFSeRej>{REFUSED}</chNFSeRej>
  <subst><chSubstda>{REPLACED}</chSubstda></subst>
  <prest><CNPJ>12ABC34501DE35</CNPJ><IM>4455</IM></prest>
  <toma><CNPJ>11222333000181</CNPJ><IM>99</IM><xNome>Loja Exemplo</xNome></toma>
  <interm><CPF>52998224725</CPF><xNome>Corretor</xNome></interm>
  <serv><cServ><cTribNac>140101</cTribNac><xDescServ>Conserto de prensa</xDescServ>
    <cNBS>120031000</cNBS></cServ>
   <infoCompl><xPed>PC-77</xPed><xInfComp>Conforme contrato</xInfComp></infoCompl></serv>
  <valores><vServPrest><vServ>1000.00</vServ></vServPrest>
   <vDescCondIncond><vDescIncond>50.00</vDescIncond><vDescCond>0.00</vDescCond></vDescCondIncond>
   <vDedRed><documentos><docDedRed><chNFe>{DEDUCTED}</chNFe></docDedRed>
    <docDedRed><chNFSe>{REPLACED}</chNFSe></docDedRed>
    <docDedRed><nDoc>papel</nDoc></docDedRed></documentos></vDedRed>
   <trib><tribMun><tribISSQN>1</tribISSQN><tpRetISSQN>2</tpRetISSQN></tribMun>
    <tribFed><piscofins><CST>01</CST><vBCPisCofins>950.00</vBCPisCofins><pAliqPis>0.65</pAliqPis>
      <pAliqCofins>3.00</pAliqCofins><vPis>6.18</vPis><vCofins>28.50</vCofins>
      <tpRetPisCofins>5</tpRetPisCofins></piscofins>
     <vRetCP>0.00</vRetCP><vRetIRRF>14.25</vRetIRRF><vRetCSLL>40.32</vRetCSLL></tribFed>
    <totTrib><vTotTrib><vTotTribFed>130.00</vTotTribFed><vTotTribEst>0.00</vTotTribEst>
     <vTotTribMun>42.50</vTotTribMun></vTotTrib></totTrib></trib></valores>
  <IBSCBS><finNFSe>0</finNFSe><tpOper>2</tpOper>
   <gRefNFSe><refNFSe>{REPLACED}</refNFSe><refNFSe>junk</refNFSe></gRefNFSe>
   <tpEnteGov>4</tpEnteGov><dest><CNPJ>98765432000198</CNPJ><xNome>Prefeitura</xNome></dest>
   <valores><trib><gIBSCBS><CST>000</CST><cClassTrib>000001</cClassTrib></gIBSCBS></trib></valores>
  </IBSCBS></infDPS>
  <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference>
   <DigestValue>dps=</DigestValue></Reference></SignedInfo></Signature></DPS></infNFSe>
 <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference>
  <DigestValue>own=</DigestValue></Reference></SignedInfo></Signature></NFSe>"""


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


def details(xml: str) -> Details:
    found = document(xml).details
    assert found is not None
    return found


def test_every_field() -> None:
    made_at = datetime(2026, 8, 3, 13, 0, 5, tzinfo=UTC)
    assert document(NFSE).model_copy(update={"details": None}) == FiscalDocument(
        kind=Kind.NFSE,
        access_key=KEY,
        model="NFSE",
        series=0,
        number=42,
        issued_at=made_at,
        environment=Environment.PRODUCTION,
        purpose="0",
        issuer=Party(
            tax_id="12ABC34501DE35",
            legal_name="Oficina Modelo Ltda",
            trade_name="Modelo",
            municipal_registration="4455",
            uf="SP",
        ),
        service_taker=Party(
            tax_id="11222333000181", legal_name="Loja Exemplo", municipal_registration="99"
        ),
        intermediary=Party(tax_id="52998224725", legal_name="Corretor"),
        recipient=Party(tax_id="98765432000198", legal_name="Prefeitura"),
        total_amount=Decimal("1000.00"),
        authorization=Authorization(
            protocol="777", status_code="100", received_at=made_at, access_key=KEY
        ),
        digest_value="own=",
    )


def test_every_detail() -> None:
    def ibs_cbs(name: TaxName, rate: str, amount: str) -> Tax:
        return Tax(
            name=name,
            situation="000",
            classification="000001",
            base_amount=Decimal("950.00"),
            rate=Decimal(rate),
            amount=Decimal(amount),
        )

    taxes = (
        Tax(
            name=TaxName.ISS,
            situation="1",
            base_amount=Decimal("850.00"),
            rate=Decimal("5.00"),
            amount=Decimal("42.50"),
            withheld=True,
        ),
        Tax(
            name=TaxName.PIS,
            situation="01",
            base_amount=Decimal("950.00"),
            rate=Decimal("0.65"),
            amount=Decimal("6.18"),
            withheld=True,
        ),
        Tax(
            name=TaxName.COFINS,
            situation="01",
            base_amount=Decimal("950.00"),
            rate=Decimal("3.00"),
            amount=Decimal("28.50"),
        ),
        Tax(name=TaxName.IRRF, amount=Decimal("14.25"), withheld=True),
        Tax(name=TaxName.CSLL, amount=Decimal("40.32"), withheld=True),
        ibs_cbs(TaxName.IBS_STATE, "0.05", "0.48"),
        ibs_cbs(TaxName.IBS_MUNICIPALITY, "0.00", "0.00"),
        ibs_cbs(TaxName.CBS, "0.90", "8.55"),
    )
    assert details(NFSE) == Details(
        items=(
            Item(
                number=1,
                code="140101",
                description="Conserto de prensa",
                nbs="120031000",
                total_amount=Decimal("1000.00"),
                discount_amount=Decimal("50.00"),
                purchase_order="PC-77",
                taxes=taxes,
            ),
        ),
        totals=Totals(
            services_amount=Decimal("1000.00"),
            discount_amount=Decimal("50.00"),
            deductions_amount=Decimal("100.00"),
            pis_amount=Decimal("6.18"),
            cofins_amount=Decimal("28.50"),
            iss_base_amount=Decimal("850.00"),
            iss_amount=Decimal("42.50"),
            withheld_amount=Decimal("103.25"),
            net_amount=Decimal("846.75"),
            ibs_cbs_base_amount=Decimal("950.00"),
            ibs_amount=Decimal("0.48"),
            ibs_state_amount=Decimal("0.48"),
            ibs_municipality_amount=Decimal("0.00"),
            cbs_amount=Decimal("8.55"),
            total_with_taxes_amount=Decimal("959.03"),
            approximate_taxes_amount=Decimal("172.50"),
        ),
        referenced_keys=(REPLACED, REFUSED, DEDUCTED),
        competence_on=date(2026, 7, 31),
        iss_municipality_code="3550308",
        ibs_municipality_code="3550308",
        government_purchase=GovernmentPurchase(
            entity="4", operation="2", reduction_rate=Decimal("1.50")
        ),
        fiscal_information="Lei 1.234",
        additional_information="Conforme contrato",
    )


@pytest.mark.parametrize("tp_emit", ["2", "3"])
def test_issued_by_its_taker_it_is_still_the_providers(tp_emit: str) -> None:
    abroad = NFSE.replace("<tpEmit>1", f"<tpEmit>{tp_emit}").replace(
        "<prest><CNPJ>12ABC34501DE35</CNPJ><IM>4455</IM></prest>",
        "<prest><NIF>US-123</NIF><xNome>Consulting Inc</xNome></prest>",
    )
    assert document(abroad).issuer == Party(foreign_id="US-123", legal_name="Consulting Inc")


@pytest.mark.parametrize(
    ("code", "withheld"),
    [
        ("0", {TaxName.ISS}), ("1", {TaxName.ISS, TaxName.PIS, TaxName.COFINS}),
        ("2", {TaxName.ISS}), ("3", {TaxName.ISS, TaxName.PIS, TaxName.COFINS}),
        ("4", {TaxName.ISS, TaxName.PIS, TaxName.COFINS}), ("5", {TaxName.ISS, TaxName.PIS}),
        ("6", {TaxName.ISS, TaxName.COFINS}), ("7", {TaxName.ISS, TaxName.COFINS}),
        ("8", {TaxName.ISS}), ("9", {TaxName.ISS, TaxName.PIS}),
    ],
)  # fmt: skip
def test_which_of_pis_and_cofins_is_withheld(code: str, withheld: set[TaxName]) -> None:
    xml = NFSE.replace("<tpRetPisCofins>5", f"<tpRetPisCofins>{code}")
    found = {tax.name for tax in details(xml).items[0].taxes if tax.withheld}
    assert found == withheld | {TaxName.IRRF, TaxName.CSLL}


@pytest.mark.parametrize(("code", "withheld"), [("1", False), ("2", True), ("3", True)])
def test_whether_iss_is_withheld(code: str, withheld: bool) -> None:
    taxes = details(NFSE.replace("<tpRetISSQN>2", f"<tpRetISSQN>{code}")).items[0].taxes
    assert taxes[0].withheld is withheld


def test_identity_is_the_id_alone() -> None:
    assert document(NFSE.replace(f"NFS{KEY}", f"nfs{KEY.lower()}")).access_key == KEY
    for broken in (NFSE.replace(f'Id="NFS{KEY}"', ""), NFSE.replace(f"NFS{KEY}", KEY[1:])):
        with pytest.raises(IdentityMissing):
            read(broken.encode())


def test_numbers_missing_are_in_the_key() -> None:
    assert document(NFSE.replace("<nNFSe>42</nNFSe>", "")).number == 42
    assert document(NFSE.replace("<nNFSe>42<", "<nNFSe>9999999999999<")).number == 9_999_999_999_999


def test_without_the_time_of_making_it_has_the_declarations() -> None:
    silent = document(NFSE.replace("<dhProc>2026-08-03T10:00:05-03:00</dhProc>", ""))
    assert silent.issued_at == datetime(2026, 8, 3, 13, tzinfo=UTC)


def test_a_note_without_its_dps_is_still_a_note() -> None:
    bare = NFSE[: NFSE.index("<DPS ")] + NFSE[NFSE.index("</DPS>") + len("</DPS>") :]
    found = document(bare)
    assert (found.access_key, found.total_amount, found.service_taker) == (KEY, None, None)
    assert found.issuer is not None
    assert found.issuer.tax_id == "12ABC34501DE35"
    assert details(bare).totals.net_amount == Decimal("846.75")


def test_whose_it_is() -> None:
    assert document(NFSE).party_tax_ids == {
        "12ABC34501DE35", "11222333000181", "52998224725", "98765432000198",
    }  # fmt: skip
