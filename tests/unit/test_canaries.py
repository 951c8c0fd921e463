import gzip
import json
from collections.abc import Callable

import pytest

from tests.canaries import MARKS, Canaries
from tests.encodings import FILES, WORDS

FORMS = WORDS | FILES


@pytest.fixture
def canaries() -> Canaries:
    planted = Canaries()
    for purpose in ("mail password", "token", "PFX password"):
        planted.plant(purpose)
    return planted


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_it_is_found_however_it_is_written(
    canaries: Canaries, form: Callable[[str], bytes]
) -> None:
    secret = canaries.planted["token"]
    assert canaries.found(form(secret)) == ["token"]
    assert canaries.found(form(f"before {secret} after")) == ["token"]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("half", [slice(0, 16 + len(MARKS)), slice(16, None)])
def test_half_of_it_is_found(canaries: Canaries, form: Callable[[str], bytes], half: slice) -> None:
    assert canaries.found(form(canaries.planted["token"][half])) == ["token"]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_what_comes_near_is_not_found(canaries: Canaries, form: Callable[[str], bytes]) -> None:
    for purpose, secret in canaries.planted.items():
        near = secret.replace(secret[5], "_").replace(secret[-5], "_")
        assert canaries.found(form(near)) == [], purpose
        assert canaries.found(form(secret[1:15] + MARKS + secret[-15:-1])) == []
        assert canaries.found(form(Canaries().plant(purpose))) == []


def test_text_holds_them_too(canaries: Canaries) -> None:
    text = "é \ud800 " + canaries.planted["token"] + repr(canaries.planted["mail password"])
    assert canaries.found(text) == ["mail password", "token"]
    assert canaries.found("") == []


def test_a_name_is_scanned_with_what_it_names(canaries: Canaries) -> None:
    token = canaries.planted["token"]
    assert canaries.scan("log", b"nothing") == []
    assert canaries.scan("log", token) == ["token in 'log'"]
    assert len(canaries.scan(f"inbox/{token}", b"")) == 1


@pytest.mark.parametrize(
    "broken", [b"\x1f\x8b", b"\x1f\x8b\x08garbage", gzip.compress(b"x", mtime=0)[:-5]]
)
def test_a_broken_file_is_read_as_it_is(canaries: Canaries, broken: bytes) -> None:
    assert canaries.found(broken) == []
    assert canaries.found(broken + canaries.planted["token"].encode()) == ["token"]


def test_secrets_of_others_are_adopted() -> None:
    canaries = Canaries()
    jwt = canaries.adopt("id token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1LTEifQ.c2lnbmF0dXJlLW9mLWl0")
    assert canaries.found(json.dumps({"Authorization": jwt})) == ["id token"]
    long = canaries.adopt("refresh token", "".join(map(str, range(100, 400))))
    assert canaries.found(f"{long[:40]}…") == ["refresh token"]
    with pytest.raises(ValueError, match="short: 12 letters"):
        canaries.adopt("short", "senha-123 senha-456")


def test_marks_are_chosen_where_not_all_are_allowed() -> None:
    assert Canaries().plant("token", marks="-._~+/").replace("-._~+/", "").isalnum()
