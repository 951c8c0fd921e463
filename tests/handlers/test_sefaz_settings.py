"""Settings of SEFAZ, and who may read and do what in its API."""

from typing import Any

import pytest

from malote.audit import Action
from malote.sefaz.queued import FeedTurn
from tests.fakes.pace import FixedPace
from tests.fakes.sefaz_made import TAX_ID, deadline, feed
from tests.handlers.sefaz_desk import ADMIN, CONFIRM, OTHER_TENANT, SETTINGS, USER, Desk, call, told
from tests.handlers.test_api import problem
from tests.unit.sefaz.manifesting_world import OTHER

ONE = f"/sefaz/settings/{TAX_ID}"
ADMINS = [(f"PUT {ONE}", SETTINGS)]
USERS: list[tuple[str, Any]] = [
    ("GET /sefaz/settings", None), (f"GET {ONE}", None), ("POST /sefaz/requests", CONFIRM),
    ("GET /sefaz/requests", None), ("GET /sefaz/nsu", None), ("GET /sefaz/deadlines", None),
]  # fmt: skip
ALL = [*ADMINS, *USERS]
ROUTES = [route for route, _ in ALL]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    return Desk(monkeypatch, pace)


def test_settings_are_shown_changed_and_begun(desk: Desk) -> None:
    (line,) = told(call("GET /sefaz/settings"))["items"]
    assert line == told(call(f"GET {ONE}"))
    assert (line["automatic"], line["revision"], line["name"]) == (False, "1", "Loja")
    assert line["problems"]
    after = told(call(f"PUT {ONE}", SETTINGS, ADMIN))
    assert after["automatic"]
    assert after["revision"] not in {"", "1"}
    assert told(call(f"GET {ONE}")) == after
    assert [(e.action, e.target) for e in desk.trail.kept] == [
        (Action.SEFAZ_SETTINGS_CHANGED, TAX_ID)
    ]
    assert {turn.service for turn, _ in desk.queue.sent if isinstance(turn, FeedTurn)} == {
        "nfe", "cte",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("route", "body", "status", "code"),
    [
        (f"PUT {ONE}", SETTINGS | {"revision": "0"}, 409, "changed_meanwhile"),
        (f"PUT {ONE}", SETTINGS | {"certificate_id": "0" * 32}, 404, "not_found"),
        (f"PUT {ONE}", SETTINGS | {"tenant": "x"}, 400, "invalid_input"),
        (f"PUT {ONE}", {}, 400, "invalid_input"),
        (f"PUT /sefaz/settings/{OTHER}", SETTINGS, 404, "not_found"),
        (f"GET /sefaz/settings/{OTHER}", None, 404, "not_found"),
        ("GET /sefaz/settings/x", None, 400, "invalid_input"),
    ],
)
def test_what_cannot_be_done(desk: Desk, route: str, body: Any, status: int, code: str) -> None:
    before = dict(desk.settings.kept)
    assert problem(call(route, body, ADMIN))[:2] == (status, code)
    assert (desk.settings.kept, desk.trail.kept, desk.queue.sent) == (before, [], [])


@pytest.mark.parametrize(("route", "body"), ALL, ids=ROUTES)
@pytest.mark.parametrize(
    "claims",
    [None, {}, {"token_use": "id"}, ADMIN | {"token_use": "access"}, ADMIN | {"custom:tenant": ""}],
    ids=["none", "empty", "no tenant", "access token", "empty tenant"],
)
def test_nobody_does_anything(desk: Desk, route: str, body: Any, claims: Any) -> None:
    assert problem(call(route, body, claims))[:2] == (403, "forbidden")
    assert (desk.trail.kept, desk.queue.sent, desk.pace.taken) == ([], [], [])


@pytest.mark.parametrize("groups", ["", "[operator]", "[administrator]", "[not-admin]"])
def test_settings_are_changed_by_admins_alone(desk: Desk, groups: str) -> None:
    claims = USER | {"cognito:groups": groups}
    for route, body in ADMINS:
        assert problem(call(route, body, claims))[:2] == (403, "forbidden")
    assert (desk.trail.kept, desk.queue.sent) == ([], [])
    for route, body in USERS:
        assert call(route, body, claims)["statusCode"] in {200, 201}


@pytest.mark.parametrize(("route", "body"), ALL, ids=ROUTES)
def test_another_tenant_finds_nothing(desk: Desk, route: str, body: Any) -> None:
    made = told(call("POST /sefaz/requests", CONFIRM), 201)
    desk.feeds.kept[feed().feed_id] = feed()
    desk.deadlines.note([deadline(1, 9)])
    before = repr((desk.settings.kept, desk.requests.kept))
    answer = call(route, body, OTHER_TENANT)
    if route.startswith("GET") and TAX_ID not in route:
        assert answer["statusCode"] == 200
        assert '"items": []' in answer["body"]
    else:
        assert problem(answer)[:2] == (404, "not_found")
    gone = f"GET /sefaz/requests/{made['id']}"
    assert problem(call(gone, None, OTHER_TENANT))[:2] == (404, "not_found")
    query = {"tax_id": TAX_ID, "service": "nfe"}
    assert problem(call("GET /sefaz/nsu/pages", None, OTHER_TENANT, query=query))[0] == 404
    assert repr((desk.settings.kept, desk.requests.kept)) == before


def test_a_flood_asks_for_nothing(desk: Desk) -> None:
    desk.pace.full = True
    assert problem(call("POST /sefaz/requests", CONFIRM))[:2] == (429, "too_soon")
    assert (desk.requests.kept, desk.trail.kept) == ({}, [])
