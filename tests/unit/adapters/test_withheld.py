from collections.abc import Callable

import pytest

from malote.adapters.withheld import repeats
from tests.canaries import MARKS, Canaries
from tests.encodings import WORDS

PASSWORDS = [
    Canaries().plant("mail password"),
    f"ab{MARKS}",
    's3nh"a',
    "maçã-7",
    "a b c d e f",
    "\\\\\\1x",
    "100%25 <ok>",
    "%41%42",
    "??>>~~~ok",
]


@pytest.mark.parametrize("form", WORDS.values(), ids=WORDS.keys())
@pytest.mark.parametrize(
    "password", PASSWORDS, ids=map(str, range(len(PASSWORDS)))
)  # one is new each time
def test_a_password_is_seen_however_it_is_written(
    form: Callable[[str], bytes], password: str
) -> None:
    told = form(password)
    assert repeats(told.decode("utf-8", "replace"), password)
    assert repeats(repr(told), password)  # as imaplib's errors quote what they met


@pytest.mark.parametrize("form", WORDS.values(), ids=WORDS.keys())
def test_other_words_are_not_taken_for_it(form: Callable[[str], bytes]) -> None:
    password = Canaries().plant("mail password")
    for words in (password[1:15], password[-15:-1], Canaries().plant("x"), "Invalid credentials"):
        assert not repeats(form(words).decode("utf-8", "replace"), password)


@pytest.mark.parametrize("form", WORDS.values(), ids=WORDS.keys())
def test_a_piece_of_a_long_one_is_enough(form: Callable[[str], bytes]) -> None:
    token = "".join(Canaries().plant("token", marks="-._~") for _ in range(20))
    for start in (0, 13, 300):
        piece = form(token[start : start + 40])
        assert repeats(piece.decode("utf-8", "replace"), token)


def test_no_secret_is_no_reason_to_withhold() -> None:
    assert not repeats("Invalid credentials", "")
