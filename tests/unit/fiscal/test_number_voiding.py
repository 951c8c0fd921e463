from datetime import datetime, timedelta, timezone

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import Authorization, Environment, FiscalDocument, Kind, Party, read

NFE = "http://www.portalfiscal.inf.br/nfe"
CTE = "http://www.portalfiscal.inf.br/cte"
NAME = "ID352612ABC34501DE3555001000000101000000109"
CTE_NAME = NAME[:4] + NAME[6:20] + "57" + NAME[22:]
RECEIVED = datetime(2026, 8, 3, 10, 21, tzinfo=timezone(timedelta(hours=-3)))
VOIDING = f"""<ProcInutNFe versao="4.00" xmlns="{NFE}"><inutNFe versao="4.00">
 <infInut Id="{NAME}"><tpAmb>1</tpAmb><xServ>INUTILIZAR</xServ><cUF>35</cUF><ano>26</ano>
  <CNPJ>12ABC34501DE35</CNPJ><mod>55</mod><serie>1</serie><nNFIni>101</nNFIni><nNFFin>109</nNFFin>
  <xJust>Falha no sistema de numeração</xJust></infInut>
 <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference>
  <DigestValue>own=</DigestValue></Reference></SignedInfo></Signature></inutNFe>
 <retInutNFe versao="4.00"><infInut><tpAmb>1</tpAmb><cStat>102</cStat><cUF>35</cUF><ano>26</ano>
  <CNPJ>12ABC34501DE35</CNPJ><mod>55</mod><serie>1</serie><nNFIni>101</nNFIni><nNFFin>109</nNFFin>
  <dhRecbto>2026-08-03T10:21:00-03:00</dhRecbto><nProt>135260000000001</nProt></infInut>
 </retInutNFe></ProcInutNFe>"""


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


def of_cte(xml: str) -> str:
    return (
        xml.replace(NFE, CTE).replace("inutNFe", "inutCTe").replace("InutNFe", "InutCTe")
        .replace("ProcInut", "procInut").replace("nNF", "nCT").replace("<mod>55", "<mod>57")
        .replace(NAME, CTE_NAME)
    )  # fmt: skip


def test_every_field() -> None:
    found = document(VOIDING)
    assert found.details
    assert found.details.additional_information == "Falha no sistema de numeração"
    assert found.model_copy(update={"details": None}) == FiscalDocument(
        kind=Kind.NUMBER_VOIDING,
        access_key=NAME,
        model="55",
        series=1,
        number=101,
        last_number=109,
        issued_at=RECEIVED,
        environment=Environment.PRODUCTION,
        issuer=Party(tax_id="12ABC34501DE35"),
        authorization=Authorization(
            protocol="135260000000001", status_code="102", received_at=RECEIVED
        ),
        digest_value="own=",
    )


def test_a_cte_names_no_year() -> None:
    found = document(of_cte(VOIDING))
    assert len(found.access_key) == 41
    assert (found.access_key, found.model, found.number, found.last_number) == (
        CTE_NAME, "57", 101, 109,
    )  # fmt: skip
    assert found.authorization


@pytest.mark.parametrize("xml", [VOIDING, of_cte(VOIDING)])
def test_the_name_is_in_the_id_the_request_and_the_answer(xml: str) -> None:
    whole = document(xml)
    without_id = xml.replace(' Id="', ' Code="')
    assert document(without_id) == whole
    assert document(xml.replace('Id="ID', 'Id="id')) == whole
    first = without_id.index("<cUF>")
    unnamed = without_id[:first] + without_id[without_id.index("<xJust>") :]
    assert document(unnamed) == whole
    with pytest.raises(IdentityMissing):
        read(unnamed.replace("nNFFin", "other").replace("nCTFin", "other").encode())


def test_a_note_without_its_year_is_not_taken_for_a_ctes() -> None:
    yearless = VOIDING.replace(' Id="', ' Code="').replace("<ano>26</ano>", "")
    with pytest.raises(IdentityMissing):
        read(yearless.encode())


def test_a_bare_request_and_other_roots() -> None:
    start, end = VOIDING.index("<inutNFe"), VOIDING.index("<retInutNFe")
    bare = VOIDING[start:end].replace("<inutNFe", f'<inutNFe xmlns="{NFE}"')
    found = document(bare)
    assert (found.access_key, found.authorization, found.issued_at) == (NAME, None, None)
    assert document(VOIDING.replace("ProcInut", "procInut")) == document(VOIDING)
    with pytest.raises(IdentityMissing):
        read(f'<ProcInutNFe xmlns="{NFE}"/>'.encode())
