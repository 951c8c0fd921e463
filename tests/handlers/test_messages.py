"""The API of messages: what it takes, what it answers, and how it refuses."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.messages.handler import handle
from functions.uploads.handler import handle as uploads
from malote import bootstrap
from malote.audit import Action
from malote.bootstrap import sending
from malote.messages.models import Message
from malote.messages.queries import MessageQuery
from tests.fakes.pace import FixedPace
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS, problem
from tests.unit.messages.desk import PLAIN, Desk

ID = "20261121t120000000-0123456789ab"


@dataclass
class FixedList:
    """Stands where ``MessageList`` does, and remembers what it was asked."""

    messages: list[Message]
    asked: list[Any] = field(default_factory=list)

    def page(self, *asked: Any) -> tuple[list[Message], str | None]:
        self.asked.append(asked)
        return self.messages, "next"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    desk = Desk()
    monkeypatch.setattr(sending, "posting", lambda: desk.posting)
    monkeypatch.setattr(sending, "outbox", lambda: desk.outbox)
    monkeypatch.setattr(sending, "files", lambda: desk.files)
    monkeypatch.setattr(bootstrap, "audit_trail", lambda: desk.trail)
    return desk


def post(path: str, body: Any = None, key: str | None = None, claims: Any = CLAIMS) -> Any:
    return handle(api("POST", path, claims, body=body, key=key), Context())


def test_a_message_is_taken_shown_called_back_and_sent_again(desk: Desk) -> None:
    answer = post("/messages", PLAIN, key="k")
    made = json.loads(answer["body"])
    assert (answer["statusCode"], made["status"], made["to"]) == (202, "queued", PLAIN["to"])
    assert json.loads(post("/messages", PLAIN, key="k")["body"]) == made
    path = f"/messages/{made['id']}"
    shown = json.loads(handle(api("GET", path, CLAIMS), Context())["body"])
    assert made.items() <= shown.items()
    assert (shown["text"], shown["attempts"], shown["mime_url"]) == (PLAIN["text"], [], None)
    cancelled = post(f"{path}/cancel")
    assert (cancelled["statusCode"], json.loads(cancelled["body"])["status"]) == (200, "cancelled")
    again = post(f"{path}/resend")
    assert (again["statusCode"], json.loads(again["body"])["status"]) == (202, "queued")
    assert problem(post(f"{path}/resend"))[:2] == (409, "message_settled")
    assert {each.target for each in desk.trail.kept} == {made["id"]}
    assert {each.actor.name for each in desk.trail.kept} == {"u-1"}


@pytest.mark.parametrize(
    ("given", "customer"),
    [("Bia@Cliente.test", "bia@cliente.test"), ("12abc34501DE35", "12ABC34501DE35")],
)
def test_the_list_passes_its_filters_on(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, given: str, customer: str
) -> None:
    found = FixedList([desk.post(PLAIN)])
    monkeypatch.setattr(sending, "message_list", lambda: found)
    query = {"customer": given, "status": "sent", "period": "2026-10", "limit": "7"}
    event = api("GET", "/messages", CLAIMS, query=query)
    body = json.loads(handle(event, Context())["body"])
    assert (len(body["items"]), body["next_cursor"]) == (1, "next")
    wanted = MessageQuery(customer, found.asked[0][1].status, ("2026-10", "2026-10"))
    assert found.asked == [("acme", wanted, 7, None)]
    assert wanted.status == "sent"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("null", "o corpo não é um objeto JSON"),
        ({**PLAIN, "to": ["x"]}, "to.0: não é um endereço de e-mail"),
        ({**PLAIN, "to": ["a@b.test\r\nBcc: c@d.test"]}, "to.0: quebra de linha"),
        ({**PLAIN, "subject": "a\r\nBcc: c@d.test"}, "subject: quebra de linha"),
        ({**PLAIN, "text": "a\0"}, "text: caractere de controle não é permitido"),
        ({**PLAIN, "zzz": 1}, "zzz: campo desconhecido"),
        ({"to": PLAIN["to"]}, "diga template, ou subject e text"),
        (
            {**PLAIN, "attachments": [{"kind": "xml", "document": "1"}]},
            "attachments.0.xml.document",
        ),
        ({**PLAIN, "attachments": [{"kind": "zzz"}]}, "attachments.0: em 'kind' use 'xml', 'pdf'"),
        ({**PLAIN, "attachments": [{}]}, "attachments.0: falta 'kind'"),
        ({**PLAIN, "to": "a@b.test"}, "to: não é uma lista"),
        ({**PLAIN, "to": ["a@b.test"] * 51}, "to: é longo demais: no máximo 50"),
        ({**PLAIN, "to": [], "cc": PLAIN["to"]}, "to: diga para quem"),
        ({"x" * 1_000_000: 1}, "xxx"),
    ],
)
def test_a_bad_message_is_told_what_is_wrong(desk: Desk, body: Any, told: str) -> None:
    status, code, answer = problem(post("/messages", body))
    assert (status, code) == (400, "invalid_input")
    assert told in answer["detail"]
    assert len(answer["detail"]) <= 500
    assert not desk.outbox.entries


def test_the_same_key_for_another_message_is_refused(desk: Desk) -> None:
    post("/messages", PLAIN, key="k")
    answer = post("/messages", {**PLAIN, "text": "x"}, key="k")
    assert problem(answer)[:2] == (409, "idempotency_mismatch")


def test_without_an_account_it_says_where_to_make_one(desk: Desk) -> None:
    desk.accounts.kept.clear()
    status, code, body = problem(post("/messages", PLAIN))
    assert (status, code) == (409, "mail_settings_missing")
    assert "/mail-settings" in body["action"]


@pytest.mark.parametrize("path", ["/messages", f"/messages/{ID}/cancel", f"/messages/{ID}/resend"])
def test_without_a_tenant_nothing_is_done(desk: Desk, path: str) -> None:
    for claims in (None, {"token_use": "access", "custom:tenant": "acme"}):
        assert problem(post(path, PLAIN, claims=claims))[:2] == (403, "forbidden")
    assert desk.trail.kept == []


def test_what_is_not_there(desk: Desk) -> None:
    for path in (f"/messages/{ID}/cancel", f"/messages/{ID}/resend"):
        assert problem(post(path))[:2] == (404, "not_found")
    assert problem(handle(api("GET", f"/messages/{ID}", CLAIMS), Context()))[0] == 404
    assert problem(handle(api("GET", "/messages/zzz", CLAIMS), Context()))[0] == 400


def test_a_flood_is_told_to_wait(desk: Desk, pace: FixedPace) -> None:
    pace.full = True
    for path in ("/messages", f"/messages/{ID}/resend"):
        assert problem(post(path, PLAIN))[:2] == (429, "too_soon")
    assert problem(upload(b"x"))[:2] == (429, "too_soon")
    assert pace.taken == [("acme", each) for each in ("message", "message", "file")]
    assert desk.trail.kept == []


def upload(content: bytes) -> Any:
    event = api("POST", "/files", CLAIMS)
    event |= {"body": b64encode(content).decode(), "isBase64Encoded": True}
    return uploads(event, Context())


def test_a_file_is_kept_under_its_hash(desk: Desk) -> None:
    answer = upload(b"%PDF\xff")
    body = json.loads(answer["body"])
    assert (answer["statusCode"], body["size"]) == (201, 5)
    assert desk.files.kept == {("acme", body["id"]): b"%PDF\xff"}
    (told,) = desk.trail.kept
    assert (told.action, told.target) == (Action.FILE_UPLOADED, body["id"])


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", (400, "invalid_input")), (b"x" * 4_500_001, (413, "attachment_too_large"))],
)
def test_a_file_that_is_none_or_too_large(
    desk: Desk, content: bytes, expected: tuple[int, str]
) -> None:
    assert problem(upload(content))[:2] == expected
    assert not desk.files.kept
