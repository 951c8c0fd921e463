"""What ``malote-admin mailbox`` refuses before anything is stored."""

import pytest

from malote.admin.mailboxes import _validated
from malote.errors import InvalidInput
from malote.settings import settings

GIVEN: dict[str, object] = {
    "tenant": "acme",
    "mailbox_id": "notas",
    "host": "imap.gmail.com",
    "username": "u",
    "secret_name": "s",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STAGE", "TABLE_NAME", "BUCKET_NAME"):
        monkeypatch.setenv(name, "x")
    monkeypatch.delenv("LOOPBACK_MAIL_HOSTS", raising=False)
    settings.cache_clear()


@pytest.mark.parametrize(
    "changes", [{"port": 2525}, {"port": 143}, {"security": "starttls"}, {"port": 465}]
)
def test_another_port_than_its_own(
    changes: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _validated(GIVEN | changes)
    assert refused.value.detail == "port: use 993 com tls ou 143 com starttls"
    monkeypatch.setenv("LOOPBACK_MAIL_HOSTS", "true")
    settings.cache_clear()
    assert _validated(GIVEN | changes)


def test_its_own_port() -> None:
    assert _validated(GIVEN).port == 993
    assert _validated(GIVEN | {"security": "starttls", "port": 143}).port == 143


def test_a_second_command_in_a_host() -> None:
    with pytest.raises(InvalidInput, match=r"host: .*quebra de linha"):
        _validated(GIVEN | {"host": "imap.gmail.com\r\nA LOGOUT"})
