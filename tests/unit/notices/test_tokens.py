"""The link of a notice proves whose it is, and nobody can make another."""

import pytest

from malote.notices.models import NoticeKind
from malote.notices.tokens import Choice, issue, read

KEY = b"k" * 64
CHOICE = Choice("acme", "0b5c6d1e-1111-2222-3333-444455556666", NoticeKind.MAILBOX_PAUSED)
TOKEN = issue(KEY, CHOICE)


def test_it_says_what_it_was_issued_for() -> None:
    assert read(KEY, TOKEN) == CHOICE
    assert len({issue(KEY, CHOICE._replace(kind=kind)) for kind in NoticeKind}) == len(NoticeKind)


def test_it_goes_into_a_header_and_a_url_as_it_is() -> None:
    assert TOKEN.replace("-", "").replace("_", "").isalnum()
    assert len(TOKEN) < 200


def test_no_character_of_it_can_be_another() -> None:
    # The very last one may have bits that say nothing (RFC 4648, 3.5).
    for at in range(len(TOKEN) - 1):
        other = "A" if TOKEN[at] != "A" else "B"
        assert read(KEY, f"{TOKEN[:at]}{other}{TOKEN[at + 1 :]}") is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "=",
        "á",
        "\0",
        "a" * 400,
        TOKEN[:-4],
        TOKEN + "AAAA",
        "." * 80,
        issue(b"other", CHOICE),
    ],
)
def test_anything_else_is_none(token: str) -> None:
    assert read(KEY, token) is None


@pytest.mark.parametrize(
    "said", [("a", "b"), ("a", "b", "of_old"), ("a", "b", "mailbox_paused", "c")]
)
def test_what_we_signed_but_know_no_more_is_none(said: tuple[str, ...]) -> None:
    assert read(KEY, issue(KEY, said)) is None  # type: ignore[arg-type]
