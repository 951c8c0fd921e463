import pytest

from malote import tax_id


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("12.ABC.345/01DE-35", "12ABC34501DE35"),
        ("12abc34501de35", "12ABC34501DE35"),
        (" 529.982.247-25\n", "52998224725"),
        ("11 222 333/0001-81", "11222333000181"),
        ("11222333000181", "11222333000181"),
    ],
)
def test_find_drops_punctuation_and_keeps_letters(written: str, bare: str) -> None:
    assert tax_id.find(written) == bare
    assert tax_id.normalise(written) == bare


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "1122233300018",  # 13
        "112223330001811",  # 15
        "12ABC34501DEX5",  # a letter among the check digits
        "5299822472A",
        "١١٢٢٢٣٣٣٠٠٠١٨١",  # digits, but Arabic ones
        "12ABC34501DEſ5",  # its uppercase is an ASCII S
        "12ſBC34501DE35",
        "12_ABC34501DE35",
    ],
)
def test_find_refuses_what_has_no_tax_ids_form(text: str | None) -> None:
    assert tax_id.find(text) is None


@pytest.mark.parametrize(
    "bare",
    ["12ABC34501DE35", "0X0J92JY000196", "11222333000181", "00000000000191", "52998224725"],
)
def test_check_digits(bare: str) -> None:
    assert tax_id.check_digits_match(bare)
    for position in (-1, -2, 0):
        wrong = list(bare)
        wrong[position] = str((int(wrong[position]) + 1) % 10)
        assert not tax_id.check_digits_match("".join(wrong))


@pytest.mark.parametrize("bare", ["00000000000000", "11111111111", "", "123", "12ABC34501DE3"])
def test_check_digits_of_nobody(bare: str) -> None:
    assert not tax_id.check_digits_match(bare)


def test_the_branches_of_a_company_have_one_base_and_people_their_own() -> None:
    assert tax_id.base("12ABC34501DE35") == tax_id.base("12ABC34500ZZ00") == "12ABC345"
    assert tax_id.base("52998224725") != tax_id.base("52998224806")


def test_forms_exclude_each_other() -> None:
    assert tax_id.is_cnpj("12ABC34501DE35")
    assert not tax_id.is_cpf("12ABC34501DE35")
    assert tax_id.is_cpf("52998224725")
    assert not tax_id.is_cnpj("52998224725")


@pytest.mark.parametrize(
    ("bare", "read", "base"),
    [
        ("12ABC34501DE35", "12.ABC.345/01DE-35", "12.ABC.345"),
        ("52998224725", "529.982.247-25", "529.982.247-25"),
        ("junk", "junk", "junk"),
    ],
)
def test_formatted(bare: str, read: str, base: str) -> None:
    assert (tax_id.formatted(bare), tax_id.formatted_base(bare)) == (read, base)
