from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import Authorization, Environment, FiscalDocument, Kind, Party, read

BRASILIA = timezone(timedelta(hours=-3))


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode(), details=False)
    assert isinstance(record, FiscalDocument)
    return record


def test_every_field(cte: str, cte_key: str, nfe_key: str) -> None:
    sender = Party(tax_id="12ABC34501DE35", legal_name="Remetente", uf="SP")
    assert document(cte) == FiscalDocument(
        kind=Kind.CTE,
        access_key=cte_key,
        model="57",
        series=1,
        number=604,
        issued_at=datetime(2026, 8, 4, 8, tzinfo=BRASILIA),
        environment=Environment.HOMOLOGATION,
        operation_nature="Transporte",
        issuer=Party(tax_id="0X0J92JY000196", legal_name="Transportadora", uf="PR"),
        recipient=Party(tax_id="11222333000181", uf="MG"),
        sender=sender,
        shipper=Party(tax_id="00000000000191", uf="DF"),
        receiver=Party(tax_id="52998224725", uf="GO"),
        taker=sender,
        authorized_tax_ids=("98765432000198",),
        total_amount=Decimal("2300.00"),
        icms_amount=Decimal("276.00"),
        carried_keys=(nfe_key,),
        authorization=Authorization(
            protocol="141260000000001", status_code="100", access_key=cte_key
        ),
    )


@pytest.mark.parametrize(
    ("tomador", "tax_id"),
    [
        ("<toma3><toma>0</toma></toma3>", "12ABC34501DE35"),
        ("<toma3><toma>1</toma></toma3>", "00000000000191"),
        ("<toma3><toma>2</toma></toma3>", "52998224725"),
        ("<toma3><toma>3</toma></toma3>", "11222333000181"),
        ("<toma03><toma>3</toma></toma03>", "11222333000181"),
        ("<toma4><toma>4</toma><CNPJ>33.444.555/0001-81</CNPJ></toma4>", "33444555000181"),
        ("<toma4><toma>4</toma></toma4>", None),
        ("<toma3><toma>9</toma></toma3>", None),
        ("<toma3/>", None),
        ("", None),
    ],
)
def test_the_taker_is_one_of_them_or_somebody_else(
    cte: str, tomador: str, tax_id: str | None
) -> None:
    taker = document(cte.replace("<toma3><toma>0</toma></toma3>", tomador)).taker
    assert (taker and taker.tax_id) == tax_id


def test_the_fourth_takers_state(cte: str) -> None:
    fourth = "<toma4><CPF>52998224725</CPF><enderToma><UF>BA</UF></enderToma></toma4>"
    taker = document(cte.replace("<toma3><toma>0</toma></toma3>", fourth)).taker
    assert taker == Party(tax_id="52998224725", uf="BA")


@pytest.mark.parametrize(
    ("tax", "amount"),
    [
        ("<ICMS20><vICMS>1.10</vICMS></ICMS20>", "1.10"),
        ("<ICMSOutraUF><vICMSOutraUF>2.20</vICMSOutraUF></ICMSOutraUF>", "2.20"),
        ("<ICMS45><CST>40</CST></ICMS45>", None),
        ("", None),
    ],
)
def test_icms_is_in_one_of_many_groups(cte: str, tax: str, amount: str | None) -> None:
    written = cte[cte.index("<ICMS00>") : cte.index("</ICMS>")]
    read_amount = document(cte.replace(written, tax)).icms_amount
    assert read_amount == (Decimal(amount) if amount else None)


def test_every_carried_note(cte: str, nfe_key: str) -> None:
    other = nfe_key[:-1] + "0"
    more = f"<infNFe><chave>\n {other} </chave></infNFe><infNFe><chave>junk</chave></infNFe>"
    assert document(cte.replace("</infDoc>", f"{more}</infDoc>")).carried_keys == (nfe_key, other)


def test_whose_it_is(cte: str) -> None:
    fourth = "<toma4><CNPJ>33444555000181</CNPJ></toma4>"
    everybody = document(cte.replace("<toma3><toma>0</toma></toma3>", fourth)).party_tax_ids
    assert everybody == {
        "0X0J92JY000196", "12ABC34501DE35", "00000000000191", "52998224725",
        "11222333000181", "98765432000198", "33444555000181",
    }  # fmt: skip


def test_identity(cte: str, cte_key: str) -> None:
    assert document(cte.replace(f'Id="CTe{cte_key}"', "")).access_key == cte_key
    with pytest.raises(IdentityMissing):
        read(cte.replace(cte_key, "").encode())


def test_a_bare_cte(cte: str) -> None:
    bare = cte[cte.index("<CTe>") : cte.index("<protCTe")]
    bare = bare.replace("<CTe>", '<CTe xmlns="http://www.portalfiscal.inf.br/cte">')
    assert document(bare) == document(cte).model_copy(update={"authorization": None})
