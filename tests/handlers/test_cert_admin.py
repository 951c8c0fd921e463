"""The functions of certificates: from nothing to nothing, who may, and how they refuse."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.stores import NOON
from tests.handlers.certificates import ALL, CHECK, HISTORY, address, call, told
from tests.handlers.test_api import problem
from tests.handlers.test_mail_settings import ADMIN, USER
from tests.unit.certificates.safe import (
    BILLING,
    BRANCH,
    SEFAZ,
    Safe,
    asked,
    identity,
)

JSON = {each: each.model_dump(mode="json") for each in (BILLING, SEFAZ)}


def test_from_nothing_to_nothing(safe: Safe) -> None:
    assert told(call("GET", ALL)) == {"items": [], "next_cursor": None}
    first = asked(identity(), BILLING)
    report = told(call("POST", CHECK, first))
    assert (report["status"], {each["status"] for each in report["steps"]}) == ("ok", {"ok"})
    assert told(call("GET", ALL))["items"] == []
    saved = told(call("POST", ALL, first), 201)
    made, one = saved["certificate"], address(saved["certificate"]["id"])
    assert report["results"] == saved["results"] == [
        {**JSON[BILLING], "bound": True, "code": None, "message": None, "action": None}
    ]  # fmt: skip
    assert report["certificate"].items() <= made.items()
    assert (made["status"], made["bindings"]) == ("configured", [JSON[BILLING]])
    assert told(call("GET", ALL))["items"] == [told(call("GET", one))] == [made]
    edit = {"bindings": [], "revision": made["revision"]}
    edited = told(call("PUT", one, edit))["certificate"]
    assert (edited["status"], edited["bindings"]) == ("available", [])
    assert problem(call("PUT", one, edit))[:2] == (409, "changed_meanwhile")
    gone = told(call("DELETE", one))
    assert gone["certificate"] == {**edited, "revision": gone["certificate"]["revision"]}
    assert told(call("DELETE", one))["deleted_at"] == gone["deleted_at"]
    assert told(call("GET", ALL))["items"] == []
    assert problem(call("GET", one))[:2] == (404, "not_found")
    rows = told(call("GET", f"{one}/history"))["items"]
    assert rows == told(call("GET", HISTORY))["items"]
    assert [(row["action_name"], len(row["before"]), len(row["after"])) for row in rows] == [
        ("Exclusão", 0, 0), ("Alteração", 1, 0), ("Instalação", 0, 1),
    ]  # fmt: skip
    assert {each.actor.name for each in safe.trail.kept} == {"u-1"}


def test_a_renewal_takes_over_and_the_old_one_stays(safe: Safe) -> None:
    old = told(call("POST", ALL, asked(identity(name="OLD"), BILLING)), 201)["certificate"]
    renewing = asked(identity(name="NEW"), SEFAZ) | {"renews": old["id"]}
    new = told(call("POST", ALL, renewing), 201)["certificate"]
    assert (new["bindings"], new["renews"]) == ([JSON[BILLING], JSON[SEFAZ]], old["id"])
    old = told(call("GET", address(old["id"])))
    assert (old["bindings"], old["renewed_by"], old["status"]) == ([], new["id"], "available")
    rows = told(call("GET", HISTORY, limit="2"))
    assert [row["action_name"] for row in rows["items"]] == ["Renovação", "Renovação"]
    more = told(call("GET", HISTORY, limit="2", cursor=rows["next_cursor"]))
    assert [row["action_name"] for row in more["items"]] == ["Instalação"]
    of_the_old = told(call("GET", address(old["id"], "/history")))["items"]
    assert [row["certificate_id"] for row in of_the_old] == [old["id"]] * 2


def test_deleting_what_serves_something_takes_a_confirmation(safe: Safe) -> None:
    one = address(safe.put(identity(), BILLING, SEFAZ).certificate_id)
    for query in ({}, {"confirm": "false"}):
        status, code, body = problem(call("DELETE", one, **query))
        assert (status, code) == (409, "confirmation_needed")
        assert "12.ABC.345/01DE-35" in body["detail"]
    gone = told(call("DELETE", one, confirm="true"))["certificate"]
    assert gone["bindings"] == [JSON[BILLING], JSON[SEFAZ]]


def test_a_key_installs_one(safe: Safe) -> None:
    body = asked(identity(), BILLING)
    saved = told(call("POST", ALL, body, key="k"), 201)
    assert told(call("POST", ALL, body, key="k"), 201) == saved
    assert problem(call("POST", ALL, body))[:2] == (409, "certificate_installed")
    other = {**body, "file_name": "b.pfx"}
    assert problem(call("POST", ALL, other, key="k"))[:2] == (409, "idempotency_mismatch")


def test_those_that_expire_soon(safe: Safe) -> None:
    ahead = (datetime.now(UTC) - NOON) / timedelta(days=1)
    for days in (-2, 10.5, 100):
        safe.put(identity(days=ahead + days, name=f"{days}"))
    for asked_for, listed in [("5", []), ("30", ["10.5"]), ("3650", ["10.5", "100"])]:
        found = told(call("GET", ALL, expiring_in=asked_for))["items"]
        assert [view["holder"] for view in found] == listed
    assert len(told(call("GET", ALL))["items"]) == 3


ROUTES = [
    ("GET", ALL), ("GET", HISTORY), ("POST", ALL), ("POST", CHECK), ("GET", "one"), ("PUT", "one"),
    ("GET", "one/history"), ("POST", "one/test"), ("DELETE", "one"),
]  # fmt: skip
ANOTHERS = ADMIN | {"custom:tenant": "outra"}


def _asking(safe: Safe, path: str) -> tuple[str, dict[str, Any]]:
    certificate = safe.put(identity(), BILLING)
    edit = {"bindings": [], "revision": certificate.revision}
    new = asked(identity(name="NEW"), SEFAZ)
    path = path.replace("one", address(certificate.certificate_id))
    return path, edit if path == address(certificate.certificate_id) else new


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("claims", [None, USER, {}, ADMIN | {"token_use": "access"}])
def test_only_admins(safe: Safe, method: str, path: str, claims: Any) -> None:
    path, body = _asking(safe, path)
    before = repr((safe.portfolios, safe.vault))
    for sent in (body, "{"):  # who may not is not even told that it is no JSON
        assert problem(call(method, path, sent, claims, confirm="true"))[:2] == (403, "forbidden")
    assert not safe.trail.kept
    assert repr((safe.portfolios, safe.vault)) == before


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_an_admin(safe: Safe, method: str, path: str) -> None:
    path, body = _asking(safe, path)
    assert call(method, path, body, confirm="true")["statusCode"] in {200, 201}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_another_tenants_certificate_is_not_there(safe: Safe, method: str, path: str) -> None:
    named = path.startswith("one")
    path, body = _asking(safe, path)
    before = repr((safe.portfolios, safe.vault))
    answer = call(method, path, body, ANOTHERS, confirm="true")
    if named:
        assert problem(answer)[:2] == (404, "not_found")
    elif path == ALL and method == "POST":
        assert problem(answer)[:2] == (422, "other_company")
    elif method == "POST":
        assert told(answer)["code"] == "other_company"
    else:
        assert told(answer) == {"items": [], "next_cursor": None}
    assert repr((safe.portfolios, safe.vault)) == before


def test_another_tenants_certificate_is_not_renewed(safe: Safe) -> None:
    safe.portfolios.tax_ids["outra"] = frozenset({BRANCH})
    renews = {"renews": safe.put(identity()).certificate_id}
    for path in (ALL, CHECK):
        body = asked(identity(name="NEW")) | renews
        assert problem(call("POST", path, body, ANOTHERS))[:2] == (404, "not_found")
