"""Charges are issued once each, and every way to fail ends in what is true."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from malote.audit import Action
from malote.billing.accounts import BillingEnvironment
from malote.billing.charges import Charge, Status
from malote.errors import (
    BillingAccountInactive,
    EfiCertificateRefused,
    EfiCredentialsRefused,
    EfiError,
    EfiOverQuota,
    EfiRefused,
    EfiUnavailable,
    EfiUncertain,
    IdempotencyMismatch,
    NotFound,
)
from tests.fakes.efi import ScriptedEfi
from tests.fakes.watching import Stopped, stop_at
from tests.issuing_world import PIX, Office, assert_issued_once


@pytest.fixture
def efi() -> ScriptedEfi:
    return ScriptedEfi()


@pytest.fixture
def office(efi: ScriptedEfi) -> Office:
    return Office(efi)


def test_a_charge_is_told_written_and_issued_at_once(office: Office, efi: ScriptedEfi) -> None:
    made = office.create()
    assert (made.status, made.amount, made.environment) == (
        Status.WAITING,
        Decimal(100),
        BillingEnvironment.TEST,
    )
    assert made == office.again(made)
    assert efi.held[made.efi_id or 0].remote.custom_id == made.charge_id
    (told,) = office.trail.kept
    assert (told.action, told.target) == (Action.CHARGE_CREATED, made.charge_id)
    assert told.details["amount"] == "100.00"
    assert not office.book.opened
    assert not office.queues.issue


def test_a_carnet_is_issued_with_all_its_parcels(office: Office, efi: ScriptedEfi) -> None:
    made, parcels = office.create_carnet()
    assert (made.status, len(made.parcels)) == ("up_to_date", 3)
    assert [f"{each.due_date}" for each in parcels] == ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert [each.status for each in parcels] == [Status.WAITING] * 3
    assert tuple(map(office.again, parcels)) == parcels
    assert efi.calls["issue_carnet"] == 1


def test_a_pix_is_asked_for_under_a_txid_of_its_own(office: Office) -> None:
    made = office.create(**PIX)
    assert made.txid == made.charge_id.replace("-", "")
    assert 26 <= len(made.txid) <= 35
    assert made.pix_copy_paste
    assert office.book.named("acme", "conta-1", txid=made.txid) == made


@pytest.mark.parametrize("what", ["charge", "carnet"])
def test_the_same_key_at_once_is_one_charge(office: Office, efi: ScriptedEfi, what: str) -> None:
    def create(_: int) -> str:
        if what == "charge":
            return office.create("k").charge_id
        return office.create_carnet("k")[0].carnet_id

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(create, range(50)))) == 1
    assert efi.calls["issue"] + efi.calls["issue_carnet"] == 1
    assert len(office.book.charges) == (1 if what == "charge" else 3)


def test_a_key_is_of_one_request(office: Office) -> None:
    made = office.create("k")
    office.change_account(active=False)  # what has changed since does not matter
    assert office.create("k") == made
    with pytest.raises(IdempotencyMismatch):
        office.create("k", due_date="2027-02-01")
    assert len(office.trail.kept) == 1


def test_what_accounts_do_not_issue(office: Office, efi: ScriptedEfi) -> None:
    with pytest.raises(NotFound):
        office.create(account="outra")
    office.change_account(active=False)
    with pytest.raises(BillingAccountInactive):
        office.create()
    with pytest.raises(BillingAccountInactive):
        office.create_carnet()
    assert not office.book.charges
    assert not office.trail.kept


# What Efí does, whether it had done the work by then, and what the charge is at once.
TROUBLE: list[tuple[EfiError, bool, Status]] = [
    (EfiUnavailable(), False, Status.ISSUING),
    (EfiOverQuota(), False, Status.ISSUING),
    (EfiCredentialsRefused(), False, Status.ISSUING),
    (EfiCertificateRefused(), False, Status.ISSUING),
    (EfiUncertain(), False, Status.UNCERTAIN),
    (EfiUncertain(), True, Status.UNCERTAIN),
    (EfiError(), True, Status.UNCERTAIN),
]


@pytest.mark.parametrize("what", ["issue", "issue_carnet", "issue_pix"])
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(("error", "done", "status"), TROUBLE)
def test_whatever_efi_does_it_is_issued_once(
    office: Office,
    efi: ScriptedEfi,
    what: str,
    times: int,
    error: EfiError,
    done: bool,
    status: Status,
) -> None:
    (efi.after if done else efi.trouble)[what] = [error] * times
    if not done:
        efi.trouble["find"] = efi.trouble["find_carnet"] = [EfiUnavailable()] * 2
    made = _create(office, what)
    assert {each.status for each in made} == {status}
    expected = EfiUncertain.code if status is Status.UNCERTAIN else error.code
    assert {each.problem for each in made} == {expected}
    office.pass_time(hours=3)
    assert_issued_once(office, efi, made)
    assert not (what == "issue_pix" and efi.calls["find"])


def _create(office: Office, what: str) -> list[Charge]:
    if what == "issue_carnet":
        return list(office.create_carnet()[1])
    return [office.create(**(PIX if what == "issue_pix" else {}))]


def test_what_efi_declines_is_not_issued(office: Office, efi: ScriptedEfi) -> None:
    for what in ("issue", "issue_carnet"):
        efi.trouble[what] = [EfiRefused("HTTP 500", said="Sem limite")]
    _, parcels = office.create_carnet()
    for made in (office.create(), *parcels):
        assert (made.status, made.problem, made.said) == ("not_issued", "efi_refused", "Sem limite")
        assert office.again(made) == made
    office.pass_time(hours=1)
    assert (efi.calls["issue"], efi.calls["issue_carnet"]) == (1, 1)


@pytest.mark.parametrize("what", ["issue", "issue_carnet", "issue_pix"])
@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("step", range(1, 17))
def test_wherever_the_process_dies_it_is_issued_once(
    office: Office, efi: ScriptedEfi, what: str, lost: bool, step: int
) -> None:
    def create() -> None:
        if what == "issue_carnet":
            office.create_carnet("k")
        else:
            office.create("k", **(PIX if what == "issue_pix" else {}))

    if lost:
        efi.after[what] = [EfiUncertain()]
    office.watch(stop_at(step))
    died = 0
    for work in (create, lambda: office.pass_time(minutes=30)):
        try:
            work()
        except Stopped:
            died += 1
    office.watch()
    office.pass_time(minutes=30)
    create()  # the client asks again, with its key
    office.pass_time(minutes=30)
    assert_issued_once(office, efi, list(office.book.charges.values()))
    assert len(office.book.charges) == (3 if what == "issue_carnet" else 1)
    assert died or step > 6
