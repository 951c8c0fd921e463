"""Which NF-e a tenant's rule sends by itself, and why it sends no other."""

from datetime import timedelta
from typing import Any

import pytest

from malote.fiscal import Verdict
from malote.fiscal.remarks import RemarkCode
from malote.messages.rules import SendRule, Skipped, issued_by, skipped
from tests.fakes.stores import NOON

OURS = frozenset({"12ABC34501DE35"})
RULE = SendRule("nfe", True, NOON)
NFE: dict[str, Any] = {
    "record": "document", "kind": "nfe", "issuer_tax_id": "12ABC34501DE35", "status_code": "100",
    "environment": "production", "protocol": "135260000000001", "cancelled": False,
    "authorized_at": NOON.isoformat(), "issued_at": NOON.isoformat(), "signature": Verdict.VALID,
    "remarks": {},
}  # fmt: skip
EARLIER = (NOON - timedelta(seconds=1)).isoformat()


def test_an_authorized_nfe_is_sent() -> None:
    assert issued_by(OURS, NFE)
    assert skipped(RULE, NFE) is None


@pytest.mark.parametrize(
    "other",
    [{"record": "summary"}, {"kind": "nfce"}, {"kind": "cte"}, {"kind": None},
     {"issuer_tax_id": "57647232000153"}, {"issuer_tax_id": None}],
)  # fmt: skip
def test_what_is_no_nfe_of_the_tenants_does_not_concern_the_rule(other: dict[str, Any]) -> None:
    assert not issued_by(OURS, NFE | other)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"environment": "homologation"}, Skipped.HOMOLOGATION),
        ({"environment": None}, Skipped.HOMOLOGATION),
        ({"cancelled": True}, Skipped.CANCELLED),
        ({"status_code": "150"}, None),
        ({"status_code": "110"}, Skipped.NOT_AUTHORIZED),
        ({"status_code": None}, Skipped.NOT_AUTHORIZED),
        ({"protocol": None}, Skipped.NOT_AUTHORIZED),
        ({"remarks": {RemarkCode.PROTOCOL_OF_ANOTHER: "digVal"}}, Skipped.NOT_AUTHORIZED),
        ({"remarks": {RemarkCode.LATE: ""}}, None),
        ({"authorized_at": EARLIER}, Skipped.BEFORE_THE_RULE),
        ({"authorized_at": "2026-11-21T09:00:00-03:00"}, None),
        ({"authorized_at": "2026-11-21T08:59:59-03:00"}, Skipped.BEFORE_THE_RULE),
        ({"issued_at": EARLIER}, None),
        ({"authorized_at": None}, None),
        ({"authorized_at": None, "issued_at": EARLIER}, Skipped.BEFORE_THE_RULE),
        ({"authorized_at": None, "issued_at": None}, Skipped.BEFORE_THE_RULE),
        ({"signature": Verdict.TAMPERED}, Skipped.TAMPERED),
        ({"signature": Verdict.UNTRUSTED_CHAIN}, None),
    ],
)
def test_why_one_is_not_sent(other: dict[str, Any], why: Skipped | None) -> None:
    assert skipped(RULE, NFE | other) == why
