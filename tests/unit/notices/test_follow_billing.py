"""What of billing is told, to whom, and how often."""

from typing import Any

import pytest

from malote.billing.reconciling import Difference
from malote.errors import EfiCredentialsRefused, EfiOverQuota, EfiRefused, EfiUnavailable
from malote.notices.billing import notice_of_trouble
from malote.notices.follow import Change, Subject, notices_of
from malote.notices.models import Notice
from tests.fakes.billing import account, carnet, charge
from tests.fakes.stores import NOON

CREDENTIALS, REFUSED, DOWN = EfiCredentialsRefused.code, EfiRefused.code, EfiUnavailable.code
CHARGE = charge().model_dump(mode="json", exclude_none=True)
CARNET = carnet()[0].model_dump(mode="json", exclude_none=True)
PARCEL = carnet()[1][0].model_dump(mode="json", exclude_none=True)
REPORT: dict[str, Any] = {"account_id": "conta-1", "needs_somebody": True, "differences": []}


def named(tenant: str, account_id: str) -> tuple[str, ...]:
    return (f"{account_id}@{tenant}.test",)


def notices(subject: Subject, old: dict[str, Any], new: dict[str, Any]) -> list[Notice]:
    return list(notices_of(Change("acme", subject, "n", old, new, NOON), named))


@pytest.mark.parametrize(("subject", "item"), [("charge", CHARGE), ("carnet", CARNET)])
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {}, None),
        ({}, {"status": "not_issued", "problem": REFUSED}, "itself"),
        ({"status": "not_issued"}, {"status": "not_issued", "problem": REFUSED}, None),
        ({}, {"status": "canceled"}, None),
        ({}, {"status": "issuing", "problem": CREDENTIALS}, CREDENTIALS),
        ({}, {"status": "uncertain", "problem": EfiOverQuota.code}, EfiOverQuota.code),
        ({}, {"status": "waiting", "problem": CREDENTIALS}, None),
        ({}, {"status": "issuing", "problem": DOWN, "attempts": 2}, None),
        ({}, {"status": "issuing", "problem": DOWN, "attempts": 3}, DOWN),
    ],
)
def test_what_is_not_issued(
    subject: Subject, item: dict[str, Any], before: Any, after: Any, told: str | None
) -> None:
    found = notices(subject, {**item, **before}, {**item, **after})
    name = item.get("charge_id", item.get("carnet_id")) if told == "itself" else None
    expected = [name or f"conta-1#{told}#2026-11-21"] if told else []
    assert [each.of for each in found] == expected
    assert all(each.only == ("conta-1@acme.test",) for each in found)


def test_of_twelve_parcels_the_carnet_alone_tells() -> None:
    assert notices("charge", PARCEL, {**PARCEL, "status": "not_issued", "problem": REFUSED}) == []


def test_what_efi_said_is_one_short_line() -> None:
    said = "recusada\r\n\x00Ligue para\u2028o golpista " + "x" * 1000
    (found,) = notices(
        "charge", {}, {**CHARGE, "status": "not_issued", "problem": "x", "said": said}
    )
    assert found.details["said"].startswith("recusada Ligue para o golpista xxx")
    assert found.details["said"].isprintable()
    assert len(found.details["said"]) == 300


def difference(*, mended: bool) -> dict[str, Any]:
    return {"what": Difference("c", 1, "status", "", "", mended).what, "mended": mended}


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ({}, []),
        ({"problem": CREDENTIALS}, [CREDENTIALS]),
        ({"differences": [difference(mended=True)]}, []),
        ({"differences": [difference(mended=False)]}, ["differences"]),
        ({"problem": DOWN, "differences": [difference(mended=False)]}, [DOWN, "differences"]),
    ],
)
def test_a_comparison_that_needs_somebody(report: dict[str, Any], told: list[str]) -> None:
    found = notices("reconciliation", {}, REPORT | report)
    assert [each.of for each in found] == [f"conta-1#{each}#2026-11-21" for each in told]
    assert not notices("reconciliation", {}, REPORT | report | {"needs_somebody": False})


def test_whoever_meets_it_first_the_same_trouble_is_one_notice() -> None:
    (by_charge,) = notices("charge", {}, {**CHARGE, "problem": CREDENTIALS})
    (by_report,) = notices("reconciliation", {}, REPORT | {"problem": CREDENTIALS})
    by_hint = notice_of_trouble(account(), CREDENTIALS, NOON)
    assert by_charge == by_report
    assert (by_hint.kind, by_hint.of, by_hint.details) == (
        by_charge.kind, by_charge.of, by_charge.details,
    )  # fmt: skip
    assert by_hint.only == ("bia@acme.test",)
