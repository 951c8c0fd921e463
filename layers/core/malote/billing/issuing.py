"""Charges and carnês are made, and issued once each, whatever dies, times out or is down."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from malote.audit import Entry
from malote.billing.accounts import BillingAccount
from malote.billing.charges import Carnet, Charge
from malote.billing.composing import composed, composed_carnet
from malote.billing.issuable import OneCharge, WholeCarnet, carnet_named, charge_named
from malote.billing.queued import ToIssue
from malote.billing.requests import NewCarnet, NewCharge
from malote.billing.steps import HOLD
from malote.billing.turns import Turns
from malote.errors import BillingAccountInactive, NotFound
from malote.messages.identity import new_id
from malote.ports import AuditTrail, Once
from malote.ports.billing import BillingAccounts, BillingQueues, ChargeBook, Efi


@dataclass(frozen=True, slots=True)
class Issuer:
    """Told in the trail, written, then asked of Efí at once; what that leaves open is queued."""

    accounts: BillingAccounts
    book: ChargeBook
    efi: Efi
    queues: BillingQueues
    once: Once
    trail: AuditTrail
    webhook_url: str

    def create(self, asked: NewCharge, key: str | None, entry: Entry) -> Charge:
        """A charge, as far as it came; the ``entry``'s target is set here.

        The same ``key`` (Idempotency-Key) again is the same charge, as it is now; what a crash left
        undone is done. Raises NotFound, BillingAccountInactive, InvalidInput, IdempotencyMismatch.
        """
        entry = self._named(asked, key, entry)
        made = charge_named(self.book, entry.tenant, entry.target) or self._charge(asked, entry)
        return self._turns.take(made, entry.at).charge

    def create_carnet(
        self, asked: NewCarnet, key: str | None, entry: Entry
    ) -> tuple[Carnet, tuple[Charge, ...]]:
        """A carnê and its parcels, as far as they came. Raises what ``create`` does."""
        entry = self._named(asked, key, entry)
        made = carnet_named(self.book, entry.tenant, entry.target) or self._carnet(asked, entry)
        made = self._turns.take(made, entry.at)
        return made.carnet, made.parcels

    def work(self, to_issue: ToIssue, now: datetime) -> None:
        """Take it a step further, if it is time. What is told twice does no harm."""
        named = charge_named if to_issue.kind == "charge" else carnet_named
        if thing := named(self.book, to_issue.tenant, to_issue.id):
            self._turns.take(thing, now)

    def overdue(self, now: datetime) -> int:
        """Queue what is open for longer than its first try takes. Returns how many."""
        found = list(self.book.open(now - HOLD))
        self.queues.to_issue(found)
        return len(found)

    @property
    def _turns(self) -> Turns:
        return Turns(self.accounts, self.book, self.efi, self.queues, self.webhook_url)

    def _named(self, asked: NewCharge | NewCarnet, key: str | None, entry: Entry) -> Entry:
        name = new_id(entry.at)
        if key:
            fingerprint = hashlib.sha256(asked.model_dump_json().encode()).hexdigest()
            name = self.once.claim(entry.tenant, type(asked).__name__, key, fingerprint, name)
        return replace(entry, target=name)

    def _charge(self, asked: NewCharge, entry: Entry) -> OneCharge:
        charge = composed(asked, self._account(asked, entry), entry)
        self._tell(entry, charge, charge.method)
        made = OneCharge(charge)
        return made if self.book.add([charge]) else made.read(self.book)

    def _carnet(self, asked: NewCarnet, entry: Entry) -> WholeCarnet:
        carnet, parcels = composed_carnet(asked, self._account(asked, entry), entry)
        self._tell(entry, parcels[0], f"carnê, {len(parcels)} parcelas")
        made = WholeCarnet(carnet, parcels)
        return made if self.book.add(parcels, carnet) else made.read(self.book)

    def _account(self, asked: NewCharge | NewCarnet, entry: Entry) -> BillingAccount:
        account = self.accounts.get(entry.tenant, asked.account)
        if account is None:
            raise NotFound(f"conta de cobrança {asked.account}")
        if not account.active:
            raise BillingAccountInactive(asked.account)
        return account

    def _tell(self, entry: Entry, charge: Charge, what: str) -> None:
        details = {
            "account": charge.account_id,
            "what": what,
            "amount": f"{charge.amount}",
            "customer": charge.customer.tax_id,
        }
        self.trail.record(replace(entry, details=details))
