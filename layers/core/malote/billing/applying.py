"""What Efí tells of charges and Pix, applied: in order, once, and only what Efí itself confirms.

A notification is a hint. Efí is asked with the account's own credentials, and of its answer only
what is about this account's charges counts.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import uuid4

from malote.billing.accounts import BillingAccount, BillingEnvironment
from malote.billing.booking import apply_row
from malote.billing.charges import CarnetStatus, Charge
from malote.billing.entries import Books
from malote.billing.ledger import LedgerEntry, Source
from malote.billing.matching import Matching
from malote.billing.outcomes import Outcome, Reason
from malote.billing.pix_booking import apply_pix
from malote.billing.queued import Told
from malote.billing.remote import PixReceived, Row
from malote.clock import utc_now
from malote.errors import ChangedMeanwhile, EfiRefused
from malote.ports.billing import BillingAccounts, ChargeBook, Efi

_TRIES = 50
# A transaction takes 100 items: the charge, its pointers, and the entries of a row, five at most.
_MOST_ENTRIES = 80
_CARNET_STATUSES = frozenset(get_args(CarnetStatus)) - {"issuing", "uncertain", "not_issued"}


@dataclass(frozen=True, slots=True)
class Applier:
    """Serves the queue of hints; ``source`` is what its entries say."""

    accounts: BillingAccounts
    book: ChargeBook
    efi: Efi
    now: Callable[[], datetime] = utc_now

    def apply(self, told: Told) -> Outcome:
        """Ask Efí about it and apply what is new. The same again changes nothing.

        Raises an EfiError if Efí cannot be asked now, ChangedMeanwhile if others are always first.
        """
        account = self.accounts.by_webhook(told.webhook_id)
        if account is None:
            return Outcome(ignored=("unknown_account",))
        try:
            if told.kind == "pix":
                pix = self.efi.pix(account, told.reference)
            else:
                rows = self.efi.history(account, told.reference)
        except EfiRefused:
            return Outcome(ignored=("unknown_reference",))
        if told.kind == "pix":
            return self.received(account, pix, "pix")
        return self.history(account, told.reference, rows, "notification")

    def history(
        self, account: BillingAccount, token: str, rows: Sequence[Row], source: Source
    ) -> Outcome:
        """Apply what a token's rows say of each of our charges and carnês."""
        matching = Matching(self.book, self.efi, account)
        books = Books(account, self.now(), source)
        groups: dict[tuple[str, int | None], list[Row]] = defaultdict(list)
        outcome = Outcome()
        for row in sorted(rows, key=lambda row: row.row_id):
            match row.of:
                case "carnet":
                    groups["carnet", row.efi_carnet_id].append(row)
                case "charge" | "parcel":
                    groups["charge", row.efi_charge_id].append(row)
                case _:
                    outcome += Outcome(ignored=("unknown_kind",))
        # The carnês first: one that was not known to be issued brings its parcels.
        for (of, _), group in sorted(groups.items(), key=lambda each: each[0][0]):
            if of == "carnet":
                outcome += self._carnet(matching, token, group)
            else:
                outcome += self._charge(matching, token, group, books)
        return outcome

    def received(self, account: BillingAccount, pix: PixReceived, source: Source) -> Outcome:
        """Apply a Pix to the charge of its txid, with what went back of it."""
        books = Books(account, self.now(), source)
        outcome = Outcome()
        for _ in range(_TRIES):
            found = self._of_txid(account, pix)
            if found is None:
                return Outcome(ignored=("no_charge_of_ours",))
            after, entries = apply_pix(found, pix, books)
            if after == found:
                self._prove(books)
                return outcome
            if self._changed(found, after, entries):
                outcome += Outcome((found.charge_id,), len(entries))
        raise ChangedMeanwhile(pix.end_to_end_id)

    def _of_txid(self, account: BillingAccount, pix: PixReceived) -> Charge | None:
        if not pix.txid:
            return None
        found = self.book.named(account.tenant, account.account_id, txid=pix.txid)
        return found if found and found.environment == account.environment else None

    def _charge(self, matching: Matching, token: str, rows: Sequence[Row], books: Books) -> Outcome:
        outcome = Outcome()
        for _ in range(_TRIES):
            found = matching.charge(rows[-1])
            if isinstance(found, str):
                return outcome + Outcome(ignored=(found,))
            if found.token not in {None, token}:
                return outcome + Outcome(ignored=("other_token",))
            after, entries = _with_rows(found, rows, books)
            if after == found:
                self._prove(books)
                return outcome
            after = after.model_copy(update={"token": token})
            if self._changed(found, after, entries):
                outcome += Outcome((found.charge_id,), len(entries))
        raise ChangedMeanwhile(f"cobrança {rows[-1].efi_charge_id} na Efí")

    def _changed(self, before: Charge, after: Charge, entries: Sequence[LedgerEntry]) -> bool:
        after = after.model_copy(update={"revision": uuid4().hex})
        return self.book.change(before, after, entries)

    def _carnet(self, matching: Matching, token: str, rows: Sequence[Row]) -> Outcome:
        for _ in range(_TRIES):
            found = matching.carnet(rows[-1])
            if isinstance(found, str):
                return Outcome(ignored=(found,))
            if found.token not in {None, token}:
                return Outcome(ignored=("other_token",))
            new = [row for row in rows if row.row_id > found.applied]
            if not new:
                return Outcome()
            changes: dict[str, Any] = {
                "token": token,
                "applied": new[-1].row_id,
                "revision": uuid4().hex,
            }
            known = [row.status for row in new if row.status in _CARNET_STATUSES]
            if known:
                changes["status"] = known[-1]
            if self.book.change_carnet(found, found.model_copy(update=changes)):
                unknown: list[Reason] = ["unknown_status"] * (len(new) - len(known))
                return Outcome((found.carnet_id,), ignored=tuple(unknown))
        raise ChangedMeanwhile(f"carnê {rows[-1].efi_carnet_id} na Efí")

    def _prove(self, books: Books) -> None:
        account = books.account
        in_test = account.environment is BillingEnvironment.TEST and not account.proven_at
        if in_test and books.source in {"notification", "pix"}:
            self.accounts.proven(account, books.now)


def _with_rows(
    charge: Charge, rows: Sequence[Row], books: Books
) -> tuple[Charge, tuple[LedgerEntry, ...]]:
    """The charge after its new rows, or as many of them as one transaction takes."""
    entries: tuple[LedgerEntry, ...] = ()
    for row in rows:
        if row.row_id > charge.applied and len(entries) < _MOST_ENTRIES:
            charge, more = apply_row(charge, row, books)
            entries += more
    return charge, entries
