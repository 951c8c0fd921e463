"""What may become of the stand-in's charges, and what their payments come to."""

from collections.abc import Callable, Iterator

import pytest

from local.efi.answers import Refused
from local.efi.server import Efi
from tests.integration.efi.client import Client, charge
from tests.integration.efi.server import efi_server


@pytest.fixture
def efi() -> Iterator[Efi]:
    with efi_server() as running:
        yield running


ALL = ("pay", "identify", "unpaid", "expire", "refund", "contest", "cancel", "settle")
LEGAL = {
    "waiting": {"pay", "identify", "unpaid", "expire", "cancel", "settle"},
    "identified": {"pay", "unpaid"},
    "unpaid": {"pay", "identify", "expire", "cancel", "settle"},
    "expired": {"pay"},
    "paid": {"refund", "contest"},
    "contested": {"refund", "pay"},
    "refunded": set(),
    "canceled": {"pay"},
    "settled": {"pay"},
}
WAYS: dict[str, tuple[str, ...]] = {
    "waiting": (),
    "identified": ("identify",),
    "unpaid": ("unpaid",),
    "expired": ("expire",),
    "paid": ("pay",),
    "contested": ("pay", "contest"),
    "refunded": ("pay", "refund"),
    "canceled": ("cancel",),
    "settled": ("settle",),
}


def _do(efi: Efi, client: Client, number: int, step: str) -> bool:
    """Whether Efí let it happen."""
    if step in {"cancel", "settle"}:
        return client("PUT", f"/charge/{number}/{step}")[0] == 200
    act: Callable[[int], None] = getattr(efi.control, step)
    try:
        act(number)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("status", WAYS)
def test_what_may_become_of_a_charge(efi: Efi, status: str) -> None:
    client, possible = Client(efi), set()
    for number_of, step in enumerate(ALL):
        number = client.issue(charge(name=f"Internet {number_of}"))
        for way in WAYS[status]:
            assert _do(efi, client, number, way)
        rows = client.rows(efi.control.token(number))
        assert rows[-1]["status"]["current"] == status
        if _do(efi, client, number, step):
            possible.add(step)
        after = client.rows(efi.control.token(number))
        assert (len(after) > len(rows)) == (step in possible)
    assert possible == LEGAL[status]


def test_what_was_contested_and_then_refunded_went_back_once(efi: Efi) -> None:
    client = Client(efi)
    first, second = client.issue(), client.issue()
    efi.control.pay(first, value=6001)
    efi.control.contest(first)
    efi.control.refund(first)
    efi.control.pay(second)
    efi.control.refund(second)
    sums = efi.control.totals("client-1")
    told = {name: sums[name] for name in ("paid", "contested", "refunded")}
    assert told == {"paid": 11991, "contested": 6001, "refunded": 5990}
    assert efi.control.totals("client-2")["paid"] == 0
