"""Asking the functions of certificates, each for its routes."""

import json
from typing import Any

from functions.cert_admin.handler import handle as change
from functions.cert_test.handler import handle as try_key
from functions.certificates.handler import handle as show
from tests.handlers.events import Context, api
from tests.handlers.test_mail_settings import ADMIN

ALL, CHECK, HISTORY = "/certificates", "/certificates/check", "/certificates/history"


def call(
    method: str, path: str, body: Any = None, claims: Any = ADMIN, *, key: str | None = None,
    **query: str,
) -> dict[str, Any]:  # fmt: skip
    handle = show if method == "GET" else try_key if path.endswith("/test") else change
    return handle(api(method, path, claims, query=query, body=body, key=key), Context())


def told(answer: dict[str, Any], status: int = 200) -> Any:
    assert answer["statusCode"] == status, answer["body"]
    return json.loads(answer["body"])


def address(certificate_id: str, what: str = "") -> str:
    return f"{ALL}/{certificate_id}{what}"
