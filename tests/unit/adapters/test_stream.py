"""Records of the table's stream: what each tells of, and which the template lets come at all."""

from typing import Any

import pytest

from malote.adapters import keys
from malote.adapters.items import to_item
from malote.adapters.stream import change_of
from malote.notices.follow import Change
from tests.fakes.sefaz_made import deadline, feed, request
from tests.fakes.stores import NOON
from tests.stream_filters import comes

SHA256 = "a" * 64
KEY = "35180834128745000152550010000476051695511860"
MESSAGE_ID = "20261121t120000000-0123456789ab"
PAUSED = {"paused": "credentials_refused"}
NFE = {"record": "document", "kind": "nfe"}
MESSAGE = {"message_id": MESSAGE_ID}


def record(key: dict[str, str], new: dict[str, Any], old: dict[str, Any] | None = None) -> Any:
    told: dict[str, Any] = {
        "ApproximateCreationDateTime": NOON.timestamp(), "Keys": to_item(key), "SequenceNumber": "1",
    }  # fmt: skip
    if new:
        told["NewImage"] = to_item(key | new)
    if old is not None:
        told["OldImage"] = to_item(key | old)
    return {"eventName": "MODIFY", "dynamodb": told}


FOLLOWED: list[tuple[str, str, keys.Key, dict[str, Any]]] = [
    ("mailbox", "notas", keys.mailbox("acme", "notas"), PAUSED),
    ("mail_settings", "12ABC34501DE35", keys.mail_settings("acme", "12ABC34501DE35"), PAUSED),
    ("message", MESSAGE_ID, keys.outgoing("acme", MESSAGE_ID), MESSAGE | {"status": "failed"}),
    ("message", MESSAGE_ID, keys.outgoing("acme", MESSAGE_ID), MESSAGE | {"status": "uncertain"}),
    ("message", MESSAGE_ID, keys.outgoing("acme", MESSAGE_ID), MESSAGE | {"status": "sent"}),
    (
        "message", MESSAGE_ID, keys.outgoing("acme", MESSAGE_ID),
        MESSAGE | {"status": "queued", "bounced_at": "2026"},
    ),
    ("charge", MESSAGE_ID, keys.charge("acme", MESSAGE_ID), {"account_id": "efi", "news": "x"}),
    ("carnet", MESSAGE_ID, keys.carnet("acme", MESSAGE_ID), {"account_id": "efi", "news": "x"}),
    (
        "reconciliation", "2026-11-21#efi", keys.reconciliation("acme", "2026-11-21", "efi"),
        {"account_id": "efi", "news": "differences"},
    ),
    ("document", KEY, keys.document("acme", KEY), NFE),
    ("upload", SHA256, keys.source("acme", SHA256, "UPLOAD#u-1#r"), {"kind": "upload"}),
]  # fmt: skip
OTHERS: list[tuple[keys.Key, dict[str, Any]]] = [
    (keys.mailbox("acme", "notas"), {"host": "imap.acme.test"}),
    (keys.mailbox_state("acme", "notas"), {"lease_token": 1}),
    (keys.mail_settings("acme", "12ABC34501DE35"), {"host": "smtp.acme.test"}),
    (keys.outgoing("acme", MESSAGE_ID), MESSAGE | {"status": "sending"}),
    (keys.export("acme", "2026-10"), {"status": "failed"}),
    (keys.document("acme", KEY), {"record": "document", "kind": "cte"}),
    (keys.event("acme", KEY, "110111", "", 1), NFE),
    (keys.blob("acme", SHA256), {"record": "document"}),
    (keys.source("acme", SHA256, "MAIL#notas#1#1"), {"kind": "mail"}),
    (keys.notice("acme", "mailbox_paused", "notas#r"), {"kind": "mailbox_paused"}),
    (keys.audit("acme", "2026", "x"), {"action": "mailbox.paused"}),
    (keys.unsettled("acme", MESSAGE_ID), MESSAGE),
    (keys.user("acme", "u-1"), {"email": "a@b.test"}),
    (keys.charge("acme", MESSAGE_ID), {"account_id": "efi", "status": "paid"}),
    (
        keys.reconciliation("acme", "2026-11-21", "efi"),
        {"account_id": "efi", "needs_somebody": False},
    ),
    (keys.ledger("acme", "2026", MESSAGE_ID), {"account_id": "efi", "charge_id": MESSAGE_ID}),
    (keys.sefaz_request("acme", MESSAGE_ID), request(status="failed").model_dump(mode="json")),
    (keys.open_query("TENANT#acme#NSU#x", MESSAGE_ID), request().model_dump(mode="json")),
    (keys.manifestation_claim("acme", KEY, "awareness", 1), {"request_id": MESSAGE_ID}),
    (keys.deadline("acme", KEY), deadline(1, 1).model_dump(mode="json")),
    (keys.feed("acme", "52998224725", "nfe", "production"), feed().model_dump(mode="json")),
]


@pytest.mark.parametrize(("subject", "name", "key", "new"), FOLLOWED)
def test_what_something_follows_from_comes_and_is_known(
    subject: Any, name: str, key: dict[str, str], new: dict[str, Any]
) -> None:
    told = record(key, new, {"x": 1})
    assert change_of(told) == Change("acme", subject, name, key | {"x": 1}, key | new, NOON)
    assert comes(told)


@pytest.mark.parametrize(("key", "new"), OTHERS)
def test_what_nothing_follows_from_does_not_even_come(
    key: dict[str, str], new: dict[str, Any]
) -> None:
    assert not comes(record(key, new))


def test_a_new_item_has_no_old_image_and_a_deleted_one_is_no_change() -> None:
    key = keys.document("acme", KEY)
    change = change_of(record(key, NFE))
    assert change
    assert change.old == {}
    deleted = record(key, {}, NFE)
    assert change_of(deleted) is None
    assert not comes(deleted)


@pytest.mark.parametrize(
    "key", [keys.sweep(), keys.mailbox_state("acme", "notas"), keys.tenant("acme")]
)
def test_other_items_are_no_change(key: dict[str, str]) -> None:
    assert change_of(record(key, PAUSED)) is None
