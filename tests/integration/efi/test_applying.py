"""Histories as the stand-in has them, through our client, to the ledger: the sums are its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from malote.billing.applying import Applier
from malote.billing.issued import with_issued, with_issued_carnet
from malote.billing.outcomes import Outcome
from malote.billing.queries import LedgerQuery
from malote.billing.queued import Told
from malote.billing.reconcile import BillingReconciler
from malote.billing.reconciling import Reconciliation
from malote.errors import EfiError
from tests.fakes.billing import MemoryBillingAccounts, MemoryDifferences
from tests.fakes.charge_book import MemoryChargeBook
from tests.integration.efi.asking import ACCOUNT, NOTIFY, Asked, asked, carnet, charge, pix_charge
from tests.integration.efi.client_certificates import client_certificate


@dataclass
class Desk:
    """ACCOUNT's charges, here and at the stand-in."""

    asked: Asked
    book: MemoryChargeBook = field(default_factory=MemoryChargeBook)
    accounts: MemoryBillingAccounts = field(default_factory=MemoryBillingAccounts)

    def issue(self, number: int = 1) -> int:
        new = charge(number, created_at=datetime.now(UTC))
        self.book.add([new])
        issued = self.asked.client.issue(ACCOUNT, new, NOTIFY)
        self.book.change(new, with_issued(new, issued))
        return issued.efi_id or 0

    def issue_carnet(self) -> list[int]:
        new, parcels = carnet()
        self.book.add(parcels, new)
        issued = self.asked.client.issue_carnet(ACCOUNT, new, parcels, NOTIFY)
        self.book.change_carnet(new, *with_issued_carnet(new, parcels, issued))
        return [each.efi_id or 0 for each in issued.parcels]

    def tell(self, reference: str, kind: str = "charge") -> Outcome:
        told = {"webhook_id": ACCOUNT.webhook_id, "kind": kind, "reference": reference}
        applier = Applier(self.accounts, self.book, self.asked.client)
        return applier.apply(Told.model_validate(told))

    def tell_of(self, efi_id: int) -> Outcome:
        return self.tell(self.asked.efi.control.token(efi_id))

    def reconcile(self) -> Reconciliation:
        efi = self.asked.client
        return BillingReconciler(self.accounts, self.book, efi, MemoryDifferences()).reconcile(
            ACCOUNT
        )

    def credited(self) -> Decimal:
        entries = self.book.entries("acme", LedgerQuery())
        return sum((each.amount for each in entries if each.kind == "entry"), Decimal(0))

    def credited_there(self) -> Decimal:
        totals = self.asked.efi.control.totals("client-1")
        return Decimal(totals["paid"] - totals["refunded"] - totals["contested"]).scaleb(-2)


@pytest.fixture(scope="module")
def pfx(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return client_certificate(tmp_path_factory.mktemp("pix")).pfx


@pytest.fixture
def desk(pfx: bytes) -> Iterator[Desk]:
    with asked() as world:
        name = ACCOUNT.secret_name
        world.secrets.kept[name] = replace(world.secrets.kept[name], pix_pfx=pfx)
        desk = Desk(world)
        desk.accounts.save(ACCOUNT, instead_of=None)
        yield desk


def test_a_charge_and_a_carnet(desk: Desk) -> None:
    control = desk.asked.efi.control
    one, parcels = desk.issue(), desk.issue_carnet()
    for number, each in enumerate([one, *parcels]):
        control.pay(each, 10_000 + number)
    control.refund(parcels[0])
    control.contest(parcels[2])
    for _ in range(2):
        desk.tell_of(one)
        desk.tell_of(parcels[0])
    assert desk.credited() == desk.credited_there() == Decimal("200.02")
    report = desk.reconcile()
    assert (report.problem, report.mended, report.compared) == (None, 0, 4)
    assert report.differences == ()


def test_what_nobody_told(desk: Desk) -> None:
    control = desk.asked.efi.control
    one, parcels = desk.issue(), desk.issue_carnet()
    desk.tell_of(parcels[0])
    for each in (one, *parcels):
        control.pay(each, 10_317)
    control.refund(parcels[1])
    report = desk.reconcile()
    assert (report.problem, report.mended) == (None, 4)
    # Its token is known, so that of the carnê is exact; the list says not how much of the other.
    assert desk.credited() == Decimal("100.00") + 2 * Decimal("103.17")
    desk.tell_of(one)
    assert desk.credited() == desk.credited_there() == 3 * Decimal("103.17")
    assert desk.reconcile().differences == ()


@pytest.mark.parametrize(
    "how", ["error", "outage", "cut", "midway", "html", "empty", "truncated", "wrong_types",
            "shuffled", "foreign", "quota", "unauthorized"],
)  # fmt: skip
def test_a_bad_day(desk: Desk, how: str) -> None:
    control = desk.asked.efi.control
    one = desk.issue()
    control.pay(one)
    control.misbehave("GET /notification/:token", how, times=1)
    try:
        desk.tell_of(one)
    except EfiError:
        assert desk.credited() == 0
    desk.tell_of(one)
    assert desk.credited() == desk.credited_there() == Decimal("100.00")


def test_a_pix_and_its_returns(desk: Desk) -> None:
    control, new = desk.asked.efi.control, pix_charge()
    desk.book.add([new])
    desk.book.change(new, with_issued(new, desk.asked.client.issue_pix(ACCOUNT, new)))
    end_to_end_id = control.pay_pix(new.txid or "")
    for _ in range(2):
        desk.tell(end_to_end_id, "pix")
    assert desk.credited() == Decimal("100.00")
    control.refund_pix(end_to_end_id, "30.00")
    report = desk.reconcile()
    assert (report.problem, report.mended) == (None, 1)
    assert desk.credited() == Decimal("70.00")
    assert desk.tell("E0000000000000000000000000000000", "pix").ignored
    assert datetime.now(UTC) - report.at < timedelta(minutes=1)
