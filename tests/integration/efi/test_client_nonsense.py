"""Values that Efí would never give: whatever is not as documented is no answer."""

import json
from typing import Any

import pytest

from malote.errors import (
    EfiCredentialsRefused,
    EfiError,
    EfiRefused,
    EfiUnavailable,
    EfiUncertain,
)
from tests.integration.efi.asking import (
    ACCOUNT,
    NOTIFY,
    TODAY,
    ask,
    carnet,
    charge,
    client_of,
    issue,
)
from tests.integration.efi.saying import MADE, http, saying, told

KNOWN: dict[str, Any] = {
    "charge_id": 7, "status": "paid", "total": 10000, "custom_id": "c",
}  # fmt: skip
ROW: dict[str, Any] = {
    "id": 1, "type": "charge", "custom_id": "c", "status": {"current": "paid", "previous": "new"},
    "identifiers": {"charge_id": 7}, "created_at": "2026-11-21 10:00:00", "value": 10000,
}  # fmt: skip
PIX: dict[str, Any] = {
    "endToEndId": "E1", "txid": "t", "valor": "1.00", "horario": "2026-11-21T10:00:00.000Z",
}  # fmt: skip


def history(url: str) -> object:
    return client_of(url).history(ACCOUNT, "token")


def test_what_is_good_is_taken() -> None:
    with saying(told(MADE)) as server:
        issue(server.url)
        [heard] = server.heard
    assert b"Authorization: Bearer t0ken-t0ken-t0ken\r\n" in heard
    body = json.loads(heard.partition(b"\r\n\r\n")[2])
    assert body["metadata"] == {"custom_id": charge().charge_id, "notification_url": NOTIFY}
    with saying(told(MADE | {"total": 10000.0, "charge_id": 7.0, "new": [1]})) as server:
        issue(server.url)


@pytest.mark.parametrize(
    "change",
    [
        {"total": 10000.4}, {"total": "10000"}, {"total": True}, {"total": 10**400},
        {"total": -10000}, {"total": None}, {"total": 1e300}, {"charge_id": 0},
        {"charge_id": "7"}, {"charge_id": 7.5}, {"charge_id": None}, {"status": 7},
        {"status": ""}, {"expire_at": "tomorrow"}, {"expire_at": 20261220}, {"expire_at": ["x"]},
        {"link": "javascript:alert(1)"}, {"link": ["https://x.test"]}, {"pdf": "x"},
        {"barcode": {"x": 1}}, {"barcode": "1" * 5000}, {"pix": [1]},
    ],
    ids=str,
)  # fmt: skip
def test_values_of_a_charge_that_was_made(change: dict[str, Any]) -> None:
    with saying(told(MADE | change)) as server, pytest.raises(EfiUncertain):
        issue(server.url)
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("of", "data"),
    [
        ("charge", KNOWN | {"charge_id": 8}),
        ("charge", KNOWN | {"payment": {"paid_value": "1"}}),
        ("charge", [KNOWN]),
        ("history", ROW),
        ("history", [ROW, ROW | {"value": 1}]),
        ("history", [ROW | {"created_at": "now"}]),
        ("history", [ROW | {"created_at": "9999-12-31 23:59:59"}]),
        ("history", [ROW | {"created_at": 5}]),
        ("history", [ROW | {"id": 0}]),
        ("history", [ROW | {"id": "1"}]),
        ("history", [ROW | {"value": 0.5}]),
        ("history", [ROW | {"identifiers": {}}]),
        ("history", [ROW | {"type": "carnet"}]),
        ("history", [ROW | {"status": "paid"}]),
        ("history", [ROW | {"received_by_bank_at": "soon"}]),
    ],
    ids=str,
)
def test_values_of_what_was_asked_for(of: str, data: object) -> None:
    with saying(told(data)) as server, pytest.raises(EfiUnavailable):
        (ask if of == "charge" else history)(server.url)


@pytest.mark.parametrize(
    "change",
    [
        {"endToEndId": "E2"}, {"valor": 1}, {"valor": "1"}, {"valor": "1.5"}, {"valor": "-1.00"},
        {"valor": "1e5.00"}, {"valor": "1,00"}, {"horario": "2026-11-21T10:00:00"},
        {"horario": 1}, {"devolucoes": [{"id": "a"}]},
    ],
    ids=str,
)  # fmt: skip
def test_values_of_a_pix(change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malote.adapters.efi.certificate.present", lambda *_: None)
    body = json.dumps(PIX | change).encode()
    with saying(http(json.dumps(PIX).encode())) as server:
        assert client_of(server.url).pix(ACCOUNT, "E1").end_to_end_id == "E1"
    with saying(http(body)) as server, pytest.raises(EfiUnavailable):
        client_of(server.url).pix(ACCOUNT, "E1")


LISTED = KNOWN | {"id": 7, "custom_id": "c"}
FULL = [LISTED | {"id": number} for number in range(1, 101)]


def test_somebody_else_s_parcels_are_not_our_carnet() -> None:
    ours, _ = carnet(2)
    sheet = {"expire_at": "2026-12-20T15:00:00.000Z"}
    lines: list[dict[str, Any]] = [
        LISTED | {"id": number, "payment": {"carnet": sheet | {"parcel": str(number)}}}
        for number in (1, 2)
    ]
    with saying(told(lines)) as server, pytest.raises(EfiUnavailable):
        client_of(server.url).find_carnet(ACCOUNT, ours, TODAY)
    with saying(told([each | {"custom_id": ours.carnet_id} for each in lines])) as server:
        found = client_of(server.url).find_carnet(ACCOUNT, ours, TODAY)
    assert found
    assert [(each.efi_id, each.parcel) for each in found.parcels] == [(1, 1), (2, 2)]


def test_lists_that_are_not_what_was_asked_for() -> None:
    with saying(told([LISTED])) as server, pytest.raises(EfiUnavailable):
        client_of(server.url).find(ACCOUNT, "other", TODAY)  # never "there is none"
    with saying(told([LISTED])) as server:  # a short page again and again is the end
        assert len([*client_of(server.url).charges(ACCOUNT, TODAY, TODAY)]) == 2
    with saying(told(FULL)) as server, pytest.raises(EfiUnavailable):
        [*client_of(server.url).charges(ACCOUNT, TODAY, TODAY)]


REFUSED = {"code": 3500034, "error": "validation_error", "error_description": "o total é inválido"}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("400 Bad Request", REFUSED, EfiRefused),
        ("500 Internal", REFUSED, EfiRefused),
        ("401 Unauthorized", REFUSED, EfiCredentialsRefused),
        ("403 Forbidden", REFUSED, EfiRefused),
        ("403 Forbidden", {}, EfiUnavailable),
        ("408 Timeout", {}, EfiUncertain),
        ("429 Too Many", {}, EfiUnavailable),
        ("500 Internal", REFUSED | {"code": 3500000}, EfiUncertain),
    ],
)
def test_statuses(status: str, body: dict[str, Any], expected: type[EfiError]) -> None:
    with saying(http(json.dumps(body).encode(), status)) as server:
        with pytest.raises(EfiError) as raised:
            issue(server.url)
        assert len(server.heard) == (2 if "401" in status else 1)
    assert type(raised.value) is expected
