"""Each remark where it is due, and nowhere else."""

import re
from datetime import UTC, datetime

import pytest

from malote.fiscal.checks import text_remarks
from malote.fiscal.inspector import Inspector
from malote.fiscal.remarks import Remark, RemarkCode
from malote.fiscal.xml import parse
from tests.unit.fiscal.conftest import CANCELLATION, CTE, NFE, NFE_KEY

RECEIVED = datetime(2026, 8, 4, 12, tzinfo=UTC)
UNSIGNED = re.sub(r"<Signature.*?</Signature>", "", NFE, flags=re.DOTALL)
FIRST_40 = NFE_KEY[:40]
SUMMARY = (
    f'<resNFe xmlns="http://www.portalfiscal.inf.br/nfe"><chNFe>{NFE_KEY}</chNFe>'
    "<CNPJ>12ABC34501DE35</CNPJ><dhEmi>2026-08-03T10:20:30-03:00</dhEmi></resNFe>"
)
CTE_IN_ORDER = CTE.replace("<tpAmb>2", "<tpAmb>1").replace("<UF>PR", "<UF>SP")
NFSE_KEY = "42024042200000000000000000000000000126031234567892"
NFSE = (
    f'<NFSe xmlns="http://www.sped.fazenda.gov.br/nfse"><infNFSe Id="NFS{NFSE_KEY}"><nNFSe>1</nNFSe>'
    "<cStat>107</cStat><dhProc>2026-08-03T10:20:30-03:00</dhProc></infNFSe></NFSe>"
)


def remarks(xml: str, received_at: datetime = RECEIVED) -> dict[str, str]:
    found = Inspector().inspect(xml.encode(), received_at).remarks
    assert len({remark.code for remark in found}) == len(found)
    return {remark.code: remark.detail for remark in found}


def only(xml: str, received_at: datetime = RECEIVED) -> dict[str, str]:
    """The remarks but for the signature that these documents do not have."""
    found = remarks(xml, received_at)
    found.pop("signature_absent", None)
    return found


@pytest.mark.parametrize("xml", [UNSIGNED, CANCELLATION, SUMMARY, NFSE, CTE_IN_ORDER])
def test_nothing_is_said_of_what_is_right(xml: str) -> None:
    assert only(xml) == {}


def test_only_what_should_be_signed_is_said_to_lack_a_signature() -> None:
    assert remarks(UNSIGNED).keys() == remarks(CANCELLATION).keys() == {"signature_absent"}
    assert remarks(SUMMARY) == {}


def rekeyed(xml: str, key: str) -> str:
    return xml.replace(NFE_KEY, key)


KEY = {
    "digit": (rekeyed(UNSIGNED, f"{NFE_KEY[:43]}9"), {"check_digit": "o dígito verificador não confere"}),
    "zeros": (
        rekeyed(UNSIGNED, "0" * 44),
        {
            "check_digit": "UF 00, ano e mês 0000: a chave não é de documento nenhum",
            "key_disagrees": "UF 35 no documento e 00 na chave; mês 2608 no documento e 0000 na chave; "
            "emitente 12ABC34501DE35 no documento e 00000000000000 na chave; "
            "modelo 55 no documento e 00 na chave; série 1 no documento e 0 na chave; "
            "número 4321 no documento e 0 na chave",
        },
    ),
    "event's document": (
        rekeyed(CANCELLATION, f"{NFE_KEY[:43]}9"),
        {"check_digit": "o dígito verificador não confere"},
    ),
    "national NFS-e": (
        NFSE.replace(NFSE_KEY, f"{NFSE_KEY[:49]}3"),
        {"check_digit": "o dígito verificador não confere"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), KEY.values(), ids=KEY)
def test_the_key_itself(xml: str, expected: dict[str, str]) -> None:
    assert only(xml) == expected


DISAGREES = {
    "uf": ("<UF>SP</UF>", "<UF>PR</UF>", "UF 41 no documento e 35 na chave"),
    "month": ("2026-08-03T10", "2026-07-31T10", "mês 2607 no documento e 2608 na chave"),
    "issuer": (
        "<emit><CNPJ>12ABC34501DE35", "<emit><CNPJ>11222333000181",
        "emitente 11222333000181 no documento e 12ABC34501DE35 na chave",
    ),
    "model": ("<mod>55", "<mod>65", "modelo 65 no documento e 55 na chave"),
    "series": ("<serie>1<", "<serie>2<", "série 2 no documento e 1 na chave"),
    "number": ("<nNF>4321", "<nNF>4320", "número 4320 no documento e 4321 na chave"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "detail"), DISAGREES.values(), ids=DISAGREES)
def test_the_key_against_the_fields(old: str, new: str, detail: str) -> None:
    assert old in UNSIGNED
    assert only(UNSIGNED.replace(old, new)) == {"key_disagrees": detail}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-08-03T10:20:30-03:00", "2026-08-01T00:30:00+03:00"),  # still July in Greenwich
        ("<UF>SP</UF>", "<UF>EX</UF>"),
        ("<UF>SP</UF>", ""),
        ("<CNPJ>12ABC34501DE35</CNPJ>", ""),
        ("<serie>1</serie><nNF>4321</nNF>", ""),
        ("<dhEmi>2026-08-03T10:20:30-03:00</dhEmi>", ""),
    ],
)
def test_what_is_not_said_does_not_disagree(old: str, new: str) -> None:
    assert old in UNSIGNED
    assert only(UNSIGNED.replace(old, new)) == {}


def with_series(series: str, tax_id: str) -> str:
    key = f"352608{tax_id:0>14}55{series}000004321112345678"
    digit = next(d for d in "0123456789" if _fits(key + d))
    return rekeyed(UNSIGNED, key + digit).replace("<serie>1<", f"<serie>{int(series)}<")


def _fits(key: str) -> bool:
    total = sum((ord(c) - 48) * (2 + n % 8) for n, c in enumerate(reversed(key[:43])))
    return int(key[43]) == (0 if total % 11 < 2 else 11 - total % 11)


def test_a_state_s_own_key_and_a_person_s_agree() -> None:
    assert only(with_series("890", "46377222000129")) == {}
    by_person = with_series("920", "52998224725").replace(
        "<emit><CNPJ>12ABC34501DE35</CNPJ>", "<emit><CPF>52998224725</CPF>"
    )
    assert only(by_person) == {}
    assert only(with_series("001", "46377222000129")).keys() == {"key_disagrees"}


def test_a_cf_e_has_the_equipment_in_its_key_and_needs_no_protocol() -> None:
    key = "3526081122233300018159000123456000042123456"
    key += next(digit for digit in "0123456789" if _fits(key + digit))
    cfe = (
        f'<CFe><infCFe Id="CFe{key}" versao="0.08"><ide><cUF>35</cUF><mod>59</mod>'
        "<nserieSAT>000123456</nserieSAT><nCFe>000042</nCFe><dEmi>20260803</dEmi><hEmi>102030</hEmi>"
        "<tpAmb>1</tpAmb></ide><emit><CNPJ>11222333000181</CNPJ></emit></infCFe></CFe>"
    )
    assert only(cfe) == {}


def test_a_summary_s_and_an_author_s_key() -> None:
    assert only(SUMMARY.replace("<CNPJ>12ABC34501DE35", "<CNPJ>11222333000181")).keys() == {
        "key_disagrees"
    }
    another = CANCELLATION.replace("<CNPJ>12ABC34501DE35", "<CNPJ>98765432000198")
    assert only(another) == {
        "key_disagrees": "emitente 98765432000198 no documento e 12ABC34501DE35 na chave"
    }
    manifestation = another.replace("110111", "210200")
    assert only(manifestation) == {}


def test_tax_ids_by_their_digits() -> None:
    wrong = UNSIGNED.replace("11222333000181", "11222333000180").replace(
        "52998224725", "11111111111"
    )
    assert only(wrong) == {"tax_id_check_digit": "11111111111, 11222333000180"}
    author = CANCELLATION.replace("<CNPJDest>11222333000181", "<CNPJDest>11222333000182")
    assert only(author) == {"tax_id_check_digit": "11222333000182"}


PROTOCOL = {
    "none": (re.sub(r"<protNFe.*</protNFe>", "", UNSIGNED, flags=re.DOTALL), {"no_protocol": ""}),
    "late": (UNSIGNED.replace("<cStat>100", "<cStat>150"), {}),
    "denied": (UNSIGNED.replace("<cStat>100", "<cStat>302"), {"not_authorized": "cStat 302"}),
    "silent": (UNSIGNED.replace("<cStat>100</cStat>", ""), {"not_authorized": "cStat ausente"}),
    "of another key": (
        UNSIGNED.replace(f"<chNFe>{FIRST_40}", f"<chNFe>{FIRST_40[:-4]}9999"),
        {"protocol_of_another": f"chave {FIRST_40[:-4]}9999{NFE_KEY[40:]}"},
    ),
    "event without answer": (
        re.sub(r"<retEvento.*</retEvento>", "", CANCELLATION, flags=re.DOTALL), {"no_protocol": ""},
    ),
    "event refused": (
        CANCELLATION.replace("<cStat>135", "<cStat>573"), {"not_authorized": "cStat 573"},
    ),
    "NFS-e of an unknown way": (
        NFSE.replace("<cStat>107", "<cStat>999"), {"not_authorized": "cStat 999"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), PROTOCOL.values(), ids=PROTOCOL)
def test_the_authority_s_answer(xml: str, expected: dict[str, str]) -> None:
    assert only(xml) == expected


def test_the_digest_that_was_authorized() -> None:
    assert remarks(NFE)["protocol_of_another"] == "digVal authorized="
    assert "protocol_of_another" not in remarks(NFE.replace("authorized=", "own="))


def test_homologation() -> None:
    assert only(UNSIGNED.replace("<tpAmb>1", "<tpAmb>2")) == {"homologation": ""}
    assert only(CANCELLATION.replace("<tpAmb>1", "<tpAmb>2")) == {"homologation": ""}


@pytest.mark.parametrize(
    ("received_at", "expected"),
    [
        ("2026-08-02T13:20:30Z", {}),  # a day before, within what clocks may differ
        ("2026-08-02T13:20:29Z", {"future_date": "data de 03/08/2026"}),
        ("2026-09-21T02:59:59Z", {}),  # still the 20th in Brasília
        ("2026-09-21T03:00:00Z", {"late": "emitido em 03/08/2026"}),
        ("2027-01-05T00:00:00Z", {"late": "emitido em 03/08/2026"}),
    ],
)
def test_dates_against_the_arrival(received_at: str, expected: dict[str, str]) -> None:
    assert only(UNSIGNED, datetime.fromisoformat(received_at)) == expected


def test_an_event_is_never_late_but_may_come_from_the_future() -> None:
    assert only(CANCELLATION, datetime(2027, 1, 1, tzinfo=UTC)) == {}
    assert only(CANCELLATION, datetime(2026, 8, 1, tzinfo=UTC)).keys() == {"future_date"}


def misread(encoding: str) -> list[str]:
    """Portuguese letters as UTF-8 read otherwise; but those that real text may have after Ã."""
    letters = (one.encode().decode(encoding, "replace") for one in "áâãäéêíóôõöúüçñÁÂÃÇÉÍÓÔÕÚºª")
    return [one for one in letters if one[1] not in "’”–—"]


@pytest.mark.parametrize("letter", sorted({*misread("latin-1"), *misread("cp1252")}))
def test_text_read_in_the_wrong_encoding(letter: str) -> None:
    for encoding in ("utf-8", "utf-16", "us-ascii"):  # in ASCII, as references to characters
        xml = f"<?xml version='1.0' encoding='{encoding}'?><a>A{letter}O</a>"
        written = xml.encode(encoding, "xmlcharrefreplace")
        assert [one.code for one in text_remarks(parse(written), written)] == ["mojibake"]


def test_a_lost_letter_anywhere_and_where_it_was() -> None:
    wrong = UNSIGNED.replace("<cProd>A", "<cProd>Peça de reposiÃ§Ã£o em aço")
    assert only(wrong) == {"mojibake": "Peça de reposiÃ§Ã£o em aço"}
    assert only(UNSIGNED.replace("Modelo", "Modelo\ufffd")).keys() == {"mojibake"}


@pytest.mark.parametrize(
    "text",
    [
        "IRMÃOS SÃO JOÃO &amp; CIA", "AMANHÃ", "“PROJETO AMANHÃ”", "ROMÃ – FRUTAS", "ÂNGELA CÂMARA",
        "MAÇÃ\u00a0FUJI", "ÃO", "Nº 1ª 2º", "ação, coração e pão", "A LÃ, A MAÇÃ; A RÃ. IMÃ: (IMÃ)",
    ],
)  # fmt: skip
def test_portuguese_is_not_taken_for_broken(text: str) -> None:
    xml = f"<a>{text}</a>".encode()
    assert list(text_remarks(parse(xml), xml)) == []


def test_every_code_has_a_sentence() -> None:
    sentences = [Remark.of(code).message for code in RemarkCode]
    assert len(set(sentences)) == len(sentences)
    assert all(one[0].isupper() and one.endswith(".") for one in sentences)
