"""How API functions refuse: always a problem, always with what to do, never with a detail of ours."""

import json
from base64 import b64encode
from typing import Any

import pytest

from functions.audit.handler import handle as audit
from functions.documents.handler import handle as documents
from functions.mailboxes.handler import handle as mailboxes
from functions.quarantine.handler import handle as quarantine
from functions.uploads.handler import handle as uploads
from malote.mailboxes.views import PollQueued
from malote.web import accepted, rest_api
from tests.fakes.stores import NOON
from tests.handlers.events import Context, api

CLAIMS = {"token_use": "id", "custom:tenant": "acme", "sub": "u-1"}
KEY = "35180834128745000152550010000476051695511860"


def problem(answer: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
    body = json.loads(answer["body"])
    assert answer["multiValueHeaders"]["Content-Type"] == ["application/problem+json"]
    assert body["status"] == answer["statusCode"]
    assert body["title"]
    assert body["action"]
    return answer["statusCode"], body["code"], body


@pytest.mark.parametrize(
    "claims",
    [
        None,
        {},
        {"token_use": "access", "custom:tenant": "acme", "sub": "u-1"},
        {"token_use": "id", "sub": "u-1"},
        {"token_use": "id", "custom:tenant": "", "sub": "u-1"},
    ],
)
@pytest.mark.parametrize(
    ("handle", "method", "path"),
    [
        (documents, "GET", "/documents"),
        (documents, "GET", f"/documents/{KEY}"),
        (documents, "PATCH", f"/documents/{KEY}"),
        (documents, "GET", f"/documents/{KEY}/xml"),
        (uploads, "POST", "/documents"),
        (quarantine, "GET", "/quarantine"),
        (quarantine, "POST", f"/quarantine/{'f' * 64}/retry"),
        (mailboxes, "GET", "/mailboxes"),
        (mailboxes, "POST", "/mailboxes/notas/poll"),
        (audit, "GET", "/audit"),
    ],
)
def test_without_a_tenant_in_an_id_token_nothing_is_done(
    handle: Any, method: str, path: str, claims: dict[str, str] | None
) -> None:
    assert problem(handle(api(method, path, claims), Context()))[:2] == (403, "forbidden")


@pytest.mark.parametrize(
    ("path", "query", "told"),
    [
        ("/documents", {"kind": "zzz"}, "kind: use"),
        ("/documents", {"status": "zzz"}, "status: use 'returned', 'accepted', 'ignored' ou "),
        ("/documents", {"period": "ontem"}, "period: use AAAA"),
        ("/documents", {"issuer": "1' OR 1"}, "issuer: não está na forma"),
        ("/documents", {"recipient": "1234567890123"}, "recipient: não está na forma"),
        ("/documents", {"number": "dez"}, "number: não é um número inteiro"),
        ("/documents", {"number": "-1"}, "number: é menor do que 0"),
        ("/documents", {"issuer_name": "´"}, "issuer_name: escreva"),
        ("/documents", {"min_amount": "2", "max_amount": "1"}, "min_amount: é maior do que"),
        ("/documents", {"max_amount": "1,00"}, "max_amount: use reais"),
        ("/documents", {"remark": "a) OR (b"}, "remark: use"),
        ("/documents", {"signature": "good"}, "signature: use"),
        ("/documents", {"limit": "0"}, "limit: é menor do que 1"),
        ("/documents", {"limit": "201"}, "limit: é maior do que 200"),
        ("/documents", {"cursor": "zzz"}, "cursor: use o next_cursor"),
        ("/documents/123", {}, "access_key: não está na forma"),
        (f"/documents/{KEY}0", {}, "access_key: não está na forma"),
        (f"/documents/{KEY}/xml", {"sha256": "F" * 64}, "sha256: não está na forma"),
        ("/quarantine", {"cursor": "zzz"}, "cursor: use o next_cursor"),
        ("/quarantine/123/retry", {}, "quarantine_id: não está na forma"),
    ],
)
def test_a_bad_parameter_is_named(path: str, query: dict[str, str], told: str) -> None:
    event = api("POST" if path.endswith("retry") else "GET", path, CLAIMS, query=query)
    handle = quarantine if path.startswith("/quarantine") else documents
    status, code, body = problem(handle(event, Context()))
    assert (status, code) == (400, "invalid_input")
    assert body["detail"].startswith(told)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", "o corpo não é JSON"),
        (b"{", "o corpo não é JSON"),
        (b'{"note": "\xff"}', "o corpo não é JSON"),
        (b"[" * 100_000, "o corpo não é JSON"),
        (b"[]", "o corpo não é um objeto JSON"),
        (b"{}", "diga status, note ou os dois"),
        (b'{"state": "accepted"}', "state: campo desconhecido"),
        (b'{"status": "cancelled"}', "status: use 'accepted', 'ignored' ou 'returned'"),
        (b'{"note": 1}', "note: não é um texto"),
        (b'{"note": "%b"}' % (b"n" * 501), "note: tem mais de 500 caracteres"),
    ],
)
def test_a_bad_decision_is_told_what_is_wrong(sent: bytes, told: str) -> None:
    event = api("PATCH", f"/documents/{KEY}", CLAIMS)
    event["headers"] = {"Content-Type": "text/plain"}  # whatever a client says
    event |= {"body": b64encode(sent).decode(), "isBase64Encoded": True}
    status, code, body = problem(documents(event, Context()))
    assert (status, code, body["detail"]) == (400, "invalid_input", told)


def test_no_such_path() -> None:
    assert problem(documents(api("GET", "/zzz", CLAIMS), Context()))[:2] == (404, "not_found")


def test_an_empty_upload_says_what_to_send() -> None:
    status, code, body = problem(uploads(api("POST", "/documents", CLAIMS), Context()))
    assert (status, code) == (400, "invalid_input")
    assert "XML" in body["detail"]


def test_an_error_of_ours_tells_nothing_of_its_cause() -> None:
    status, code, body = problem(quarantine(api("GET", "/quarantine", CLAIMS), Context()))
    assert (status, code, body["detail"]) == (500, "internal_error", "")


def test_what_is_done_off_the_request_is_answered_in_json() -> None:
    """An answer's body is text: API Gateway takes an object for a failure of ours."""
    app = rest_api()
    app.post("/x")(lambda: accepted(PollQueued(requested_at=NOON)))
    answer = app.resolve(api("POST", "/x", CLAIMS), Context())  # type: ignore[arg-type]
    assert answer["statusCode"] == 202
    assert answer["multiValueHeaders"]["Content-Type"] == ["application/json"]
    assert isinstance(answer["body"], str)


@pytest.mark.parametrize(
    ("groups", "status"),
    [(None, 403), ("", 403), ("operator", 403), ("administrator", 403), ("admin", 500),
     ("operator,admin", 500), ("[operator admin]", 500)],
)  # fmt: skip
def test_the_trail_is_for_admins(groups: str | None, status: int) -> None:
    """Past that there is no table here, which is an error of ours."""
    claims = CLAIMS | ({} if groups is None else {"cognito:groups": groups})
    assert problem(audit(api("GET", "/audit", claims), Context()))[0] == status
