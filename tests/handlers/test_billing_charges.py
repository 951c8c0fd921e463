"""The API of charges: issued once, changed, refused with what to do."""

from datetime import timedelta
from typing import Any

import pytest

from malote.audit import Action
from malote.billing.charges import Status
from malote.clock import utc_now
from malote.errors import (
    EfiCertificateRefused,
    EfiCredentialsRefused,
    EfiError,
    EfiOverQuota,
    EfiRefused,
    EfiUnavailable,
    EfiUncertain,
)
from tests.fakes.pace import FixedPace
from tests.handlers.billing_desk import Desk, call, told
from tests.handlers.test_api import problem
from tests.issuing_world import BOLIX, CARNET

SOON = {"due_date": f"{utc_now() + timedelta(400):%Y-%m-%d}"}
NEW = BOLIX | SOON
ABSENT = "20261121t120000000-0123456789ab"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    return Desk(monkeypatch, pace)


def test_a_charge_from_its_making_to_its_refund(desk: Desk) -> None:
    made = told(call("POST /billing/charges", NEW, key="k"), 201)
    assert told(call("POST /billing/charges", NEW, key="k"), 201) == made
    assert (made["status"], made["amount"], made["entries"]) == ("waiting", "100.00", [])
    assert made["barcode"]
    assert made["link"]
    (charge,) = desk.book.charges.values()
    desk.happen(charge, "paid", "100.00")
    desk.happen(charge, "refunded")
    shown = told(call(f"GET /billing/charges/{made['id']}"))
    assert (shown["status"], shown["paid_amount"]) == ("refunded", "100.00")
    assert [(each["kind"], each["amount"], each["reversal"]) for each in shown["entries"]] == [
        ("entry", "100.00", False), ("fee", "-2.50", False), ("receipt", "100.00", False),
        ("entry", "-100.00", True), ("receipt", "-100.00", True),
    ]  # fmt: skip
    (line,) = told(call("GET /billing/charges"))["items"]
    assert line.items() <= shown.items()
    assert desk.efi.calls["issue"] == 1


def test_another_charge_under_the_same_key_is_refused(desk: Desk) -> None:
    told(call("POST /billing/charges", NEW, key="k"), 201)
    other = {**NEW, "items": [{"name": "x", "amount": "9.00"}]}
    assert problem(call("POST /billing/charges", other, key="k"))[:2] == (
        409, "idempotency_mismatch",
    )  # fmt: skip
    assert problem(call("POST /billing/charges", other, key="k" * 129))[0] == 400


def test_a_carnet_and_its_parcels(desk: Desk) -> None:
    made = told(call("POST /billing/carnets", CARNET | SOON, key="k"), 201)
    assert told(call("POST /billing/carnets", CARNET | SOON, key="k"), 201)["id"] == made["id"]
    assert told(call(f"GET /billing/carnets/{made['id']}")) == made
    told(call("POST /billing/charges", NEW), 201)
    listed = told(call("GET /billing/charges", query={"carnet": made["id"]}))["items"]
    assert sorted(each["parcel"] for each in listed) == [1, 2, 3]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 3), ({"account": "conta-1"}, 3), ({"account": "conta-2"}, 0), ({"status": "paid"}, 1),
        ({"customer": "52998224725"}, 2), ({"period": "2026-11-21"}, 3), ({"period": "2025"}, 0),
        ({"status": "paid", "customer": "11144477735"}, 0),
    ],
)  # fmt: skip
def test_the_list_is_filtered(desk: Desk, query: dict[str, str], found: int) -> None:
    desk.paid()
    desk.create()
    desk.create(customer={"name": "Bia Lima", "tax_id": "11144477735"})
    assert len(told(call("GET /billing/charges", query=query))["items"]) == found


def test_the_list_goes_on_from_page_to_page(desk: Desk) -> None:
    names = {desk.create().charge_id for _ in range(5)}
    seen: list[str] = []
    cursor = ""
    while len(seen) < 5:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = told(call("GET /billing/charges", query=query))
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert seen == sorted(names, reverse=True)
    assert cursor is None


@pytest.mark.parametrize(
    ("what", "status", "action"),
    [
        ("POST cancel", "canceled", Action.CHARGE_CANCELED),
        ("POST settle", "settled", Action.CHARGE_SETTLED),
        ("POST resend", "waiting", Action.CHARGE_RESENT),
        ("PUT due-date", "waiting", Action.CHARGE_RE_DATED),
    ],
)
def test_a_change_is_asked_told_and_shown(
    desk: Desk, what: str, status: str, action: Action
) -> None:
    charge = desk.create()
    desk.trail.kept.clear()
    method, verb = what.split()
    body = SOON if verb == "due-date" else None
    shown = told(call(f"{method} /billing/charges/{charge.charge_id}/{verb}", body))
    assert shown["status"] == status
    assert shown["due_date"] == (SOON["due_date"] if body else "2027-01-31")
    assert [each["kind"] for each in shown["entries"]] == ["receipt"] * (verb == "settle")
    assert [(each.action, each.target) for each in desk.trail.kept] == [(action, charge.charge_id)]
    assert told(call(f"GET /billing/charges/{charge.charge_id}")) == shown


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (EfiRefused("x", "não pode"), 422), (EfiCredentialsRefused(), 422), (EfiOverQuota(), 429),
        (EfiCertificateRefused(), 422), (EfiUnavailable(), 502), (EfiUncertain(), 502),
    ],
    ids=lambda each: each.code if isinstance(each, EfiError) else "",
)  # fmt: skip
def test_what_efi_does_not_do_is_told(desk: Desk, error: EfiError, status: int) -> None:
    charge = desk.create()
    desk.efi.trouble["cancel"].append(error)
    path = f"POST /billing/charges/{charge.charge_id}/cancel"
    assert problem(call(path))[:2] == (status, error.code)
    assert desk.again(charge).status is Status.WAITING
    desk.efi.trouble["issue"].append(error)
    made = told(call("POST /billing/charges", NEW), 201)  # it is written: asking again is no use
    assert (made["error"]["code"], bool(made["error"]["action"])) == (error.code, True)


@pytest.mark.parametrize(
    ("route", "body", "status", "code"),
    [
        ("POST /billing/charges", {**NEW, "account": "zzz"}, 404, "not_found"),
        ("POST /billing/charges", {}, 400, "invalid_input"),
        ("POST /billing/charges", "{", 400, "invalid_input"),
        ("POST /billing/charges", {**NEW, "due_date": "2020-01-01"}, 400, "invalid_input"),
        ("POST /billing/charges", {**NEW, "tenant": "other"}, 400, "invalid_input"),
        ("POST /billing/carnets", {**CARNET, **SOON, "parcels": 13}, 400, "invalid_input"),
        (f"GET /billing/charges/{ABSENT}", None, 404, "not_found"),
        (f"GET /billing/carnets/{ABSENT}", None, 404, "not_found"),
        (f"POST /billing/charges/{ABSENT}/cancel", None, 404, "not_found"),
        (f"POST /billing/charges/{ABSENT}/resend", {"email": "x"}, 400, "invalid_input"),
        ("GET /billing/charges/zzz", None, 400, "invalid_input"),
        ("GET /billing/carnets/zzz", None, 400, "invalid_input"),
        ("POST /billing/charges/zzz/settle", None, 400, "invalid_input"),
        ("POST /billing/charges/{paid}/cancel", None, 409, "charge_not_open"),
        ("POST /billing/charges/{paid}/settle", None, 409, "charge_not_open"),
        ("POST /billing/charges/{paid}/resend", None, 409, "charge_not_open"),
        ("PUT /billing/charges/{paid}/due-date", SOON, 409, "charge_not_open"),
        ("PUT /billing/charges/{paid}/due-date", {}, 400, "invalid_input"),
        ("PUT /billing/charges/{paid}/due-date", {"due_date": "2020-01-01"}, 400, "invalid_input"),
    ],
)
def test_what_cannot_be_done(desk: Desk, route: str, body: Any, status: int, code: str) -> None:
    paid = desk.paid()
    calls = desk.efi.calls.copy()
    answer = call(route.format(paid=paid.charge_id), body)
    assert problem(answer)[:2] == (status, code)
    assert desk.efi.calls == calls
    assert [*desk.book.charges.values()] == [paid]


def test_an_inactive_account_issues_nothing(desk: Desk) -> None:
    desk.change_account(active=False)
    assert problem(call("POST /billing/charges", NEW))[:2] == (409, "billing_account_inactive")


@pytest.mark.parametrize(
    "query",
    [{"status": "zzz"}, {"customer": "1"}, {"account": "A#"}, {"carnet": "x"}, {"period": "ontem"},
     {"limit": "201"}],
    ids=str,
)  # fmt: skip
def test_a_filter_that_is_none_is_told(desk: Desk, query: dict[str, str]) -> None:
    assert problem(call("GET /billing/charges", query=query))[:2] == (400, "invalid_input")
