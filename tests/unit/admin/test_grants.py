"""What a mailbox's owner granted, read from a pipe."""

import io

import pytest

from malote.admin.grants import read_grant
from malote.errors import InvalidInput

GRANT = '{"client_id": "app", "client_secret": "canary", "refresh_token": "canary/1"}'


def test_a_grant_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(GRANT + "\n"))
    found = read_grant()
    assert "canary" not in repr(found)
    assert found.fields() == {
        "client_id": "app",
        "client_secret": "canary",
        "refresh_token": "canary/1",
        "directory": "common",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "não é JSON"),
        ('{"installed": {"client_secret": "canary"}}', "client_id, refresh_token"),
        (GRANT.replace("app", "a\\u0001"), "client_id"),
    ],
)
def test_what_is_wrong_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    with pytest.raises(InvalidInput) as caught:
        read_grant()
    assert caught.value.detail.endswith(f": {told}")
