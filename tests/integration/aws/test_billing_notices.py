"""From a charge or a comparison in the table to a mail, to those whom the account names, once."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from functions.notices.handler import handle as notices
from local.cloud import Cloud
from malote.adapters.table import Table
from malote.billing.charges import Status
from malote.billing.reconciling import Difference, Reconciliation
from malote.bootstrap import billing
from malote.errors import EfiCredentialsRefused, EfiRefused
from malote.settings import settings
from tests.fakes.billing import account, carnet, charge
from tests.fakes.stores import NOON
from tests.integration.aws.follow_ups import call, follow, followed

REPORT = Reconciliation(
    "acme", "conta-1", NOON, NOON.date(), NOON.date(), 1, 0, Decimal(0), Decimal(0),
    (Difference(None, 7, "unknown_here", "", "paid", mended=False),), needs_somebody=True,
)  # fmt: skip


@pytest.fixture(autouse=True)
def environment(table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account that names the second of two users."""
    with followed(table, bucket, monkeypatch):
        told = (f"u-2.{bucket}@acme.test",)
        assert billing.accounts().save(account(told=told), instead_of=None)
        yield


def mailed(cloud: Cloud) -> list[tuple[str, str]]:
    """To whom and of what SES was given mails."""
    with urllib.request.urlopen(f"{cloud.endpoint_url}/_ministack/ses/messages") as answer:
        found = [each for some in json.load(answer)["messages"].values() for each in some]
    of_this_test = [each for each in found if settings().bucket_name in each["To"][0]]
    return sorted((each["To"][0].partition(".")[0], each["Subject"]) for each in of_this_test)


def test_a_charge_and_a_carnet_that_are_not_issued(table: Table, cloud: Cloud) -> None:
    one, (whole, parcels) = charge(), carnet(1, 3)
    assert billing.book().add([one])
    assert billing.book().add(parcels, whole)
    refused = {"status": Status.NOT_ISSUED, "problem": EfiRefused.code, "revision": "r1"}
    assert billing.book().change(one, one.model_copy(update=refused))
    pairs = [(each, each.model_copy(update=refused)) for each in parcels]
    refused["status"] = "not_issued"
    assert billing.book().change_carnet(whole, whole.model_copy(update=refused), pairs)
    follow(table)
    follow(table)
    assert mailed(cloud) == [
        ("u-2", "Um carnê não foi emitido pela conta conta-1"),
        ("u-2", "Uma cobrança não foi emitida pela conta conta-1"),
    ]
    page = call(notices, "GET", "/notices")[1]["items"]
    assert {(each["kind"], each["of"], each["mail"]) for each in page} == {
        ("billing_error", one.charge_id, "not_sent"),
        ("billing_error", whole.carnet_id, "not_sent"),
    }


def test_an_account_that_efi_refuses_is_told_once_however_many_meet_it(
    table: Table, cloud: Cloud
) -> None:
    for number in range(3):
        one = charge(number)
        assert billing.book().add([one])
        refused = {"problem": EfiCredentialsRefused.code, "revision": "r1"}
        assert billing.book().change(one, one.model_copy(update=refused))
    billing.differences().keep(replace(REPORT, differences=(), problem=EfiCredentialsRefused.code))
    follow(table)
    assert mailed(cloud) == [("u-2", "A conta de cobrança conta-1 não funciona na Efí")]


def test_a_comparison_is_told_when_it_says_so(table: Table, cloud: Cloud) -> None:
    billing.differences().keep(replace(REPORT, needs_somebody=False))
    follow(table)
    assert not mailed(cloud)
    billing.differences().keep(REPORT)
    billing.differences().keep(replace(REPORT, at=NOON + timedelta(hours=1)))
    follow(table)
    assert mailed(cloud) == [("u-2", "A conferência da conta conta-1 com a Efí achou diferenças")]
