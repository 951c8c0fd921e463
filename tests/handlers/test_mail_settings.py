"""The function of the branches' accounts: who may do what, and that no password comes back."""

import json
from io import StringIO
from typing import Any

import pytest

from functions.mail_settings.handler import handle
from malote import bootstrap
from malote.bootstrap import sending
from malote.errors import CredentialsRefused
from tests.canaries import Canaries
from tests.fakes.pace import FixedPace
from tests.fakes.stores import MemoryRegistry
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS, problem
from tests.unit.smtp.office import ASKED, BRANCH, GRANT, OTHER, Office

USER = CLAIMS | {"email": "ana@acme.test"}
ADMIN = USER | {"cognito:groups": "[admin user]"}
ONE = f"/mail-settings/{BRANCH}"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Office:
    office = Office()
    registry = MemoryRegistry(ids=frozenset({BRANCH, OTHER}))
    monkeypatch.setattr(bootstrap, "registry", lambda: registry)
    monkeypatch.setattr(sending, "mail_settings", lambda: office.store)
    monkeypatch.setattr(sending, "mail_accounts", lambda: office.accounts)
    return office


def call(method: str, path: str, body: Any = None, claims: Any = ADMIN) -> dict[str, Any]:
    return handle(api(method, path, claims, body=body), Context())


def told(answer: dict[str, Any]) -> Any:
    assert answer["statusCode"] == 200, answer["body"]
    return json.loads(answer["body"])


def test_from_nothing_to_nothing(office: Office, pace: FixedPace) -> None:
    empty = {"branch": BRANCH, "settings": None}
    assert told(call("GET", "/mail-settings"))["items"] == [empty, {**empty, "branch": OTHER}]
    saved = told(call("PUT", "/mail-settings", ASKED))
    assert saved["report"]["message"] == "Configurações de e-mail ok."
    assert saved["settings"] == {
        "branch": BRANCH, "host": "smtp.acme.test", "port": 587, "security": "starttls",
        "from_address": "notas@acme.test", "display_name": "", "username": "notas@acme.test",
        "auth": "password", "status": "active", "paused": None,
    }  # fmt: skip
    assert told(call("GET", ONE, claims=USER)) == {"branch": BRANCH, "settings": saved["settings"]}
    office.store.pause(office.settings(), "credentials_refused")
    paused = told(call("GET", "/mail-settings", claims=USER))["items"][0]["settings"]["paused"]
    assert paused == {
        "code": "credentials_refused",
        "message": CredentialsRefused.message,
        "action": CredentialsRefused.action,
    }
    assert told(call("POST", "/mail-settings/test", {"branch": BRANCH}))["status"] == "ok"
    assert pace.taken == [("acme", "account_test")] * 2
    assert told(call("DELETE", ONE)) == empty
    assert problem(call("DELETE", ONE))[:2] == (404, "not_found")
    assert problem(call("POST", "/mail-settings/test", {"branch": BRANCH}))[:2] == (
        409, "mail_settings_missing",
    )  # fmt: skip


def test_a_failed_test_is_an_answer_and_hinders_saving(office: Office) -> None:
    office.transport.refusals = [CredentialsRefused("535 no"), CredentialsRefused("535 no")]
    report = told(call("POST", "/mail-settings/test", ASKED))
    assert (report["status"], report["step"]) == ("failed", "login")
    status, code, body = problem(call("PUT", "/mail-settings", ASKED))
    assert (status, code) == (422, "account_test_failed")
    assert body["report"] == report
    assert "report" not in problem(call("PUT", "/mail-settings", {}))[2]
    assert body["detail"] == report["message"]
    assert office.store.list("acme") == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/mail-settings", ASKED),
        ("DELETE", ONE, None),
        ("POST", "/mail-settings/test", ASKED),
        ("POST", "/mail-settings/test", {"branch": BRANCH}),
    ],
)
@pytest.mark.parametrize("claims", [USER, None, ADMIN | {"token_use": "access"}])
def test_only_an_admin_changes_or_tests(
    office: Office, pace: FixedPace, method: str, path: str, body: Any, claims: Any
) -> None:
    assert problem(call(method, path, body, claims))[:2] == (403, "forbidden")
    assert not office.trail.kept
    assert not pace.taken


@pytest.mark.parametrize("path", ["/mail-settings", ONE, "/mail-presets"])
def test_nobody_reads_without_a_tenant(office: Office, path: str) -> None:
    event = api("GET", path, {"token_use": "id"}, query={"address": "a@b.test"})
    assert problem(handle(event, Context()))[:2] == (403, "forbidden")


def test_a_flood_connects_to_nothing(office: Office, pace: FixedPace) -> None:
    pace.full = True
    for method, path in (("PUT", "/mail-settings"), ("POST", "/mail-settings/test")):
        assert problem(call(method, path, ASKED))[:2] == (429, "too_soon")
    assert not office.transport.opened


@pytest.mark.parametrize("branch", ["1", "12.ABC.345/01DE-35", "12abc34501de35", "..", OTHER + "1"])
def test_a_branch_is_a_bare_tax_id(office: Office, branch: str) -> None:
    for answer in (
        call("PUT", "/mail-settings", ASKED | {"branch": branch}),
        call("POST", "/mail-settings/test", {"branch": branch}),
    ):
        assert problem(answer)[2]["detail"].startswith("branch: não está na forma")
    assert problem(call("GET", "/mail-settings/11222333000181"))[:2] == (404, "not_found")


@pytest.mark.parametrize("more", [{"host": "h.test"}, {"password": "x"}, {"display_name": ""}])
def test_half_an_account_is_not_the_stored_one(office: Office, more: dict[str, str]) -> None:
    office.save()
    answer = call("POST", "/mail-settings/test", {"branch": BRANCH} | more)
    assert problem(answer)[2]["detail"].startswith("falta from_address")
    assert len(office.transport.opened) == 1


def test_presets_of_an_address(pace: FixedPace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "domain_names", lambda: None)  # nobody needs to be asked
    assert problem(call("GET", "/mail-presets"))[:2] == (400, "invalid_input")
    for address, status in (("ana@gmail.com", 200), ("ana", 400), ("a\r\nb@gmail.com", 400)):
        answer = handle(api("GET", "/mail-presets", USER, query={"address": address}), Context())
        assert answer["statusCode"] == status
        if status == 200:
            assert json.loads(answer["body"])["smtp"]["host"] == "smtp.gmail.com"
    assert pace.taken == [("acme", "presets")] * 3


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "{}\r\nDATA"},
        {"password": "{}\0"},
        {"password": "{}" * 20},
        {"password": ["{}"]},
        {"password": {"is": "{}"}},
        {"senha": "{}"},
        {"auth": "google", "password": "{}"},
        {"auth": "google", "password": None, "grant": {"client_id": "c", "refresh_token": "{}é"}},
        {"auth": "google", "password": None, "grant": GRANT | {"client_secrt": "{}"}},
        {"auth": "google", "password": None, "grant": "{}"},
        {"password": None, "grant": GRANT | {"refresh_token": "{}"}},
        {"password": "{}", "host": "a\r\nb"},
        {"password": "{}", "from_address": "ana"},
        {"password": "{}", "display_name": "a\nBcc: b"},
        {"password": "{}", "port": 25},
        {"password": "{}", "host": None},
        {"password": "{}", "branch": "11222333000181"},
        {"password": "{}", "to": "eve"},
    ],
    ids=str,
)
@pytest.mark.parametrize("route", ["PUT /mail-settings", "POST /mail-settings/test"])
def test_a_refusal_does_not_repeat_the_password(
    office: Office, log: StringIO, route: str, fields: dict[str, Any]
) -> None:
    canaries = Canaries()
    canary = canaries.plant("password", marks="")
    text = json.dumps(ASKED | fields).replace("{}", canary)
    method, path = route.split()
    for body in (text, text[:-1], f"[{text}]", json.dumps(text)):
        answer = call(method, path, body)
        assert problem(answer)[0] == 400
        assert canaries.found(answer["body"] + log.getvalue() + repr(office.trail.kept)) == []
    assert not office.vault.kept


def test_a_bug_of_ours_tells_no_password(office: Office, log: StringIO) -> None:
    canaries = Canaries()
    canary = canaries.plant("password")

    def broken(step: str) -> None:
        raise ConnectionError(step)

    office.watch(broken)
    answer = call("PUT", "/mail-settings", ASKED | {"password": canary})
    assert problem(answer)[:2] == (500, "internal_error")
    assert "ConnectionError" in log.getvalue()
    assert canaries.found(answer["body"] + log.getvalue()) == []
    office.watch(lambda step: None)
    saved = call("PUT", "/mail-settings", ASKED | {"password": canary})
    page = call("GET", "/mail-settings")
    told = [saved["body"], page["body"], log.getvalue(), repr(office.trail.kept)]
    assert canaries.found("".join([*told, repr(office.store.kept)])) == []
    assert canaries.found(repr(office.vault.kept))
