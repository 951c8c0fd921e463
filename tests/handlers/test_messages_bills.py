"""The API of messages: charges that are sent with their boletos."""

import json
from typing import Any

import pytest

from functions.messages.handler import handle
from malote.bootstrap import sending
from malote.errors import EfiUnavailable
from tests.fakes.billing import charge_id
from tests.fakes.pace import FixedPace
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS, problem
from tests.unit.messages.desk import Desk
from tests.unit.messages.test_bills import keep


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    desk = Desk()
    monkeypatch.setattr(sending, "posting", lambda: desk.posting)
    monkeypatch.setattr(sending, "outbox", lambda: desk.outbox)
    return desk


def post(*attachments: Any) -> Any:
    body = {"attachments": attachments}
    return handle(api("POST", "/messages", CLAIMS, body=body), Context())


def test_a_charge_is_taken_and_shown(desk: Desk) -> None:
    wanted = keep(desk)
    answer = post(wanted)
    made = json.loads(answer["body"])
    assert (answer["statusCode"], made["to"]) == (202, ["ana@cliente.test"])
    shown = json.loads(handle(api("GET", f"/messages/{made['id']}", CLAIMS), Context())["body"])
    (attached,) = shown["attachments"]
    assert wanted.items() <= attached.items()
    assert (shown["template"], shown["customer"]) == ("charge", "52998224725")


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"status": "paid"}, (409, "charge_not_open")),
        ({"status": "uncertain"}, (409, "charge_not_open")),
        ({"pdf_link": None}, (422, "message_unfit")),
        ({"tenant": "outra"}, (400, "invalid_input")),
    ],
)
def test_a_charge_that_is_not_sent(
    desk: Desk, others: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert problem(post(keep(desk, **others)))[:2] == expected
    assert not desk.outbox.entries


def test_an_efi_that_is_down_is_asked_again_by_the_user(desk: Desk) -> None:
    desk.efi.trouble["document"] = [EfiUnavailable("HTTP 503")]
    status, code, body = problem(post(keep(desk)))
    assert (status, code, body["detail"]) == (502, "boleto_unavailable", "HTTP 503")
    assert "envie de novo" in body["action"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([{"kind": "charge"}], "attachments.0.charge.id"),
        ([{"kind": "carnet", "id": "../x"}], "attachments.0.carnet.id"),
        ([{"kind": "charge", "id": charge_id(1)}] * 2, "uma cobrança ou um carnê por mensagem"),
        ([{"kind": "charge", "id": charge_id(9)}], f"não há a cobrança {charge_id(9)}"),
    ],
)
def test_what_is_wrong_is_told(desk: Desk, given: list[Any], told: str) -> None:
    status, code, body = problem(post(*given))
    assert (status, code) == (400, "invalid_input")
    assert told in body["detail"]
