"""A mailbox as a request describes it: what is filled in, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from malote.errors import InvalidInput
from malote.mailboxes.models import AfterImport, Mailbox
from malote.mailboxes.requests import MailboxRequest, NewMailbox, checked

GIVEN: dict[str, object] = {
    "tenant": "acme",
    "mailbox_id": "notas",
    "host": "imap.gmail.com",
    "username": "u",
    "secret_name": "s",
}


def described(**asked: Any) -> Mailbox:
    return MailboxRequest.model_validate(asked).mailbox("acme", "notas")


def door(mailbox: Mailbox) -> tuple[str, int, str, str]:
    return mailbox.host, mailbox.port, mailbox.security, mailbox.username


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"address": "ana@gmail.com"}, ("imap.gmail.com", 993, "tls", "ana@gmail.com")),
        ({"username": "ana@gmail.com"}, ("imap.gmail.com", 993, "tls", "ana@gmail.com")),
        ({"address": "a@gmail.com", "host": "h"}, ("h", 993, "tls", "a@gmail.com")),
        ({"address": "a@gmail.com", "username": "b"}, ("imap.gmail.com", 993, "tls", "b")),
        ({"host": "h", "username": "u", "port": 143}, ("h", 143, "starttls", "u")),
        ({"host": "h", "username": "u", "security": "starttls"}, ("h", 143, "starttls", "u")),
    ],
)
def test_what_is_left_out_is_filled_in(asked: Any, found: object) -> None:
    assert door(described(**asked)) == found


def test_the_rest_is_as_usual_unless_told() -> None:
    usual = described(host="h", username="u")
    assert (usual.folder, usual.after_import, usual.move_to) == ("INBOX", "leave", "Malote")
    told = described(host="h", username="u", folder="Notas", after_import="move", move_to="Lidas")
    assert (told.folder, told.after_import, told.move_to) == ("Notas", AfterImport.MOVE, "Lidas")
    assert usual.revision != told.revision


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({}, "username: falta"),
        ({"host": "h"}, "username: falta"),
        ({"address": "ana@padaria.example"}, "host: falta"),
        ({"host": "h", "username": "u", "port": 2525}, "port: use 993 com tls ou 143 com starttls"),
        ({"host": "h", "username": "u", "port": 143, "security": "tls"}, "port: use"),
        ({"host": "h", "username": "u", "port": 465}, "port: use"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(asked: Any, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        described(**asked)


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "imap.gmail.com\r\nA LOGOUT"},
        {"username": "a\nb"},
        {"folder": "a\0b"},
        {"password": "segredo-1\r\nA LOGOUT"},
        {"password": ""},
        {"auth": "google", "password": "segredo-1"},
        {"grant": {"client_id": "c", "refresh_token": "segredo-1"}},
        {"auth": "google", "grant": {"client_id": "c", "refresh_token": "segredo-1", "x": "y"}},
        {"security": "none"},
        {"port": 0},
        {"tenant": "outra"},
        {"secret_name": "malote/x"},
        {"after_import": "delete"},
    ],
)
def test_what_is_no_request(wrong: dict[str, object]) -> None:
    asked = {"id": "notas", "host": "h", "username": "u"} | wrong
    with pytest.raises(ValidationError) as refused:
        NewMailbox.model_validate(asked)
    assert "segredo" not in str(refused.value)


def test_a_secret_shows_in_no_request() -> None:
    asked = NewMailbox.model_validate(
        {"id": "n", "host": "h", "username": "u", "password": "segredo-1"}
    )
    assert "segredo" not in f"{asked!r} {asked} {asked.model_dump()} {asked.model_dump_json()}"


@pytest.mark.parametrize(
    "changes", [{"port": 2525}, {"port": 143}, {"security": "starttls"}, {"port": 465}]
)
def test_another_port_than_its_own(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(GIVEN | changes)
    assert refused.value.detail == "port: use 993 com tls ou 143 com starttls"
    assert checked(GIVEN | changes, any_port=True)


def test_its_own_port() -> None:
    assert checked(GIVEN).port == 993
    assert checked(GIVEN | {"security": "starttls", "port": 143}).port == 143


def test_a_second_command_in_a_host() -> None:
    with pytest.raises(InvalidInput, match=r"host: .*quebra de linha"):
        checked(GIVEN | {"host": "imap.gmail.com\r\nA LOGOUT"})
