"""The functions of mailboxes: who may do what, and that no password comes back."""

import json
from io import StringIO
from typing import Any

import pytest

from functions.mailbox_setup.handler import handle as set_up
from functions.mailboxes.handler import handle as show
from malote import bootstrap
from malote.bootstrap import setup
from malote.errors import CredentialsRefused, HostUnreachable
from tests.canaries import Canaries
from tests.fakes.pace import FixedPace
from tests.handlers.events import Context, api
from tests.handlers.test_api import problem
from tests.handlers.test_mail_settings import ADMIN, USER
from tests.unit.mailboxes.desk import ASKED, GRANT, Desk

NEW = {"id": "notas", **ASKED}
ONE = "/mailboxes/notas"
SETTING_UP = {("POST", "/mailboxes"), ("PUT", ONE), ("DELETE", ONE)}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    desk = Desk()
    monkeypatch.setattr(bootstrap, "mailboxes", lambda: desk.store)
    monkeypatch.setattr(setup, "mailbox_setup", lambda: desk.setup)
    monkeypatch.setattr(setup, "mailbox_changes", lambda: desk.changes)
    monkeypatch.setattr(setup, "polls_by_hand", lambda: desk.by_hand)
    return desk


def call(
    method: str, path: str, body: Any = None, claims: Any = ADMIN, key: str | None = None
) -> dict[str, Any]:
    event = api(method, path, claims, body=body, key=key)
    setting_up = (method, path) in SETTING_UP or path.endswith("/test")
    return (set_up if setting_up else show)(event, Context())


def told(answer: dict[str, Any], status: int = 200) -> Any:
    assert answer["statusCode"] == status, answer["body"]
    return json.loads(answer["body"])


def test_from_nothing_to_nothing(desk: Desk, pace: FixedPace) -> None:
    made = told(call("POST", "/mailboxes", NEW), 201)
    assert made == {
        "id": "notas", "status": "active", "host": "imap.acme.test", "port": 993,
        "security": "tls", "username": "ana@acme.test", "auth": "password", "folder": "INBOX",
        "after_import": "leave", "move_to": "Malote", "paused": None, "last_result": None,
    }  # fmt: skip
    assert told(call("GET", ONE, claims=USER)) == made
    changed = told(call("PUT", ONE, {**ASKED, "folder": "Notas"}))
    assert changed == {**made, "folder": "Notas"}
    paused = told(call("POST", f"{ONE}/pause"))
    assert (paused["status"], paused["paused"]["code"]) == ("paused", "paused_by_user")
    assert problem(call("POST", f"{ONE}/poll"))[:2] == (409, "mailbox_paused")
    assert told(call("POST", f"{ONE}/resume")) == changed
    assert told(call("POST", f"{ONE}/poll", claims=USER), 202)["status"] == "queued"
    assert told(call("POST", f"{ONE}/test"))["status"] == "ok"
    assert told(call("POST", "/mailboxes/test", ASKED))["status"] == "ok"
    assert pace.taken.count(("acme", "account_test")) == 4
    assert told(call("DELETE", ONE)) == {"id": "notas"}
    for method in ("GET", "PUT", "DELETE"):
        assert problem(call(method, ONE, ASKED))[:2] == (404, "not_found")
    assert {each.actor.name for each in desk.trail.kept} == {"u-1"}


def test_a_failed_test_is_an_answer_and_hinders_saving(desk: Desk) -> None:
    desk.server.error = CredentialsRefused("no")
    report = told(call("POST", "/mailboxes/test", ASKED))
    assert (report["status"], report["step"]) == ("failed", "login")
    status, code, body = problem(call("POST", "/mailboxes", NEW))
    assert (status, code, body["report"]) == (422, "account_test_failed", report)
    assert desk.store.kept == {}


def test_a_key_makes_one_mailbox(desk: Desk) -> None:
    made = told(call("POST", "/mailboxes", NEW, key="k"), 201)
    assert told(call("POST", "/mailboxes", NEW, key="k"), 201) == made
    assert problem(call("POST", "/mailboxes", NEW))[:2] == (409, "already_exists")
    other = {**NEW, "folder": "Notas"}
    assert problem(call("POST", "/mailboxes", other, key="k"))[:2] == (409, "idempotency_mismatch")


@pytest.mark.parametrize(
    ("method", "path"),
    [*sorted(SETTING_UP), ("POST", "/mailboxes/test"), ("POST", f"{ONE}/test"),
     ("POST", f"{ONE}/pause"), ("POST", f"{ONE}/resume")],
)  # fmt: skip
@pytest.mark.parametrize("claims", [USER, None, ADMIN | {"token_use": "access"}])
def test_only_an_admin_changes_or_tests(
    desk: Desk, pace: FixedPace, method: str, path: str, claims: Any
) -> None:
    assert problem(call(method, path, NEW, claims))[:2] == (403, "forbidden")
    assert not desk.trail.kept
    assert not pace.taken


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ONE), ("GET", f"{ONE}/polls"), ("POST", f"{ONE}/poll")]
)
def test_nobody_reads_without_a_tenant(desk: Desk, method: str, path: str) -> None:
    answer = call(method, path, claims={"token_use": "id"})
    assert problem(answer)[:2] == (403, "forbidden")


def test_another_tenants_mailbox_is_not_there(desk: Desk) -> None:
    told(call("POST", "/mailboxes", NEW), 201)
    other = ADMIN | {"custom:tenant": "outra"}
    for method, path in [("GET", ONE), ("PUT", ONE), ("DELETE", ONE), ("POST", f"{ONE}/test")]:
        assert problem(call(method, path, ASKED, other))[:2] == (404, "not_found")
    assert desk.opened_by == {("imap.acme.test", "p1")}


def test_a_flood_connects_to_nothing(desk: Desk, pace: FixedPace) -> None:
    pace.full = True
    paths = [("POST", "/mailboxes"), ("PUT", ONE), ("POST", "/mailboxes/test")]
    for method, path in [*paths, ("POST", f"{ONE}/test")]:
        assert problem(call(method, path, NEW))[:2] == (429, "too_soon")
    assert desk.server.opened == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "o corpo não é JSON"),
        ({**ASKED}, "id: falta"),
        ({**NEW, "id": "Notas"}, "id: não está na forma"),
        ({**NEW, "senha": "x"}, "senha: campo desconhecido"),
        ({**NEW, "port": 465}, "port: use 993"),
        ({**NEW, "grant": GRANT}, "com auth password, envie password"),
        ({"id": "notas", "address": "a@padaria.example", "password": "p"}, "host: falta"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(desk: Desk, body: Any, said: str) -> None:
    status, code, problem_ = problem(call("POST", "/mailboxes", body))
    assert (status, code) == (400, "invalid_input")
    assert problem_["detail"].startswith(said)


def test_no_secret_is_told(desk: Desk, log: StringIO) -> None:
    canaries = Canaries()
    password = canaries.plant("password")
    grant = {"client_id": "c", "refresh_token": canaries.plant("token", "-._")}
    answers = [
        call("POST", "/mailboxes", NEW | {"password": password}),
        call("POST", "/mailboxes", NEW | {"password": password, "id": "*"}),
        call("POST", "/mailboxes", NEW | {"password": [password]}),
        call("POST", "/mailboxes", NEW | {"password": password + "\r\n"}),
        call("PUT", ONE, ASKED | {"auth": "google", "grant": grant, "password": None}),
        call("PUT", ONE, ASKED | {"auth": "google", "grant": grant, "password": password}),
        call("PUT", ONE, ASKED | {"auth": "google", "grant": {"x": grant}, "password": None}),
        call("GET", ONE),
    ]
    desk.server.error = HostUnreachable("no")
    answers += [call("PUT", ONE, ASKED | {"password": password}), call("POST", f"{ONE}/test")]
    assert {answer["statusCode"] for answer in answers} == {200, 201, 400, 422}
    shown = [*map(str, answers), log.getvalue(), str(desk.trail.kept), str(desk.store.kept)]
    assert [canaries.found(text) for text in shown] == [[]] * len(shown)
