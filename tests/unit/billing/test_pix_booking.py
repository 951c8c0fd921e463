"""What a Pix and its returns book."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from malote.billing.accounts import HistoryCodes
from malote.billing.entries import Books
from malote.billing.pix_booking import apply_pix
from malote.billing.remote import PixReceived, PixReturn
from malote.billing.totals import totals
from tests.fakes.billing import account, charge, charge_id
from tests.fakes.stores import NOON

BOOKS = Books(account(), NOON, "pix")
WAITING = charge(method="pix", txid="t" * 26, status="waiting")
PIX = PixReceived("E1", "t" * 26, Decimal("100.00"), NOON)


def back(number: int, value: str, *, done: bool = True) -> PixReturn:
    return PixReturn(f"D{number}", Decimal(value), NOON + timedelta(hours=number), done)


@pytest.mark.parametrize(
    ("pixes", "booked", "status", "flags"),
    [
        ([PIX], {"E1#receipt": "100.00", "E1#entry": "100.00", "E1#fee": "-2.50"}, "paid", ""),
        ([PIX, PIX, PIX], {"E1#receipt": "100.00", "E1#entry": "100.00", "E1#fee": "-2.50"},
         "paid", ""),
        ([PIX, replace(PIX, returns=(back(1, "30.00"), back(2, "5.00", done=False)))],
         {"E1#receipt": "100.00", "E1#entry": "100.00", "E1#fee": "-2.50",
          "E1#D1#receipt#reversal": "-30.00", "E1#D1#entry#reversal": "-30.00"}, "paid", ""),
        ([replace(PIX, returns=(back(2, "80.00"), back(1, "30.00")))],  # never more than came
         {"E1#receipt": "100.00", "E1#entry": "100.00", "E1#fee": "-2.50",
          "E1#D1#receipt#reversal": "-30.00", "E1#D1#entry#reversal": "-30.00",
          "E1#D2#receipt#reversal": "-70.00", "E1#D2#entry#reversal": "-70.00"}, "refunded", ""),
        ([PIX, replace(PIX, end_to_end_id="E2", value=Decimal("7.01"))],
         {"E1#receipt": "100.00", "E1#entry": "100.00", "E1#fee": "-2.50",
          "E2#receipt": "7.01", "E2#entry": "7.01", "E2#fee": "-2.50"},
         "paid", "several_pix,value_differs"),
        ([replace(PIX, fee=Decimal("1.19"))],
         {"E1#receipt": "100.00", "E1#entry": "100.00", "E1#fee": "-2.50"}, "paid", "fee_differs"),
    ],
    ids=["one", "told again", "part goes back", "more goes back", "two", "another fee"],
)  # fmt: skip
def test_each_once(
    pixes: list[PixReceived], booked: dict[str, str], status: str, flags: str
) -> None:
    found, entries = WAITING, list[tuple[str, str]]()
    for pix in [*pixes, *pixes]:
        found, more = apply_pix(found, pix, BOOKS)
        entries += [(each.entry_id, str(each.amount)) for each in more]
    assert len(dict(entries)) == len(entries)
    assert dict(entries) == {f"{charge_id(1)}#{name}": value for name, value in booked.items()}
    assert (found.status, ",".join(found.flags)) == (status, flags)
    assert found.credited == (status == "paid")


def test_money_goes_back_under_the_settings_that_it_came_under() -> None:
    other = HistoryCodes(receipt="1", entry="2", fee="3")
    later = Books(
        account().model_copy(update={"agreement": "9-Outro", "history_codes": other}), NOON, "pix"
    )
    found, first = apply_pix(WAITING, PIX, BOOKS)
    found, second = apply_pix(found, replace(PIX, end_to_end_id="E2"), later)
    _, back_again = apply_pix(found, replace(PIX, returns=(back(1, "100.00"),)), later)
    sums = {
        (each.agreement, each.history_code): each.amount
        for each in totals([*first, *second, *back_again]) or []
    }
    assert sums == {
        ("0-Carteira", "101"): 0, ("0-Carteira", "201"): 0, ("0-Carteira", "301"): Decimal("-2.50"),
        ("9-Outro", "1"): 100, ("9-Outro", "2"): 100, ("9-Outro", "3"): Decimal("-2.50"),
    }  # fmt: skip
