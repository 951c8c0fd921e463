"""Charges in the table are issued once each, however many ask for the same one at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from malote.adapters.billing_accounts import BillingAccountItems
from malote.adapters.charge_book import ChargeItems
from malote.adapters.once import OnceItems
from malote.adapters.table import Table
from malote.billing.charges import Status
from malote.billing.queries import ChargeQuery
from malote.errors import EfiRefused, EfiUncertain
from tests.fakes.efi import ScriptedEfi
from tests.issuing_world import Office


@pytest.fixture
def efi() -> ScriptedEfi:
    return ScriptedEfi()


@pytest.fixture
def office(table: Table, efi: ScriptedEfi) -> Office:
    kept: dict[str, Any] = {
        "accounts": BillingAccountItems(table),
        "book": ChargeItems(table),
        "once": OnceItems(table),
    }
    return Office(efi, **kept)


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("what", ["issue", "issue_carnet"])
def test_the_same_key_at_once_is_one_charge(
    office: Office, efi: ScriptedEfi, what: str, lost: bool
) -> None:
    if lost:
        efi.after[what] = [EfiUncertain()]

    def create(_: int) -> str:
        if what == "issue":
            return office.create("k").charge_id
        return office.create_carnet("k")[0].carnet_id

    with ThreadPoolExecutor(20) as pool:
        (name,) = set(pool.map(create, range(50)))
    assert efi.calls[what] == 1
    to_issue = list(office.book.open(office.now))
    assert [each.id for each in to_issue] == ([name] if lost else [])
    office.pass_time(minutes=10)
    charges = office.book.page("acme", ChargeQuery(), 50, None)[0]
    assert {each.status for each in charges} == {Status.WAITING}
    assert {each.efi_id for each in charges} == efi.held.keys()
    assert efi.calls[what] == 1
    assert list(office.book.open(office.now)) == []


def test_what_efi_said_is_kept(office: Office, efi: ScriptedEfi) -> None:
    efi.trouble["issue_carnet"] = [EfiRefused(said="Sem limite")]
    carnet, parcels = office.create_carnet()
    assert (carnet.status, carnet.said) == ("not_issued", "Sem limite")
    assert [office.again(each) for each in parcels] == list(parcels)
    assert office.book.carnet("acme", carnet.carnet_id) == carnet
    assert list(office.book.open(office.now)) == []
