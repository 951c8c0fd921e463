"""The stand-in's carnês: sheets of one history, each with a life of its own."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.efi.server import Efi
from tests.integration.efi.client import Client, carnet
from tests.integration.efi.server import efi_server


@pytest.fixture
def efi() -> Iterator[Efi]:
    with efi_server() as running:
        yield running


def _issued(client: Client, asked: dict[str, Any]) -> dict[str, Any]:
    status, answer = client("POST", "/carnet", asked)
    assert status == 200, answer
    data: dict[str, Any] = answer["data"]
    return data


def test_sheets_are_due_a_month_after_each_other(efi: Efi) -> None:
    client = Client(efi)
    asked = carnet(4) | {"expire_at": "2091-11-30", "metadata": {"custom_id": "carne-1"}}
    data = _issued(client, asked)
    sheets = data["charges"]
    assert [(each["parcel"], each["expire_at"]) for each in sheets] == [
        ("1", "2091-11-30"),
        ("2", "2091-12-30"),
        ("3", "2092-01-30"),
        ("4", "2092-02-29"),
    ]
    assert {each["value"] for each in sheets} == {7500}
    alone = client("GET", f"/charge/{sheets[1]['charge_id']}")[1]["data"]["payment"]
    assert alone["method"] == "carnet"
    assert alone["carnet"]["parcel"] == 2
    assert alone["carnet"]["barcode"] == sheets[1]["barcode"]
    listed = client("GET", "/charges?charge_type=carnet&begin_date=2020-01-01&end_date=2099-12-31")
    assert [(each["id"], each["custom_id"]) for each in listed[1]["data"]] == [
        (each["charge_id"], "carne-1") for each in sheets
    ]


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        (carnet(3, 10000, split_items=True), [3334, 3333, 3333]),
        (carnet(3, 10000, split_items=False), [10000] * 3),
        (carnet(12, 600), [600] * 12),
        (carnet(13), 4600059),
        (carnet(12, 5000, split_items=True), 4600036),
        (carnet(1), 3500034),
    ],
)
def test_what_a_sheet_is_worth(efi: Efi, asked: dict[str, Any], values: object) -> None:
    answer = Client(efi)("POST", "/carnet", asked)[1]
    charges = answer.get("data", {}).get("charges", ())
    assert ([each["value"] for each in charges] or answer["code"]) == values


def test_one_token_tells_of_all_sheets_in_the_order_of_what_happened(efi: Efi) -> None:
    client = Client(efi)
    data = _issued(client, carnet(3))
    first, second, third = (each["charge_id"] for each in data["charges"])
    efi.control.unpaid(first)
    efi.control.pay(third)
    efi.control.pay(first, value=7723)
    efi.control.refund(third)
    assert client("PUT", f"/carnet/{data['carnet_id']}/parcel/2/cancel")[0] == 200
    rows = client.rows(efi.control.token(second))
    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))
    told = [
        (row["identifiers"].get("charge_id"), row["status"]["current"], row.get("value"))
        for row in rows
    ]
    assert told == [
        (None, "up_to_date", None),
        (first, "new", None),
        (first, "waiting", None),
        (second, "new", None),
        (third, "new", None),
        (second, "waiting", None),
        (third, "waiting", None),
        (first, "unpaid", None),
        (None, "unpaid", None),
        (third, "paid", 7500),
        (first, "paid", 7723),
        (None, "up_to_date", None),
        (third, "refunded", None),
        (second, "canceled", None),
        (None, "finished", None),
    ]
    kinds = {"carnet": {"carnet_id"}, "carnet_charge": {"carnet_id", "charge_id"}}
    assert all(set(row["identifiers"]) == kinds[row["type"]] for row in rows)
    assert efi.control.totals("client-1")["paid"] == 15223
    assert efi.control.totals("client-1")["refunded"] == 7500


def test_sheets_are_changed_one_by_one(efi: Efi) -> None:
    client = Client(efi)
    data = _issued(client, carnet(3))
    path = f"/carnet/{data['carnet_id']}/parcel"
    efi.control.pay(data["charges"][2]["charge_id"])
    day = {"expire_at": "2091-01-02"}
    for method, where, body, code in (
        ("PUT", "/1", day, 200),
        ("PUT", "/3", day, 3500038),
        ("PUT", "/4", day, 3500010),
        ("POST", "/1/resend", {"email": "a@b.test"}, 200),
        ("POST", "/3/resend", {"email": "a@b.test"}, 3500038),
        ("PUT", "/2/settle", None, 200),
    ):
        assert client(method, path + where, body)[1]["code"] == code, where
    issued = efi.control.issued()
    assert [each["due"] == "2091-01-02" for each in issued] == [True, False, False]
    assert [each["status"] for each in issued] == ["waiting", "settled", "paid"]
    assert efi.control.totals("client-1")["settled"] == 7500
    assert Client(efi, 1)("PUT", f"{path}/1/cancel")[1]["code"] == 3500010


@pytest.mark.parametrize("act", ["cancel", "settle", "billet"])
def test_a_sheet_is_not_changed_as_if_it_were_alone(efi: Efi, act: str) -> None:
    client = Client(efi)
    number = _issued(client, carnet(2))["charges"][0]["charge_id"]
    before = efi.control.issued()
    body = {"expire_at": "2091-01-02"} if act == "billet" else None
    assert client("PUT", f"/charge/{number}/{act}", body)[1]["code"] == 3500084
    assert efi.control.issued() == before
