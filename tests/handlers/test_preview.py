"""The preview's function: whose mailbox, and how an error of a mailbox is answered."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.mailbox_preview.handler import handle
from malote import bootstrap
from malote.errors import (
    AppRefused,
    ConsentWithdrawn,
    CredentialsRefused,
    FolderMissing,
    HostUnreachable,
    MailboxTimeout,
    MailProtocolError,
    MaloteError,
    NotFound,
    TlsFailed,
    TokenUnavailable,
)
from malote.mailboxes.preview_views import Preview
from tests.fakes.pace import FixedPace
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS, problem

PATH = "/mailboxes/notas/preview"


@dataclass
class FixedPreviewer:
    """Stands where ``Previewer`` does, and remembers what it was asked."""

    error: MaloteError | None = None
    asked: list[tuple[str, str, bool]] = field(default_factory=list)

    def preview(self, tenant: str, mailbox_id: str, *, from_start: bool = False) -> Preview:
        self.asked.append((tenant, mailbox_id, from_start))
        if self.error:
            raise self.error
        return Preview.of([], more=False)


@pytest.fixture
def previewer(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> FixedPreviewer:
    previewer = FixedPreviewer()
    monkeypatch.setattr(bootstrap, "previewer", lambda: previewer)
    return previewer


def post(query: dict[str, str], path: str = PATH) -> dict[str, Any]:
    return handle(api("POST", path, CLAIMS, query=query), Context())


@pytest.mark.parametrize(
    ("query", "from_start"),
    [({}, False), ({"from_start": "true"}, True), ({"from_start": "false"}, False)],
)
def test_the_tenant_is_the_tokens(
    previewer: FixedPreviewer, query: dict[str, str], from_start: bool
) -> None:
    answer = post(query | {"tenant": "outra"})
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {
        "message": "Não há e-mail novo na caixa.", "more": False, "items": [],
        "registered": 0, "duplicate": 0, "quarantined": 0, "ignored": 0,
    }  # fmt: skip
    assert previewer.asked == [("acme", "notas", from_start)]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("notas"), 404),
        (CredentialsRefused("no"), 422),
        (ConsentWithdrawn(), 422),
        (AppRefused(), 422),
        (FolderMissing("x"), 422),
        (HostUnreachable("x"), 502),
        (TlsFailed("x"), 502),
        (TokenUnavailable(), 502),
        (MailboxTimeout(), 502),
        (MailProtocolError("x"), 502),
    ],
)
def test_what_is_wrong_with_a_mailbox_is_told(
    previewer: FixedPreviewer, error: MaloteError, status: int
) -> None:
    previewer.error = error
    assert problem(post({}))[:2] == (status, error.code)


@pytest.mark.parametrize(
    ("path", "query", "told"),
    [
        ("/mailboxes/NOTAS/preview", {}, "mailbox_id"),
        (PATH, {"from_start": "talvez"}, "from_start"),
    ],
)
def test_a_bad_parameter_is_named(
    previewer: FixedPreviewer, path: str, query: dict[str, str], told: str
) -> None:
    status, code, body = problem(post(query, path))
    assert (status, code) == (400, "invalid_input")
    assert body["detail"].startswith(told)
    assert previewer.asked == []


@pytest.mark.parametrize("claims", [None, {"token_use": "access", "custom:tenant": "acme"}])
def test_without_a_tenant_nothing_is_looked_at(
    previewer: FixedPreviewer, claims: dict[str, str] | None
) -> None:
    assert problem(handle(api("POST", PATH, claims), Context()))[:2] == (403, "forbidden")
    assert previewer.asked == []


def test_a_flood_looks_at_nothing(previewer: FixedPreviewer, pace: FixedPace) -> None:
    pace.full = True
    assert problem(post({}))[:2] == (429, "too_soon")
    assert previewer.asked == []
    assert pace.taken == [("acme", "preview")]
