from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import DocumentSummary, OperationType, Party, Situation, read

BRASILIA = timezone(timedelta(hours=-3))
SUMMARY = (
    '<resNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.01"><chNFe>{}</chNFe>'
    "<CNPJ>12ABC34501DE35</CNPJ><xNome>Fábrica Modelo</xNome><IE>111</IE>"
    "<dhEmi>2026-08-03T10:20:30-03:00</dhEmi><tpNF>1</tpNF><vNF>105.50</vNF>"
    "<digVal>d=</digVal><dhRecbto>2026-08-03T10:21:00-03:00</dhRecbto><nProt>9</nProt>"
    "<cSitNFe>1</cSitNFe></resNFe>"
)


def test_every_field(nfe_key: str) -> None:
    found = read(SUMMARY.format(nfe_key).encode())
    assert found == DocumentSummary(
        access_key=nfe_key,
        issuer=Party(
            tax_id="12ABC34501DE35", legal_name="Fábrica Modelo", state_registration="111"
        ),
        issued_at=datetime(2026, 8, 3, 10, 20, 30, tzinfo=BRASILIA),
        operation_type=OperationType.OUTGOING,
        total_amount=Decimal("105.50"),
        digest_value="d=",
        protocol="9",
        authorized_at=datetime(2026, 8, 3, 10, 21, tzinfo=BRASILIA),
        situation=Situation.AUTHORIZED,
    )
    assert found.party_tax_ids == {"12ABC34501DE35"}


@pytest.mark.parametrize(
    ("code", "situation"), [("2", Situation.DENIED), ("3", Situation.CANCELLED), ("9", None)]
)
def test_situation(nfe_key: str, code: str, situation: Situation | None) -> None:
    xml = SUMMARY.format(nfe_key).replace("<cSitNFe>1", f"<cSitNFe>{code}")
    found = read(xml.encode())
    assert isinstance(found, DocumentSummary)
    assert found.situation is situation


def test_without_a_key_there_is_no_identity() -> None:
    with pytest.raises(IdentityMissing):
        read(SUMMARY.format("x").encode())


def test_without_a_tax_id_it_is_nobodys(nfe_key: str) -> None:
    xml = SUMMARY.format(nfe_key).replace("<CNPJ>12ABC34501DE35</CNPJ>", "")
    assert read(xml.encode()).party_tax_ids == frozenset()
