from dataclasses import FrozenInstanceError

import pytest

from malote.fiscal import AccessKey

VECTOR = "3526050X0J92JY000196570010000006041448679011"


def test_every_part() -> None:
    key = AccessKey(VECTOR)
    assert key.uf_code == "35"
    assert key.year_month == "2605"
    assert key.tax_id == "0X0J92JY000196"
    assert key.issuer_tax_id == "0X0J92JY000196"
    assert key.model == "57"
    assert key.series == 1
    assert key.number == 604
    assert key.emission_type == "1"
    assert key.check_digit == "1"
    assert str(key) == VECTOR


def test_check_digit_matches_or_not_but_never_raises() -> None:
    assert AccessKey(VECTOR).check_digit_matches
    assert [AccessKey(VECTOR[:43] + digit).check_digit_matches for digit in "0123456789"].count(
        True
    ) == 1


def test_remainder_under_two_gives_zero() -> None:
    # 43 zeros sum 0: 11 - 0 is 11, and 10 or more becomes 0.
    assert AccessKey("0" * 44).check_digit_matches


@pytest.mark.parametrize(
    "text",
    [
        VECTOR,
        f"CTe{VECTOR}",
        f"cte{VECTOR}",
        f"NFE{VECTOR}",
        f" \n CTe{VECTOR}\t",
        f"CTe {VECTOR[:22]}\n    {VECTOR[22:]}",
        VECTOR.lower(),
        " ".join(VECTOR[i : i + 4] for i in range(0, 44, 4)),
    ],
)
def test_find_forgives_prefix_case_and_blanks(text: str) -> None:
    assert AccessKey.find(text) == AccessKey(VECTOR)


@pytest.mark.parametrize(
    "text",
    [None, "", "NFe", VECTOR[:43], f"{VECTOR}0", f"NFe{VECTOR}x", VECTOR.replace("X", "ſ"),
     VECTOR.replace("0X0J", "٠X0J"), "X" + VECTOR[1:]],
)  # fmt: skip
def test_find_gives_none_for_any_other_form(text: str | None) -> None:
    assert AccessKey.find(text) is None


def test_the_constructor_is_strict_and_the_value_frozen() -> None:
    with pytest.raises(ValueError, match="44"):
        AccessKey(f"NFe{VECTOR}")
    with pytest.raises(FrozenInstanceError):
        AccessKey(VECTOR).value = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("model", "series", "padded", "expected"),
    [
        ("55", "920", "00052998224725", "52998224725"),
        ("55", "969", "00052998224725", "52998224725"),
        ("57", "920", "00052998224725", "52998224725"),
        ("55", "919", "00052998224725", "00052998224725"),
        ("55", "970", "00052998224725", "00052998224725"),
        ("65", "920", "00052998224725", "00052998224725"),
        ("55", "920", "12ABC34501DE35", "12ABC34501DE35"),
        ("55", "001", "00000000000191", "00000000000191"),
    ],
)
def test_a_persons_cpf_shows_by_the_series(
    model: str, series: str, padded: str, expected: str
) -> None:
    key = AccessKey(f"352608{padded}{model}{series}000000007112345678" + "0")
    assert key.tax_id == padded
    assert key.issuer_tax_id == expected
