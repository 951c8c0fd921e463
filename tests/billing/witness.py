"""A book that looks at each write as it is made: whether Efí, at that moment, confirms it."""

from collections.abc import Sequence
from typing import Any

from local.efi.bank import Bank
from malote.billing.accounts import BillingAccount
from malote.billing.charges import OPEN, Carnet, Charge, Status
from malote.billing.flags import Flag
from malote.billing.ledger import LedgerEntry
from malote.billing.money import reais
from malote.ports.billing import ChargeBook

_OURS = OPEN | {Status.NOT_ISSUED}


class Witness:
    """The port ``ChargeBook``. ``odd`` says what Efí does not confirm, ``looked`` counts writes.

    ``made`` are charges and carnês by tenant and id, ``changes`` what they were before and after.
    """

    def __init__(self, book: ChargeBook, bank: Bank, owners: Sequence[BillingAccount]) -> None:
        self.odd: list[str] = []
        self.made: list[tuple[str, str]] = []
        self.changes: list[tuple[Charge | Carnet, Charge | Carnet]] = []
        self.looked = 0
        self._book = book
        self._bank = bank
        self._clients = {(each.tenant, each.account_id): each.client_id for each in owners}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)

    def add(self, charges: Sequence[Charge], carnet: Carnet | None = None) -> bool:
        done = self._book.add(charges, carnet)
        if done:
            names = [carnet.carnet_id] if carnet else [each.charge_id for each in charges]
            self.made += [(charges[0].tenant, each) for each in names]
        return done

    def change(self, before: Charge, after: Charge, entries: Sequence[LedgerEntry] = ()) -> bool:
        done = self._book.change(before, after, entries)
        if done:
            self.changes.append((before, after))
            self._look(after, entries)
        return done

    def change_carnet(
        self, before: Carnet, after: Carnet, parcels: Sequence[tuple[Charge, Charge]] = ()
    ) -> bool:
        done = self._book.change_carnet(before, after, parcels)
        if done:
            self.changes.append((before, after))
        for _, parcel in parcels if done else ():
            self._look(parcel, ())
        return done

    def _look(self, charge: Charge, entries: Sequence[LedgerEntry]) -> None:
        self.looked += 1
        client = self._clients[charge.tenant, charge.account_id]
        self._expect(charge, all(_is_of(charge, each) for each in entries), "entries of another")
        with self._bank.lock:
            if charge.txid:
                self._look_at_pix(charge, client)
            elif charge.efi_id is not None:
                self._look_at_rows(charge, client, entries)
            else:
                self._expect(charge, charge.status in _OURS and not entries, "not at Efí")

    def _look_at_rows(self, charge: Charge, client: str, entries: Sequence[LedgerEntry]) -> None:
        there = self._bank.charges[charge.efi_id or 0]
        own = there.history.custom_id in {charge.charge_id, charge.carnet_id}
        self._expect(charge, there.account == client and own, f"{charge.efi_id} is another's")
        rows = [row for row in there.history.rows if row["identifiers"] == there.identifiers]
        said = {row["status"]["current"] for row in rows}
        self._expect(charge, charge.status in said, f"Efí never said {charge.status}")
        paid = [reais(row["value"]) for row in rows if row["status"]["current"] == "paid"]
        for each in entries:
            if each.kind == "entry" and not each.reversal and "correction" not in each.entry_id:
                assumed = Flag.VALUE_ASSUMED in charge.flags and paid
                told = each.amount in paid or assumed
                self._expect(charge, bool(told), f"nobody paid {each.amount}")
        moves = len(paid) + ("settled" in said)  # what is settled by hand is numbered, too
        self._expect(charge, charge.cycle <= moves, f"payment {charge.cycle} of {moves}")

    def _look_at_pix(self, charge: Charge, client: str) -> None:
        theirs = [each for each in self._bank.received.values() if each.txid == charge.txid]
        known = {each.end_to_end_id: each for each in theirs if each.account == client}
        for each in charge.pix:
            pix = known.get(each.end_to_end_id)
            right = pix and pix.value == each.value and pix.value - pix.left >= each.returned
            self._expect(charge, bool(right), f"no such Pix: {each}")

    def _expect(self, charge: Charge, right: bool, what: str) -> None:
        if not right:
            self.odd.append(f"{charge.tenant} {charge.charge_id}: {what}")


def _is_of(charge: Charge, entry: LedgerEntry) -> bool:
    of = charge.tenant, charge.account_id, charge.charge_id, charge.environment
    return of == (entry.tenant, entry.account_id, entry.charge_id, entry.environment)
