"""What the API shows of billing: money to the cent, nothing secret, a file for the accountant."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from malote.billing.account_views import BillingAccountView
from malote.billing.charge_views import CarnetView, ChargeDetail, ChargeView
from malote.billing.ledger import LedgerEntry
from malote.billing.ledger_csv import MOST_LINES, ledger_csv
from malote.billing.ledger_views import LedgerPage
from malote.billing.reconciliation_views import ReconciliationView
from malote.billing.reconciling import Difference, Reconciliation
from malote.billing.totals import MOST_ADDED, totals
from malote.errors import EfiRefused
from tests.fakes.billing import account, carnet, charge
from tests.fakes.stores import NOON


def entry(amount: str = "100.00", **others: Any) -> LedgerEntry:
    values = {
        "tenant": "acme", "entry_id": "c#001#entry", "account_id": "conta-1", "agreement": "0-Carteira",
        "environment": "production", "kind": "entry", "history_code": "201", "amount": amount,
        "at": datetime(2026, 12, 1, 2, 30, tzinfo=UTC), "booked_at": NOON, "charge_id": "c",
        "source": "notification",
    }  # fmt: skip
    return LedgerEntry.model_validate(values | others)


def lines(*entries: LedgerEntry) -> list[list[str]]:
    return list(csv.reader(StringIO(ledger_csv(entries)), delimiter=";"))


def test_an_account_shows_no_secret_and_its_address_to_admins_alone() -> None:
    shown = BillingAccountView.of(account(), "https://api.test").model_dump(mode="json")
    assert shown["webhook_url"] == f"https://api.test/webhooks/efi/{1:032x}"
    assert (shown["client_id"], shown["fee"]) == ("client-1", "2.50")
    others = BillingAccountView.of(account(), None).model_dump(mode="json")
    assert others == shown | {"webhook_url": None, "client_id": None}
    for each in (shown, others):
        assert "secret_name" not in each
        assert "malote/local" not in str(each)
    assert f"{1:032x}" not in str(others)


def test_a_charge_with_its_entries() -> None:
    found = charge(problem=EfiRefused.code, said="não pode", status="not_issued")
    shown = ChargeDetail.of(found, [entry(), entry("-2.50", kind="fee")]).model_dump(mode="json")
    assert shown["id"] == found.charge_id
    assert (shown["amount"], shown["items"][0]["amount"]) == ("100.00", "100.00")
    assert shown["error"]["action"] == EfiRefused.action
    assert shown["efi_said"] == "não pode"
    assert [each["amount"] for each in shown["entries"]] == ["100.00", "-2.50"]
    assert not {"tenant", "revision", "token", "held_until", "booked_under"} & shown.keys()
    assert ChargeView.of(charge()).error is None


def test_a_carnet_with_its_parcels() -> None:
    found, parcels = carnet(1, 3)
    shown = CarnetView.of(found, parcels).model_dump(mode="json")
    assert (shown["id"], shown["status"]) == (found.carnet_id, "issuing")
    assert [each["parcel"] for each in shown["parcels"]] == [1, 2, 3]


def test_totals_are_exact_and_apart_for_what_is_booked_apart() -> None:
    many = [entry("0.10") for _ in range(3)] + [entry("-0.10", reversal=True)]
    apart = [
        entry("1.00", agreement="1-Banco"), entry("2.00", history_code="9"),
        entry("-2.50", kind="fee", history_code="301"), entry("7.00", environment="test"),
        entry("-0.00"),
    ]  # fmt: skip
    found = totals([*many, *apart]) or []
    assert [(each.environment, each.agreement, each.history_code, each.kind, each.entries, str(each.amount)) for each in found] == [
        ("production", "0-Carteira", "201", "entry", 5, "0.20"),
        ("production", "0-Carteira", "301", "fee", 1, "-2.50"),
        ("production", "0-Carteira", "9", "entry", 1, "2.00"),
        ("production", "1-Banco", "201", "entry", 1, "1.00"),
        ("test", "0-Carteira", "201", "entry", 1, "7.00"),
    ]  # fmt: skip
    assert totals([]) == []
    assert totals([entry()] * MOST_ADDED) is not None
    assert totals([entry()] * (MOST_ADDED + 1)) is None  # somebody waits for the answer
    page = LedgerPage.of([entry()], totals([entry()]), None).model_dump(mode="json")
    assert page["totals"][0]["amount"] == page["items"][0]["amount"] == "100.00"


def test_the_file_is_one_that_excel_takes_for_its_own() -> None:
    text = ledger_csv([entry("-1234567.80", reversal=True, kind="receipt", source="by_hand")])
    assert text.startswith("\ufeffData;Lançado em;Convênio;Histórico;Tipo;Estorno;Valor;")
    assert text.count("\r\n") == text.count("\n") == 2
    (_, line) = lines(entry("-1234567.80", reversal=True, kind="receipt", source="by_hand"))
    assert line == [
        "30/11/2026 23:30:00", "21/11/2026 09:00:00", "0-Carteira", "201", "Recebimento", "Sim",
        "-1234567,80", "c", "conta-1", "Produção", "Manual",
    ]  # fmt: skip


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n"], ids=repr)
def test_no_text_becomes_a_formula(sign: str) -> None:
    evil = f'{sign}HYPERLINK("https://x";"y")'
    (_, line) = lines(entry("-2.50", agreement=evil, history_code=evil))
    assert line[2] == line[3] == f"'{evil}"
    assert line[6] == "-2,50"


def test_as_much_as_a_file_holds() -> None:
    wide = entry("-9999999.99", charge_id="x" * 31, agreement="ç" * 20)
    text = ledger_csv([wide] * MOST_LINES)
    assert text.count("\r\n") == MOST_LINES + 1
    assert len(text.encode()) < 5_000_000  # of the 6 MB that a function may answer


def test_a_comparison() -> None:
    report = Reconciliation(
        "acme", "conta-1", NOON, NOON.date(), NOON.date() + timedelta(1), 3, 1, Decimal("10.00"),
        Decimal("20.00"), (Difference("c", 7, "status", "waiting", "paid", mended=True),),
        problem=EfiRefused.code, needs_somebody=True, told=("bia@acme.test",),
    )  # fmt: skip
    shown = ReconciliationView.of(report).model_dump(mode="json")
    assert shown["differences"][0]["mended"] is True
    assert (shown["paid_there"], shown["error"]["code"]) == ("20.00", EfiRefused.code)
    assert not {"tenant", "told"} & shown.keys()
