"""The API of the ledger: filtered, summed, as a file; and what comparisons found."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from malote.billing.accounts import BillingEnvironment
from malote.billing.ledger_csv import MOST_LINES
from malote.billing.reconciling import Reconciliation
from malote.errors import EfiUnavailable
from tests.fakes.pace import FixedPace
from tests.fakes.stores import NOON
from tests.handlers.billing_desk import OTHER, Desk, call, told
from tests.handlers.test_api import problem

LEDGER, COMPARED = "GET /billing/ledger", "GET /billing/reconciliations"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    """Two charges paid in production, one of them refunded, and one in test."""
    desk = Desk(monkeypatch, pace)
    desk.paid()
    desk.happen(desk.paid(), "refunded")
    desk.change_account(environment=BillingEnvironment.TEST, agreement="9-Teste")
    desk.paid()
    return desk


def summed(page: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    names = ("agreement", "kind", "amount", "entries")
    return [tuple(each[name] for name in names) for each in page["totals"]]


def test_it_shows_production_unless_asked(desk: Desk) -> None:
    page = told(call(LEDGER))
    assert (len(page["items"]), page["next_cursor"]) == (8, None)
    assert summed(page) == [
        ("0-Carteira", "receipt", "100.00", 3),
        ("0-Carteira", "entry", "100.00", 3),
        ("0-Carteira", "fee", "-5.00", 2),
    ]
    test = told(call(LEDGER, query={"environment": "test"}))
    assert {each["agreement"] for each in test["items"]} == {"9-Teste"}
    assert len(test["items"]) == 3


def test_the_sums_are_of_all_and_not_of_the_page(desk: Desk) -> None:
    first = told(call(LEDGER, query={"limit": "3"}))
    assert len(first["items"]) == 3
    assert summed(first) == summed(told(call(LEDGER)))
    rest = told(call(LEDGER, query={"limit": "200", "cursor": first["next_cursor"]}))
    assert rest["totals"] is None
    seen = [each["id"] for each in [*first["items"], *rest["items"]]]
    assert len(set(seen)) == len(seen) == 8
    times = [each["at"] for each in [*first["items"], *rest["items"]]]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"account": "conta-1"}, 8), ({"account": "conta-2"}, 0), ({"agreement": "0-Carteira"}, 8),
        ({"agreement": "9-Teste"}, 0), ({"history_code": "301"}, 2), ({"period": "2026-11"}, 8),
        ({"period": "2026-10"}, 0), ({"history_code": "301", "period": "2026-11-21"}, 2),
    ],
    ids=str,
)  # fmt: skip
def test_filters(desk: Desk, query: dict[str, str], found: int) -> None:
    page = told(call(LEDGER, query=query))
    assert (len(page["items"]), sum(each["entries"] for each in page["totals"])) == (found, found)
    assert len(lines(call(LEDGER, query=query | {"format": "csv"}))) == found + 1


def test_of_one_charge(desk: Desk) -> None:
    charge = min(desk.book.charges.values(), key=lambda each: each.charge_id)
    found = told(
        call(LEDGER, query={"charge": charge.charge_id, "environment": charge.environment})
    )
    assert {each["charge_id"] for each in found["items"]} == {charge.charge_id}


def lines(answer: dict[str, Any]) -> list[list[str]]:
    assert answer["statusCode"] == 200
    return list(csv.reader(StringIO(answer["body"].removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.parametrize(
    ("accept", "file", "is_csv"),
    [
        (None, "csv", True), ("text/csv", None, True), ("application/json;q=0.5, Text/CSV;q=1", None, True),
        ("text/csv", "json", False), ("*/*", None, False), ("text/csvx", None, False),
        ("application/json", "csv", True),
    ],
)  # fmt: skip
def test_the_file_is_asked_for_in_two_ways(
    desk: Desk, accept: str | None, file: str | None, *, is_csv: bool
) -> None:
    answer = call(LEDGER, query={"format": file} if file else None, accept=accept)
    kind = answer["multiValueHeaders"]["Content-Type"]
    assert kind == (["text/csv; charset=utf-8"] if is_csv else ["application/json"])
    if is_csv:
        told_lines = lines(answer)
        assert answer["body"].startswith("\ufeff")
        assert answer["multiValueHeaders"]["Content-Disposition"] == [
            'attachment; filename="lancamentos.csv"'
        ]
        amounts = [Decimal(each[6].replace(",", ".")) for each in told_lines[1:]]
        assert sum(amounts) == Decimal("195.00")


def test_a_file_too_large_is_refused(desk: Desk) -> None:
    one = next(iter(desk.book.ledger.values()))
    for number in range(MOST_LINES + 1):
        of = (one.tenant, one.at, f"x{number}")
        desk.book.ledger[of] = one.model_copy(update={"environment": BillingEnvironment.PRODUCTION})
    answer = call(LEDGER, query={"format": "csv"})
    assert problem(answer)[:2] == (400, "invalid_input")
    assert "period" in problem(answer)[2]["detail"]


@pytest.mark.parametrize(
    "query",
    [{"environment": "sandbox"}, {"format": "xls"}, {"charge": "x"}, {"account": "A"},
     {"agreement": "x" * 61}, {"period": "x"}, {"limit": "0"}],
    ids=str,
)  # fmt: skip
def test_a_filter_that_is_none_is_told(desk: Desk, query: dict[str, str]) -> None:
    assert problem(call(LEDGER, query=query))[:2] == (400, "invalid_input")


def test_what_comparisons_found(desk: Desk) -> None:
    day = NOON.date()
    for age in (2, 1):
        desk.differences.keep(
            Reconciliation(
                "acme",
                "conta-1",
                NOON - timedelta(age),
                day,
                day,
                3,
                0,
                Decimal(1),
                Decimal(2),
                problem=EfiUnavailable.code,
                needs_somebody=True,
                told=("bia@acme.test",),
            )
        )
    page = told(call(COMPARED, query={"limit": "1"}))
    assert [each["at"][:10] for each in page["items"]] == ["2026-11-20"]
    assert page["items"][0]["error"]["action"] == EfiUnavailable.action
    assert told(call(COMPARED, claims=OTHER)) == {"items": [], "next_cursor": None}
    assert told(call(LEDGER, claims=OTHER))["totals"] == []
