"""What each change of a charge books, as a table."""

from datetime import timedelta
from decimal import Decimal

import pytest

from malote.billing.booking import Happened, apply_row, book
from malote.billing.charges import Charge, Status
from malote.billing.entries import Books
from malote.billing.ledger import LedgerEntry
from malote.billing.remote import Row
from tests.fakes.billing import account, charge, charge_id
from tests.fakes.stores import NOON

BOOKS = Books(account(), NOON, "notification")
ROUTES = {  # how a charge came to stand as it does
    "nothing": [],
    "by hand": ["settled"],
    "credited": ["paid"],
    "reversed": ["paid", "refunded"],
    "by hand, then paid": ["settled", "paid"],
}
PAID = ["receipt 100.00", "entry 100.00", "fee -2.50"]
BACK = ["receipt -100.00", "entry -100.00"]
MOVES = {
    ("nothing", "paid"): PAID,
    ("nothing", "settled"): PAID[:1],
    ("by hand", "paid"): PAID[1:],
    ("credited", "refunded"): BACK,
    ("credited", "contested"): BACK,
    ("reversed", "paid"): PAID,
    ("reversed", "settled"): PAID[:1],
    ("by hand, then paid", "refunded"): BACK,
    ("by hand, then paid", "contested"): BACK,
}
FLAGS = {
    **{("nothing", status): "not_credited" for status in ("refunded", "contested")},
    **{("by hand", status): "not_credited" for status in ("refunded", "contested")},
    **{
        (route, status): "no_longer_paid"
        for route in ("credited", "by hand, then paid")
        for status in (
            "new", "waiting", "identified", "approved", "unpaid", "canceled", "link", "expired"
        )
    },
}  # fmt: skip


def after(*statuses: str | tuple[str, str]) -> tuple[Charge, list[LedgerEntry]]:
    """A charge to which this happened, and all that it booked; a pair is a payment's value."""
    found, entries = charge(), list[LedgerEntry]()
    for number, each in enumerate(statuses, start=1):
        status, value = each if isinstance(each, tuple) else (each, None)
        if status == "paid" and not value:
            value = "100.00"
        found, more = apply_row(found, row(number, status, value), BOOKS)
        entries += more
    return found, entries


def row(number: int, status: str, value: str | None = None) -> Row:
    at = NOON + timedelta(minutes=number)
    return Row(number, "charge", status, at, value=Decimal(value) if value else None)


def told(entries: list[LedgerEntry]) -> list[str]:
    return [f"{each.kind} {each.amount}" for each in entries]


@pytest.mark.parametrize("status", [each for each in Status if each not in {
    "issuing", "uncertain", "not_issued"
}])  # fmt: skip
@pytest.mark.parametrize("route", ROUTES)
def test_every_status_from_every_standing(route: str, status: str) -> None:
    before, booked = after(*ROUTES[route])
    found, entries = after(*ROUTES[route], status)
    assert told(entries[len(booked) :]) == MOVES.get((route, status), [])
    assert found.status == status
    flag = FLAGS.get((route, status))
    assert found.flags == ((flag,) if flag else ())
    assert found.applied == before.applied + 1
    assert len({each.entry_id for each in entries}) == len(entries)


def test_an_entry_says_all_of_it() -> None:
    (receipt, entry, fee) = after("paid")[1]
    assert entry == LedgerEntry(
        tenant="acme", entry_id=f"{charge_id(1)}#001#entry", account_id="conta-1",
        environment="test", agreement="0-Carteira", kind="entry", history_code="201",
        amount="100.00", at=NOON + timedelta(minutes=1), booked_at=NOON,
        charge_id=charge_id(1), source="notification",
    )  # fmt: skip
    assert (receipt.history_code, fee.history_code) == ("101", "301")
    back = after("paid", "refunded")[1][-1]
    assert (back.entry_id, back.reversal) == (f"{charge_id(1)}#001#entry#reversal", True)
    again = after("paid", "refunded", "paid")[1][-3:]
    assert [each.entry_id.split("#")[1] for each in again] == ["002"] * 3


@pytest.mark.parametrize(
    ("rows", "booked", "flags"),
    [
        ([("paid", "105.31")], ["receipt 105.31", "entry 105.31", "fee -2.50"], "value_differs"),
        ([("paid", "105.31"), "refunded"], ["receipt -105.31", "entry -105.31"], "value_differs"),
        (["paid", ("paid", "90.00")], [], "paid_again"),
        (["paid", "paid"], [], ""),
        (["settled", ("paid", "101.00")], ["entry 101.00", "fee -2.50"], "value_differs"),
        # What was settled by hand for one value and paid with another goes back as it was booked.
        (["settled", ("paid", "101.00"), "refunded"], ["receipt -100.00", "entry -101.00"],
         "value_differs"),
        (["paid", "contested", "refunded"], [], ""),
        (["inédito"], [], "unknown_status"),
        (["uncertain"], [], "unknown_status"),
    ],
)  # fmt: skip
def test_values_and_flags(rows: list[str | tuple[str, str]], booked: list[str], flags: str) -> None:
    found, entries = after(*rows)
    before = after(*rows[:-1])[1]
    assert told(entries[len(before) :]) == booked
    assert ",".join(found.flags) == flags


def test_no_fee_no_entry() -> None:
    books = Books(account(fee=Decimal("0.00")), NOON, "notification")
    _, entries = apply_row(charge(), row(1, "paid", "100.00"), books)
    assert [each.kind for each in entries] == ["receipt", "entry"]


def test_it_goes_back_under_the_codes_it_came_under() -> None:
    paid, _ = after("paid")
    codes = {"receipt": "102", "entry": "202", "fee": "302"}
    changed = Books(account(agreement="1-Banco", history_codes=codes), NOON, "notification")
    _, back = apply_row(paid, row(2, "refunded"), changed)
    assert [(each.agreement, each.history_code) for each in back] == [
        ("0-Carteira", "101"), ("0-Carteira", "201"),
    ]  # fmt: skip


LEARNED = {  # from Efí's list; then its rows come, in one history or row by row
    "paid": ["paid"],
    "paid, then refunded": ["paid", "refunded"],
    "contested before anybody knew that it was paid": ["contested"],
    "paid twice": ["paid", "refunded", "paid"],
    "settled by hand": ["settled"],
}
ROWS = {
    "paid": ["new", "waiting", "paid"],
    "paid, then refunded": ["new", "waiting", "paid", "contested", "refunded"],
    "contested before anybody knew that it was paid": ["new", "paid", "contested"],
    "paid twice": ["paid", "contested", "paid"],
    "settled by hand": ["new", "waiting", "settled"],
}


@pytest.mark.parametrize("case", LEARNED)
def test_rows_that_come_later_book_nothing_again(case: str) -> None:
    found, entries = charge(), list[LedgerEntry]()
    books = Books(account(), NOON, "reconciliation")
    for each in LEARNED[case]:
        value = Decimal("100.00") if each == "paid" else None
        found, more = book(found, Happened(each, NOON, value), books)
        entries += more
    for number, status in enumerate(ROWS[case], start=1):
        found, more = apply_row(found, row(number, status, "100.00"), BOOKS)
        entries += more
    alone, booked = after(*ROWS[case])
    assert sorted(told(entries)) == sorted(told(booked))
    assert (found.status, found.credited, found.cycle) == (
        alone.status, alone.credited, alone.cycle,
    )  # fmt: skip
    assert (found.ahead, found.flags) == (0, alone.flags)
    for status in ("refunded", "paid"):  # and from there on it is as any other
        number += 1
        found, more = apply_row(found, row(number, status, "100.00"), BOOKS)
        alone, wanted = apply_row(alone, row(number, status, "100.00"), BOOKS)
        assert told(list(more)) == told(list(wanted))


@pytest.mark.parametrize(
    ("value", "more"),
    [("100.00", []), ("103.10", ["receipt 3.10", "entry 3.10"]), ("90.00", [
        "receipt -10.00", "entry -10.00",
    ])],
)  # fmt: skip
def test_a_value_that_was_assumed_is_put_right(value: str, more: list[str]) -> None:
    found, _ = book(charge(), Happened("paid", NOON), BOOKS)
    assert found.flags == ("value_assumed",)
    found, _ = apply_row(found, row(1, "waiting"), BOOKS)
    assert found.status == "paid"  # an older row takes nothing back
    found, entries = apply_row(found, row(2, "paid", value), BOOKS)
    assert told(list(entries)) == more
    assert found.paid_amount == found.settled_amount == Decimal(value)
    assert found.flags == (() if value == "100.00" else ("value_differs",))
    _, back = apply_row(found, row(3, "refunded"), BOOKS)
    assert told(list(back)) == [f"receipt -{value}", f"entry -{value}"]
