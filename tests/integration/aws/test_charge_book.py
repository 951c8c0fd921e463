"""Charges and the ledger in a real table, and that the fake of the unit tests is the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from malote.adapters.charge_book import ChargeItems
from malote.adapters.table import Table
from malote.billing.charges import Charge
from malote.billing.issued import with_issued, with_issued_carnet
from malote.billing.ledger import LedgerEntry
from malote.billing.queries import ChargeQuery, LedgerQuery
from malote.billing.remote import Issued, IssuedCarnet
from malote.clock import BRASILIA
from malote.errors import AlreadyExists, InvalidInput
from malote.ports.billing import ChargeBook
from tests.fakes.billing import carnet, charge, charge_id
from tests.fakes.charge_book import MemoryChargeBook
from tests.fakes.stores import NOON


@pytest.fixture(params=["memory", "table"])
def book(request: pytest.FixtureRequest) -> ChargeBook:
    if request.param == "memory":
        return MemoryChargeBook()
    return ChargeItems(request.getfixturevalue("table"))


def entry(number: int, **others: Any) -> LedgerEntry:
    values: dict[str, Any] = {
        "tenant": "acme", "entry_id": f"{charge_id(1)}#{number:03}#entry", "account_id": "conta-1",
        "environment": "test", "agreement": "0-Carteira", "kind": "entry", "history_code": "201",
        "amount": Decimal("10.00"), "at": NOON + timedelta(days=number), "booked_at": NOON,
        "charge_id": charge_id(1), "source": "notification",
    }  # fmt: skip
    return LedgerEntry.model_validate(values | others)


def changed(before: Charge, revision: str, **others: object) -> Charge:
    return Charge.model_validate(before.model_dump() | {"revision": revision, **others})


def test_what_is_written_is_read(book: ChargeBook) -> None:
    first = charge(flags=("value_differs",), paid_amount="7.10", asked_at=NOON)
    assert book.add([first])
    assert book.get("acme", first.charge_id) == first
    assert book.get("outra", first.charge_id) is None
    assert book.get("acme", "") is None
    assert not book.add([changed(first, "r9")])
    assert book.get("acme", first.charge_id) == first


def test_all_or_nothing(book: ChargeBook) -> None:
    first = charge()
    book.add([first])
    paid = changed(first, "r1", credited=True)
    assert book.change(first, paid, [entry(1), entry(2)])
    assert book.change(first, paid, [entry(1), entry(2)])  # the answer to the first was lost
    assert not book.change(first, changed(first, "r2"), [entry(3)])  # of a former revision
    again = changed(paid, "r3")
    assert not book.change(paid, again, [entry(4), entry(2)])  # booked already
    assert book.get("acme", first.charge_id) == paid
    assert book.entries_of("acme", first.charge_id) == [entry(1), entry(2)]


def test_one_payment_is_one_however_often_its_time_is_told_otherwise(book: ChargeBook) -> None:
    first = charge()
    book.add([first])
    one = entry(1), changed(first, "r1", credited=True, cycle=1)
    other = entry(1, at=NOON), changed(first, "r2", credited=True, cycle=1)
    assert book.change(first, one[1], [one[0]])
    assert not book.change(first, other[1], [other[0]])
    assert list(book.entries("acme", LedgerQuery())) == [one[0]]


def test_efis_names_lead_to_it(book: ChargeBook) -> None:
    first, pix = charge(), charge(2, method="pix", txid="t" * 26)
    book.add([first, pix])
    assert book.named("acme", "conta-1", txid="t" * 26) == pix
    issued = with_issued(first, Issued(77, first.status.WAITING, barcode="1"))
    assert book.change(first, issued)
    assert book.named("acme", "conta-1", efi_id=77) == issued
    assert book.named("acme", "conta-2", efi_id=77) is None
    assert book.named("outra", "conta-1", efi_id=77) is None
    assert book.named("acme", "conta-1", efi_id=78) is None
    with pytest.raises(AlreadyExists, match=first.charge_id):
        book.change(pix, changed(pix, "r1", efi_id=77))
    # Production counts anew.
    real = charge(3, environment="production")
    book.add([real])
    after = changed(real, "r1", efi_id=77)
    assert book.change(real, after)
    assert book.named("acme", "conta-1", efi_id=77) == after


def test_what_is_open(book: ChargeBook) -> None:
    one, (of_two, parcels) = charge(1), carnet(2, 3)
    book.add([one])
    book.add(parcels, of_two)
    assert not book.add(parcels, of_two)
    assert [(each.kind, each.id) for each in book.open(NOON)] == [
        ("carnet", of_two.carnet_id), ("charge", one.charge_id),
    ]  # fmt: skip
    assert list(book.open(NOON - timedelta(seconds=1))) == []
    uncertain = changed(one, "r1", status="uncertain")
    assert book.change(one, uncertain)
    assert len(list(book.open(NOON))) == 2
    issued = with_issued(uncertain, Issued(77, one.status.WAITING))
    assert book.change(uncertain, issued)
    made = tuple(Issued(80 + n, one.status.WAITING, parcel=n) for n in (1, 2, 3))
    after, pairs = with_issued_carnet(of_two, parcels, IssuedCarnet(80, made))
    assert book.change_carnet(of_two, after, pairs)
    assert book.change_carnet(of_two, after, pairs)
    assert not book.change_carnet(of_two, after.model_copy(update={"revision": "x"}), pairs)
    assert list(book.open(NOON)) == []
    assert book.carnet_named("acme", "conta-1", 80) == after
    assert book.named("acme", "conta-1", efi_id=83) == pairs[2][1]


def test_a_carnet_is_written_whole(book: ChargeBook) -> None:
    of, parcels = carnet(1, 24)
    book.add(parcels, of)
    cancelled = changed(parcels[5], "r1", status="canceled")
    assert book.change(parcels[5], cancelled)
    made = tuple(Issued(n, parcels[0].status.WAITING, parcel=n) for n in range(1, 25))
    after, pairs = with_issued_carnet(of, parcels, IssuedCarnet(80, made))
    assert not book.change_carnet(of, after, pairs)
    assert book.named("acme", "conta-1", efi_id=1) is None
    assert book.carnet("acme", of.carnet_id) == of


def pages(
    read: Callable[[str | None], tuple[Any, str | None]],
) -> list[Any]:
    found, cursor = list(read(None)[0]), read(None)[1]
    while cursor:
        more, cursor = read(cursor)
        found += more
    return found


CHARGES = {
    "all": (ChargeQuery(), [4, 3, 2, 1]),
    "account": (ChargeQuery(account_id="conta-2"), [2]),
    "status": (ChargeQuery(status="paid"), [3]),
    "customer": (ChargeQuery(customer="11222333000181"), [4]),
    "the day": (ChargeQuery(period=("2026-11-21", "2026-11-21")), [4, 3, 2, 1]),
    "another month": (ChargeQuery(period=("2026-12", "2026-12")), []),
}


@pytest.mark.parametrize("case", CHARGES)
def test_lists_of_charges(book: ChargeBook, case: str) -> None:
    customer = {"name": "Beta", "tax_id": "11222333000181"}
    for each in (
        charge(1), charge(2, account_id="conta-2"), charge(3, status="paid"),
        charge(4, customer=customer), charge(5, tenant="outra"),
    ):  # fmt: skip
        book.add([each])
    query, wanted = CHARGES[case]
    found = pages(lambda cursor: book.page("acme", query, 2, cursor))
    assert [each.charge_id for each in found] == [charge_id(number) for number in wanted]
    day = NOON.date()
    of_account = book.of_account("acme", "conta-1", day, day)
    assert [each.charge_id for each in of_account] == [charge_id(n) for n in (1, 3, 4)]
    before = day - timedelta(days=1)
    assert list(book.of_account("acme", "conta-1", before, before)) == []


ENTRIES = {
    "all": (LedgerQuery(), [1, 2, 3, 4]),
    "agreement": (LedgerQuery(agreement="1-Banco"), [2]),
    "history code": (LedgerQuery(history_code="301"), [3]),
    "environment": (LedgerQuery(environment="production"), [1]),
    "account": (LedgerQuery(account_id="conta-1"), [1, 2, 3, 4]),
    "charge": (LedgerQuery(charge_id=charge_id(9)), [4]),
    "charge and period": (LedgerQuery(charge_id=charge_id(1), period=("2026-11-23",) * 2), [2]),
    "period": (LedgerQuery(period=("2026-11-23", "2026-11-24")), [2, 3]),
}


@pytest.mark.parametrize("case", ENTRIES)
def test_lists_of_entries(book: ChargeBook, case: str) -> None:
    first = charge()
    book.add([first])
    entries = [
        entry(1, environment="production"), entry(2, agreement="1-Banco"),
        entry(3, history_code="301"), entry(4, charge_id=charge_id(9)),
    ]  # fmt: skip
    assert book.change(first, changed(first, "r1"), entries)
    query, numbers = ENTRIES[case]
    wanted = [entries[number - 1] for number in numbers]
    assert list(book.entries("acme", query)) == wanted
    assert pages(lambda cursor: book.entries_page("acme", query, 2, cursor)) == wanted[::-1]
    assert list(book.entries("outra", query)) == []


def test_months_of_the_ledger_end_at_midnight_in_brasilia(book: ChargeBook) -> None:
    first = charge()
    book.add([first])
    midnight = datetime(2026, 12, 1, tzinfo=BRASILIA)
    late, early = (
        entry(number, at=midnight + timedelta(microseconds=number - 2)) for number in (1, 2)
    )
    assert book.change(first, changed(first, "r1"), [late, early])
    for month, wanted in [("2026-11", late), ("2026-12", early), ("2026-12-01", early)]:
        assert list(book.entries("acme", LedgerQuery(period=(month, month)))) == [wanted]


@pytest.mark.parametrize("cursor", ["x", "~", "IyM", "Q0hBUkdF"])
def test_cursors_lead_nowhere_else(table: Table, cursor: str) -> None:
    book = ChargeItems(table)
    with pytest.raises(InvalidInput):
        book.entries_page("acme", LedgerQuery(), 2, cursor)
    with pytest.raises(InvalidInput):
        book.page("acme", ChargeQuery(period=("2026-11", "2026-11")), 2, cursor)
