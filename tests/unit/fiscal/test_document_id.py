"""Names of documents, with and without a key; alphanumeric CNPJs throughout."""

import re

import pytest

from malote.fiscal.document_id import (
    DOCUMENT_ID,
    find_dps_id,
    find_nfse_key,
    issuer_tax_id,
    municipal_id,
)

ACCESS_KEY = "35260812ABC34501DE35550010000043211123456785"
NFSE_KEY = "35503082" + "2" + "12ABC34501DE35" + "0000000000042" + "2608" + "123456789" + "0"
NFSE_KEY_CPF = "35503082" + "1" + "00052998224725" + "0000000000042" + "2608" + "123456789" + "0"
DPS_ID = "DPS" + "3550308" + "2" + "12ABC34501DE35" + "00007" + "000000000000042"
DPS_ID_CPF = "DPS" + "3550308" + "1" + "00052998224725" + "00007" + "000000000000042"
MUNICIPAL = "NFSE-3550308-12ABC34501DE35-42"

NAMED = [
    (ACCESS_KEY, "12ABC34501DE35"),
    (NFSE_KEY, "12ABC34501DE35"),
    (NFSE_KEY_CPF, "52998224725"),
    (DPS_ID, "12ABC34501DE35"),
    (DPS_ID_CPF, "52998224725"),
    (MUNICIPAL, "12ABC34501DE35"),
    ("ID352612ABC34501DE3555001000000010000000020", "12ABC34501DE35"),
    ("ID3512ABC34501DE3557001000000010000000020", "12ABC34501DE35"),  # a CT-e's
    ("NFSE-0000000-52998224725-202600000000042", "52998224725"),
]
NAMELESS = [
    "", ACCESS_KEY[1:], ACCESS_KEY.lower(), NFSE_KEY + "0", NFSE_KEY[:-1] + "A", "DPS" + NFSE_KEY,
    DPS_ID[3:], "NFSE-355030-12ABC34501DE35-42", "NFSE-3550308-12ABC34501DE35-",
    "NFSE-3550308-5299822472-42", MUNICIPAL + "/..", f"x{MUNICIPAL}", "DOCS",
    "ID3526212ABC34501DE3555001000000010000000020",
]  # fmt: skip


@pytest.mark.parametrize(("name", "tax_id"), NAMED)
def test_who_issued_what_is_so_named(name: str, tax_id: str) -> None:
    assert re.fullmatch(DOCUMENT_ID, name)
    assert re.fullmatch("[0-9A-Z-]+", name)
    assert issuer_tax_id(name) == tax_id


@pytest.mark.parametrize("name", NAMELESS)
def test_no_name_of_a_document(name: str) -> None:
    assert not re.fullmatch(DOCUMENT_ID, name)
    assert issuer_tax_id(name) is None


def test_the_pattern_is_one_alternative_of_a_greater_one() -> None:
    assert re.fullmatch(f"{DOCUMENT_ID}#x", f"{MUNICIPAL}#x")
    assert not re.fullmatch(f"{DOCUMENT_ID}#x", ACCESS_KEY)


@pytest.mark.parametrize(
    "text",
    [NFSE_KEY, f"NFS{NFSE_KEY}", f"nfs{NFSE_KEY.lower()}", f"\n {NFSE_KEY[:9]} {NFSE_KEY[9:]}"],
)
def test_a_national_key_in_whatever_dress(text: str) -> None:
    assert find_nfse_key(text) == NFSE_KEY


@pytest.mark.parametrize("text", [None, "", NFSE_KEY[1:], f"DPS{NFSE_KEY}", f"NFſ{NFSE_KEY}"])
def test_no_national_key(text: str | None) -> None:
    assert find_nfse_key(text) is None


def test_a_dps_id_in_whatever_dress() -> None:
    assert find_dps_id(f" {DPS_ID.lower()} ") == DPS_ID
    for text in (None, "", DPS_ID[3:], DPS_ID[:-1], f"NFS{NFSE_KEY}"):
        assert find_dps_id(text) is None


@pytest.mark.parametrize(
    ("municipalities", "name"),
    [
        (("3550308", "3509502"), MUNICIPAL),
        ((None, "3550308"), MUNICIPAL),
        (("6291", "3550308"), MUNICIPAL),  # the Receita's own code of a city, of four digits
        ((None, "São Paulo", ""), "NFSE-0000000-12ABC34501DE35-42"),
    ],
)
def test_the_city_is_the_first_that_ibge_knows(
    municipalities: tuple[str | None, ...], name: str
) -> None:
    assert municipal_id("12ABC34501DE35", 42, *municipalities) == name
