"""What comes to a webhook: anybody may post, hints are queued at once, nothing of it is told."""

import json
from base64 import b64encode
from io import StringIO
from typing import Any

import pytest
from pydantic import SecretStr

from functions.billing_webhook.handler import receive
from malote.billing import webhooks
from malote.billing.remote import EfiSecret
from malote.settings import settings
from tests.canaries import Canaries
from tests.fakes.billing import account
from tests.fakes.pace import FixedPace
from tests.handlers.billing_desk import BASE, Desk
from tests.handlers.events import Context, api
from tests.handlers.test_api import problem

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
HMAC = "7" * 64
PIX = {"pix": [{"endToEndId": "E1", "valor": "1.00", "txid": "x"}]}
TRY = {"evento": "teste_webhook", "data_criacao": "2026-11-21T12:00:00Z"}
BY_HMAC = account(2, pix_proof="hmac", pix_key="k", secret_name="s")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    desk = Desk(monkeypatch, pace)
    desk.accounts.save(BY_HMAC, instead_of=None)
    desk.secrets.kept["s"] = EfiSecret(SecretStr("c"), hmac=SecretStr(HMAC))
    return desk


def post(
    path: str, body: Any, kind: str = JSON, *, mtls: bool = False, method: str = "POST"
) -> dict[str, Any]:
    """As API Gateway hands it over: all bodies are bytes."""
    path, _, query = path.removeprefix(BASE).partition("?")
    text = body if isinstance(body, str) else json.dumps(body)
    named = dict(each.split("=", 1) for each in query.split("&")) if query else None
    event = api(method, path, query=named, body=b64encode(text.encode()).decode())
    event["isBase64Encoded"] = True
    event["headers"]["Content-Type"] = kind
    certificate = {"clientCert": {"subjectDN": "CN=efi"}} if mtls else {"clientCert": None}
    event["requestContext"]["identity"] = {"sourceIp": "192.0.2.1"} | certificate
    return receive(event, Context())


def queued(answer: dict[str, Any]) -> int:
    assert answer["statusCode"] == 200, answer["body"]
    return int(json.loads(answer["body"])["queued"])


def test_what_efi_posts_where_it_was_told_to(desk: Desk) -> None:
    plain = webhooks.of_charges(BASE, desk.account)
    proven = webhooks.of_pix(BASE, BY_HMAC, desk.secrets.kept["s"])
    assert queued(post(plain, "notification=t-1", FORM)) == 1
    assert queued(post(plain, TRY)) == 0
    assert queued(post(f"{plain}/pix", PIX)) == 1
    assert queued(post(proven, TRY)) == 0
    assert queued(post(f"{proven}/pix", PIX)) == 1  # it ends up in ignorar
    assert [(each.webhook_id[-1], each.kind, each.reference) for each in desk.queues.hints] == [
        ("1", "charge", "t-1"), ("1", "pix", "E1"), ("2", "pix", "E1"),
    ]  # fmt: skip


def test_what_comes_again_is_queued_again_and_asks_nobody(desk: Desk) -> None:
    for _ in range(3):
        assert queued(post(webhooks.of_charges(BASE, desk.account), "notification=t", FORM)) == 1
    assert len(desk.queues.hints) == 3
    assert not desk.efi.calls


@pytest.mark.parametrize("suffix", ["", "/pix"])
@pytest.mark.parametrize(
    ("webhook_id", "query", "body", "kind", "status"),
    [
        ("f" * 32, "", "notification=t", FORM, 404),
        ("f" * 32, "", PIX, JSON, 404),
        ("f" * 32, "", TRY, JSON, 404),
        ("x", "", PIX, JSON, 404),
        (BY_HMAC.webhook_id, "", PIX, JSON, 403),
        (BY_HMAC.webhook_id, "?ignorar=/pix", TRY, JSON, 403),
        (BY_HMAC.webhook_id, f"?hmac={'8' * 64}&ignorar=/pix", PIX, JSON, 403),
        (BY_HMAC.webhook_id, f"?hmac={HMAC}/pix", PIX, JSON, 403),
        (f"{1:032x}", "", PIX, "text/plain", 400),
        (f"{1:032x}", "", "notification=t", "", 400),
        (f"{1:032x}", "", "notification=t", JSON, 400),
        (f"{1:032x}", "", PIX, FORM, 400),
        (f"{1:032x}", "", f"notification={'t' * 70_000}", FORM, 400),
        (f"{1:032x}", "", {"pix": [{"endToEndId": "E1"}], "x": "y" * 70_000}, JSON, 400),
    ],
    ids=range(14),
)
def test_what_is_forged_or_nonsense(
    desk: Desk, suffix: str, webhook_id: str, query: str, body: Any, kind: str, status: int
) -> None:
    answer = post(f"/webhooks/efi/{webhook_id}{suffix}{query}", body, kind)
    assert problem(answer)[0] == status
    assert not desk.queues.hints
    assert not desk.efi.calls


def test_where_our_domain_asks_for_certificates(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIX_WEBHOOK_URL", "https://pix.malote.test")
    settings.cache_clear()
    path = webhooks.of_charges(BASE, desk.account)
    assert problem(post(f"{path}/pix", PIX))[:2] == (403, "forbidden")
    assert problem(post(path, TRY))[:2] == (403, "forbidden")
    assert queued(post(f"{path}/pix", PIX, mtls=True)) == 1
    assert queued(post(path, "notification=t", FORM)) == 1


def test_other_ways_to_ask_lead_nowhere(desk: Desk) -> None:
    path = webhooks.of_charges(BASE, desk.account)
    for method in ("GET", "PUT", "DELETE"):
        assert problem(post(path, PIX, method=method))[0] == 404
    assert problem(post(f"{path}/else", PIX))[0] == 404


def test_nothing_of_it_is_told(desk: Desk, log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    canaries = Canaries()
    canary = canaries.plant("posted", marks="")
    canaries.adopt("hmac", HMAC)
    plain, proven = (f"/webhooks/efi/{each:032x}" for each in (1, 2))

    def broken(_: Any) -> None:
        raise ConnectionError("no queue")

    answers = []
    for _ in range(2):
        answers += [
            post(plain, f"notification={canary}", FORM), post(plain, canary), post(plain, [canary]),
            post(plain, {"pix": [{"endToEndId": canary}]}), post(f"/webhooks/efi/{canary}", TRY),
            post(plain, {"pix": [{"endToEndId": f"#{canary}"}]}), post(plain, canary, canary),
            post(f"{proven}?hmac={canary}", PIX), post(f"{proven}?hmac={HMAC}", PIX),
            post(plain, f"notification=#{canary}", FORM), post(plain, {canary: canary}),
        ]  # fmt: skip
        monkeypatch.setattr(desk.queues, "told", broken)
    assert {each["statusCode"] for each in answers} == {200, 400, 403, 404, 500}
    assert "ConnectionError" in log.getvalue()
    assert canaries.found("".join(each["body"] for each in answers) + log.getvalue()) == []
