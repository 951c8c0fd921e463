"""Who may do what in billing: every route, for nobody, a user, an admin, another tenant's admin."""

from datetime import timedelta
from typing import Any

import pytest

from malote.clock import utc_now
from tests.fakes.pace import FixedPace
from tests.handlers.billing_desk import ADMIN, OTHER, USER, Desk, call
from tests.handlers.test_api import problem
from tests.issuing_world import BOLIX, CARNET
from tests.unit.billing.setup_desk import NEW
from tests.unit.billing.test_requests import CHANGE

SOON = {"due_date": f"{utc_now() + timedelta(400):%Y-%m-%d}"}
READS = [
    "GET /billing/accounts", "GET /billing/accounts/conta-1", "GET /billing/charges",
    "GET /billing/charges/{charge}", "GET /billing/carnets/{carnet}", "GET /billing/ledger",
    "GET /billing/reconciliations",
]  # fmt: skip
USERS: list[tuple[str, Any, int]] = [
    ("POST /billing/charges", BOLIX | SOON, 201),
    ("POST /billing/carnets", CARNET | SOON, 201),
    ("POST /billing/charges/{charge}/cancel", None, 200),
    ("POST /billing/charges/{charge}/settle", None, 200),
    ("POST /billing/charges/{charge}/resend", {"email": "ana@example.com"}, 200),
    ("POST /billing/charges/{charge}/resend", None, 200),
    ("PUT /billing/charges/{charge}/due-date", SOON, 200),
]
ADMINS: list[tuple[str, Any, int]] = [
    ("POST /billing/accounts", NEW, 201),
    ("PUT /billing/accounts/conta-1", CHANGE | {"client_secret": "s-2"}, 200),
    ("POST /billing/accounts/conta-1/test", None, 200),
    ("DELETE /billing/accounts/conta-1", None, 409),  # it is active
]
ALL = [*((route, None, 200) for route in READS), *USERS, *ADMINS]
ROUTES = [route for route, *_ in ALL]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    return Desk(monkeypatch, pace)


@pytest.fixture
def names(desk: Desk) -> dict[str, str]:
    charge, (carnet, _) = desk.create(), desk.create_carnet()
    desk.trail.kept.clear()
    return {"charge": charge.charge_id, "carnet": carnet.carnet_id}


@pytest.mark.parametrize(("route", "body", "status"), ALL, ids=ROUTES)
@pytest.mark.parametrize(
    "claims",
    [None, {}, {"token_use": "id"}, ADMIN | {"token_use": "access"}, ADMIN | {"custom:tenant": ""}],
    ids=["none", "empty", "no tenant", "access token", "empty tenant"],
)
def test_nobody_does_anything(
    desk: Desk, names: dict[str, str], route: str, body: Any, status: int, claims: Any
) -> None:
    before = desk.efi.calls.copy()
    assert problem(call(route.format(**names), body, claims))[:2] == (403, "forbidden")
    assert (desk.trail.kept, desk.efi.calls, desk.pace.taken) == ([], before, [])


@pytest.mark.parametrize(("route", "body", "status"), ADMINS)
def test_settings_are_for_admins(
    desk: Desk, names: dict[str, str], route: str, body: Any, status: int
) -> None:
    before = dict(desk.accounts.kept)
    for groups in ("", "[operator]", "[administrator]", "[not-admin]"):
        claims = USER | {"cognito:groups": groups}
        assert problem(call(route, body, claims))[:2] == (403, "forbidden")
    assert (desk.trail.kept, desk.accounts.kept, desk.pace.taken) == ([], before, [])
    answer = call(route, body, ADMIN)
    assert answer["statusCode"] == status, answer["body"]
    assert len(desk.trail.kept) == (status != 409)


@pytest.mark.parametrize(("route", "body", "status"), [e for e in ALL if e not in ADMINS])
def test_the_rest_is_for_all_users(
    desk: Desk, names: dict[str, str], route: str, body: Any, status: int
) -> None:
    answer = call(route.format(**names), body, USER)
    assert answer["statusCode"] == status, answer["body"]
    changes = not route.startswith("GET")
    assert {(each.tenant, each.actor.name) for each in desk.trail.kept} == {("acme", "u-1")} & (
        {("acme", "u-1")} if changes else set()
    )
    assert desk.pace.taken == [("acme", "charge")] * changes


@pytest.mark.parametrize(("route", "body", "status"), ALL, ids=ROUTES)
def test_another_tenant_finds_nothing(
    desk: Desk, names: dict[str, str], route: str, body: Any, status: int
) -> None:
    books = repr((desk.accounts.kept, desk.book.charges))
    calls = desk.efi.calls.copy()
    if route == "POST /billing/accounts":
        body = {**body, "told": []}
    answer = call(route.format(**names), body, OTHER)
    if route == "POST /billing/accounts":
        assert set(desk.accounts.kept) == {("acme", "conta-1"), ("other", "efi")}
    elif "{" in route or "conta-1" in route or route.startswith("POST"):
        assert problem(answer)[:2] == (404, "not_found")
        assert (repr((desk.accounts.kept, desk.book.charges)), desk.efi.calls) == (books, calls)
    else:
        assert answer["statusCode"] == 200
        assert '"items": []' in answer["body"]


def test_a_flood_asks_nothing_of_efi(desk: Desk, names: dict[str, str]) -> None:
    desk.pace.full = True
    before = desk.efi.calls.copy()
    for route, body, _ in [*USERS, *ADMINS[:3]]:
        assert problem(call(route.format(**names), body, ADMIN))[:2] == (429, "too_soon")
    assert (desk.efi.calls, desk.trail.kept) == (before, [])
