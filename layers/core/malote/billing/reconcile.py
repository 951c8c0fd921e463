"""Efí's list against ours, once a day: what nobody told is applied, the rest is reported."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from malote.billing.accounts import BillingAccount
from malote.billing.applying import Applier
from malote.billing.charges import PAYABLE, Charge
from malote.billing.comparing import Tally
from malote.billing.flags import Flag
from malote.billing.matching import Matching, named_alike
from malote.billing.mending import Mending
from malote.billing.reconciling import Reconciliation
from malote.billing.remote import PixReceived, RemoteCharge
from malote.clock import utc_now
from malote.errors import EfiError, EfiRefused, EfiUnavailable
from malote.ports.billing import BillingAccounts, ChargeBook, Differences, Efi

_DAYS = 35  # of charges are compared
_A_DAY = timedelta(days=1)  # Efí's days are Brasília's, ours UTC's
_OLDER = timedelta(days=400)  # a boleto is payable for 120 days after it is due
_ASKED = 500  # older ones in a day, each a request: a function of AWS Lambda lives 15 minutes


@dataclass(frozen=True, slots=True)
class BillingReconciler:
    """Compares accounts at Efí with the charges of ours."""

    accounts: BillingAccounts
    book: ChargeBook
    efi: Efi
    differences: Differences
    now: Callable[[], datetime] = utc_now

    @property
    def _applier(self) -> Applier:
        return Applier(self.accounts, self.book, self.efi, self.now)

    def reconcile(self, account: BillingAccount) -> Reconciliation:
        """One account's; it is kept. What Efí would not answer is its ``problem``."""
        now = self.now()
        first, last = now.date() - timedelta(days=_DAYS), now.date()
        tally, problem = Tally(), None
        try:
            self._charges(account, first, last, tally)
            if account.pix_key:
                since = datetime.combine(first, time(), UTC)
                for pix in self.efi.pix_received(account, since, now):
                    self._pix(account, pix, tally)
        except EfiError as error:
            problem = error.code
        former = self._former(account, now)
        unmended = {each for each in tally.differences if not each.mended}
        report = Reconciliation(
            tenant=account.tenant,
            account_id=account.account_id,
            at=now,
            first=first,
            last=last,
            compared=tally.compared,
            mended=tally.mended,
            paid_here=tally.paid_here,
            paid_there=tally.paid_there,
            differences=tuple(tally.differences),
            more=tally.more,
            problem=problem,
            needs_somebody=bool(
                unmended.difference(former.differences if former else ())
                or (unmended and tally.more > (former.more if former else 0))
                or (problem and problem != (former.problem if former else None))
            ),
            told=account.told,
        )
        self.differences.keep(report)
        return report

    def _former(self, account: BillingAccount, now: datetime) -> Reconciliation | None:
        """The report of an earlier day."""
        latest, _ = self.differences.page(account.tenant, 100, None)
        for each in latest:
            if each.account_id == account.account_id and each.at.date() < now.date():
                return each
        return None

    def _charges(self, account: BillingAccount, first: date, last: date, tally: Tally) -> None:
        ours = {each.efi_id: each for each in self._ours(account, first - _A_DAY, last + _A_DAY)}
        matching = Matching(self.book, self.efi, account)
        seen = set()
        for remote in self.efi.charges(account, first, last):
            if remote.efi_id in seen:  # a page began anew while others were made
                continue
            seen.add(remote.efi_id)
            charge = ours.pop(remote.efi_id, None)
            found = (
                charge
                if charge and named_alike(charge, remote.custom_id)
                else matching.known(remote.efi_id, remote.custom_id)
            )
            if isinstance(found, Charge):
                self._compare(account, found, remote, tally)
            else:
                named = (remote.custom_id or "")[:60]
                theirs = f"{remote.status} R$ {remote.total} {named}".rstrip()
                tally.differ("unknown_here", "", theirs, efi_id=remote.efi_id)
        missing = [each for each in ours.values() if each.created_at.date() >= first]
        older = self._ours(account, first - _OLDER, first - _A_DAY)
        payable = [each for each in older if each.status in PAYABLE and each.efi_id not in seen]
        self._ask(account, [*missing, *_of_today(payable, last)], tally)

    def _ours(self, account: BillingAccount, first: date, last: date) -> Iterator[Charge]:
        for each in self.book.of_account(account.tenant, account.account_id, first, last):
            if each.efi_id is not None and each.environment == account.environment:
                yield each

    def _ask(self, account: BillingAccount, charges: Iterable[Charge], tally: Tally) -> None:
        """Those that Efí did not list, one by one."""
        for charge in charges:
            try:
                remote = self.efi.charge(account, charge.efi_id or 0)
            except EfiRefused:
                tally.differ("unknown_there", charge.status, "", charge=charge)
            except EfiUnavailable as error:
                tally.no_answer(charge, "", error)
            else:
                self._compare(account, charge, remote, tally)

    def _compare(
        self, account: BillingAccount, charge: Charge, remote: RemoteCharge, tally: Tally
    ) -> None:
        if charge.status != remote.status:
            former = charge.status
            try:
                charge, remote = Mending(self._applier, account).mended(charge, remote)
            except EfiUnavailable as error:
                tally.no_answer(charge, remote.status, error)
                return
            if remote.status != former:
                mended = charge.status == remote.status
                tally.differ("status", former, remote.status, charge=charge, mended=mended)
        tally.add(charge, remote)

    def _pix(self, account: BillingAccount, pix: PixReceived, tally: Tally) -> None:
        outcome = self._applier.received(account, pix, "reconciliation")
        if outcome.ignored:
            tally.differ("unknown_here", "", f"Pix {pix.end_to_end_id} R$ {pix.value}")
            return
        charge = self.book.named(account.tenant, account.account_id, txid=pix.txid)
        if not charge:
            return
        tally.compared += 1
        if outcome.applied:
            theirs = f"Pix {pix.end_to_end_id} R$ {pix.value}"
            tally.differ("status", "", theirs, charge=charge, mended=True)
        tally.paid_there += pix.value - sum(each.value for each in pix.returns if each.done)
        known = [each for each in charge.pix if each.end_to_end_id == pix.end_to_end_id]
        tally.paid_here += sum(each.value - each.returned for each in known)
        if Flag.FEE_DIFFERS in charge.flags:
            tally.differ("fee", account.fee, pix.fee, charge=charge)


def _of_today(older: list[Charge], today: date) -> list[Charge]:
    """So many of them that each has its turn, once every few days."""
    start = today.toordinal() * _ASKED % max(len(older), 1)
    return [*older[start:], *older[:start]][:_ASKED]
