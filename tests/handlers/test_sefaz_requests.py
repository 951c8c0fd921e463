"""The API of SEFAZ: requests, the ledger of NSU, deadlines."""

from datetime import timedelta
from typing import Any

import pytest

from malote.audit import Action
from malote.clock import utc_now
from malote.environment import Environment
from malote.sefaz.feeds import Asked, LastAnswer
from malote.sefaz.models import FeedId, Service
from malote.sefaz.operations import QueryNsu
from tests.fakes.pace import FixedPace
from tests.fakes.sefaz_made import TAX_ID, deadline, feed, gap, later, nsu, page
from tests.handlers.sefaz_desk import CONFIRM, USER, Desk, call, told
from tests.handlers.test_api import problem
from tests.unit.sefaz.manifesting_world import key

ABSENT = "20261121t120000000-0123456789ab"
DISTRIBUTION = {"type": "distribution", "tax_id": TAX_ID, "service": "nfe"}
NFE = FeedId("acme", TAX_ID, Service.NFE, Environment.PRODUCTION)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    return Desk(monkeypatch, pace)


def test_a_manifestation_from_its_making_on(desk: Desk) -> None:
    made = told(call("POST /sefaz/requests", CONFIRM, key="k"), 201)
    assert told(call("POST /sefaz/requests", CONFIRM, key="k"), 201) == made
    assert (made["status"], made["status_name"], made["documents_count"]) == (
        "waiting", "Na fila", 2,
    )  # fmt: skip
    assert [each["access_key"] for each in made["documents"]] == [key(1), key(2)]
    request = desk.requests.kept["acme", made["id"]]
    failed = {
        "status": "uncertain", "problem": "sefaz_uncertain", "detail": "x",
        "resumes_at": utc_now() + timedelta(minutes=10),
    }  # fmt: skip
    known = {"status": "registered", "status_code": "573", "reason": "Duplicidade"}
    documents = [request.documents[0].model_dump() | known, request.documents[1]]
    desk.requests.put(later(request, **failed, documents=documents))
    shown = told(call(f"GET /sefaz/requests/{made['id']}"))
    assert shown["waits_until"]
    assert (shown["error"]["code"], bool(shown["error"]["action"])) == ("sefaz_uncertain", True)
    assert [(each["status_name"], each["meaning"]) for each in shown["documents"]] == [
        ("Registrada na SEFAZ", "O evento já estava registrado."), ("Na fila", ""),
    ]  # fmt: skip
    (line,) = told(call("GET /sefaz/requests"))["items"]
    assert line.items() <= shown.items()
    assert [each.action for each in desk.trail.kept] == [Action.MANIFESTATION_REQUESTED]
    assert desk.pace.taken == [("acme", "sefaz")] * 2


def test_a_query_waits_for_its_feed(desk: Desk) -> None:
    made = told(call("POST /sefaz/requests", DISTRIBUTION), 201)
    until = utc_now() + timedelta(minutes=40)
    desk.feeds.kept[NFE] = feed(due_at=until)
    shown = told(call(f"GET /sefaz/requests/{made['id']}"))
    assert (shown["type"], shown["waits_until"][:19]) == ("distribution", f"{until:%FT%T}")
    desk.requests.put(later(desk.requests.kept["acme", made["id"]], status="done"))
    assert told(call(f"GET /sefaz/requests/{made['id']}"))["waits_until"] is None
    assert [each.action for each in desk.trail.kept] == [Action.SEFAZ_REQUESTED]


def test_requests_go_on_from_page_to_page(desk: Desk) -> None:
    names = {told(call("POST /sefaz/requests", DISTRIBUTION), 201)["id"] for _ in range(5)}
    seen: list[str] = []
    cursor = ""
    while len(seen) < 5:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        found = told(call("GET /sefaz/requests", query=query))
        seen += [each["id"] for each in found["items"]]
        cursor = found["next_cursor"]
    assert seen == sorted(names, reverse=True)
    assert cursor is None


def test_the_ledger_is_shown(desk: Desk) -> None:
    now = utc_now()
    said = LastAnswer(
        status_code="656", reason="Rejeicao", at=now, documents=0, problem="sefaz_blocked"
    )
    desk.feeds.kept[NFE] = feed(
        position=nsu(40), highest=nsu(99), last_answer=said,
        rests_until=now - timedelta(hours=1), blocked_until=now + timedelta(hours=1),
        queries=(now - timedelta(minutes=90), now - timedelta(minutes=5), now), due_at=now,
        asked=Asked(operation=QueryNsu(service=Service.NFE, nsu=nsu(3)), at=now),
    )  # fmt: skip
    cte = FeedId("acme", TAX_ID, Service.CTE, Environment.PRODUCTION)
    desk.feeds.kept[cte] = feed(
        cte, position=nsu(5), highest=nsu(5), rests_until=now + timedelta(1)
    )
    desk.feeds.open[NFE] = {nsu(12): gap(10, 12)}
    both = told(call("GET /sefaz/nsu"))["items"]
    assert [each["service"] for each in both] == ["nfe", "cte"]
    (nfe,) = told(call("GET /sefaz/nsu", query={"tax_id": TAX_ID, "service": "nfe"}))["items"]
    assert nfe == both[0]
    assert (nfe["position"], nfe["behind"], nfe["queries_left"]) == (nsu(40), 59, 18)
    assert nfe["asked_at"]
    assert nfe["rests_until"] is None
    assert nfe["blocked_until"]
    assert "bloqueou" in nfe["why"]
    assert "outro sistema" in nfe["last_answer"]["meaning"]
    assert nfe["last_answer"]["error"]["code"] == "sefaz_blocked"
    (missing,) = nfe["gaps"]
    assert (missing["first"], missing["last"], missing["count"], missing["cause"]) == (
        nsu(10), nsu(12), 3, "skipped",
    )  # fmt: skip
    off = said.model_copy(update={"status_code": "", "problem": "sefaz_unreachable"})
    desk.feeds.kept[NFE] = desk.feeds.kept[NFE].model_copy(update={"last_answer": off})
    (nfe,) = told(call("GET /sefaz/nsu", query={"tax_id": TAX_ID, "service": "nfe"}))["items"]
    assert "não deu certo" in nfe["why"]
    assert (both[1]["behind"], "uma hora" in both[1]["why"]) == (0, True)


def test_the_ledger_s_rows_go_on_from_page_to_page(desk: Desk) -> None:
    desk.feeds.kept[NFE] = feed()
    desk.feeds.rows[NFE] = [page(last) for last in (50, 100, 150)]
    query = {"tax_id": TAX_ID, "service": "nfe", "limit": "2"}
    first = told(call("GET /sefaz/nsu/pages", query=query))
    rest = told(call("GET /sefaz/nsu/pages", query=query | {"cursor": first["next_cursor"]}))
    assert [each["last"] for each in first["items"] + rest["items"]] == [
        nsu(150),
        nsu(100),
        nsu(50),
    ]
    assert rest["next_cursor"] is None
    assert first["items"][0]["documents"][0]["sha256"]
    assert first["items"][0]["meaning"] == "Há documentos."
    none = query | {"service": "cte"}
    assert problem(call("GET /sefaz/nsu/pages", query=none))[:2] == (404, "not_found")


def test_deadlines_come_in_their_order(desk: Desk) -> None:
    far, near = deadline(1, 30), deadline(2, 3)
    until = utc_now() + timedelta(days=2)
    desk.deadlines.note([far, near.model_copy(update={"until": until})])
    desk.deadlines.note([near.model_copy(update={"tenant": "other"})])
    found = told(call("GET /sefaz/deadlines", query={"limit": "1"}))
    (first,) = found["items"]
    assert (first["access_key"], first["total_amount"]) == (near.access_key, "1234.50")
    assert first["days_left"] == 2
    rest = told(call("GET /sefaz/deadlines", query={"cursor": found["next_cursor"]}))
    assert [each["access_key"] for each in rest["items"]] == [far.access_key]


STRANGER = "45723174000110"


@pytest.mark.parametrize(
    ("route", "body", "query", "status", "code"),
    [
        ("POST /sefaz/requests", {**DISTRIBUTION, "tax_id": STRANGER}, None, 404, "not_found"),
        ("POST /sefaz/requests", {"type": "x"}, None, 400, "invalid_input"),
        ("POST /sefaz/requests", "{", None, 400, "invalid_input"),
        ("POST /sefaz/requests", None, None, 400, "invalid_input"),
        (
            "POST /sefaz/requests", {**CONFIRM, "access_keys": [key(model="57")]}, None,
            422, "not_manifestable",
        ),
        ("POST /sefaz/requests", {**CONFIRM, "access_keys": [key(7)]}, None, 409, "already_exists"),
        (f"GET /sefaz/requests/{ABSENT}", None, None, 404, "not_found"),
        ("GET /sefaz/requests/x", None, None, 400, "invalid_input"),
        ("GET /sefaz/nsu", None, {"tax_id": STRANGER}, 404, "not_found"),
        ("GET /sefaz/nsu", None, {"tax_id": "x"}, 400, "invalid_input"),
        ("GET /sefaz/nsu", None, {"service": "mdfe"}, 400, "invalid_input"),
        ("GET /sefaz/nsu/pages", None, {"service": "nfe"}, 400, "invalid_input"),
        (
            "GET /sefaz/nsu/pages", None, {"service": "nfe", "tax_id": STRANGER},
            404, "not_found",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done(
    desk: Desk, route: str, body: Any, query: dict[str, str] | None, status: int, code: str
) -> None:
    told(call("POST /sefaz/requests", {**CONFIRM, "access_keys": [key(7)]}), 201)
    before = dict(desk.requests.kept)
    assert problem(call(route, body, query=query))[:2] == (status, code)
    assert desk.requests.kept == before


def test_a_branch_that_is_not_configured_is_told_so(desk: Desk) -> None:
    desk.settings.kept.clear()
    answer = problem(call("POST /sefaz/requests", DISTRIBUTION, USER))
    assert answer[:2] == (409, "sefaz_not_configured")
