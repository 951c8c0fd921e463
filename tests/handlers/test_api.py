"""How API functions refuse: always a problem, always with what to do, never with a detail of ours."""

import json
from typing import Any

import pytest

from functions.documents.handler import handle as documents
from functions.mailboxes.handler import handle as mailboxes
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
        (documents, "POST", "/documents"),
        (documents, "GET", f"/documents/{KEY}"),
        (documents, "GET", f"/documents/{KEY}/xml"),
        (documents, "GET", "/quarantine"),
        (mailboxes, "GET", "/mailboxes"),
        (mailboxes, "POST", "/mailboxes/notas/poll"),
    ],
)
def test_without_a_tenant_in_an_id_token_nothing_is_done(
    handle: Any, method: str, path: str, claims: dict[str, str] | None
) -> None:
    assert problem(handle(api(method, path, claims), Context()))[:2] == (403, "forbidden")


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        ("/documents", {"kind": "zzz"}, "kind"),
        ("/documents", {"status": "zzz"}, "status"),
        ("/documents", {"period": "ontem"}, "period"),
        ("/documents", {"issuer": "1' OR 1"}, "issuer"),
        ("/documents", {"limit": "0"}, "limit"),
        ("/documents", {"limit": "201"}, "limit"),
        ("/documents", {"cursor": "zzz"}, "cursor"),
        ("/quarantine", {"cursor": "zzz"}, "cursor"),
        ("/documents/123", {}, "access_key"),
        (f"/documents/{KEY}0", {}, "access_key"),
    ],
)
def test_a_bad_parameter_is_named(path: str, query: dict[str, str], named: str) -> None:
    event = api("GET", path, CLAIMS)
    event["queryStringParameters"] = query
    event["multiValueQueryStringParameters"] = {name: [value] for name, value in query.items()}
    status, code, body = problem(documents(event, Context()))
    assert (status, code) == (400, "invalid_input")
    assert named in body["detail"]


def test_no_such_path() -> None:
    assert problem(documents(api("GET", "/zzz", CLAIMS), Context()))[:2] == (404, "not_found")


def test_an_empty_upload_says_what_to_send() -> None:
    status, code, body = problem(documents(api("POST", "/documents", CLAIMS), Context()))
    assert (status, code) == (400, "invalid_input")
    assert "XML" in body["detail"]


def test_an_error_of_ours_tells_nothing_of_its_cause() -> None:
    status, code, body = problem(documents(api("GET", "/quarantine", CLAIMS), Context()))
    assert (status, code, body["detail"]) == (500, "internal_error", "")
