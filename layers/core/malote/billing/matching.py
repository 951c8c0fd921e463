"""Which charge or carnê of ours a row is about: its ids must agree, with us and with each other."""

import re
from dataclasses import dataclass
from uuid import uuid4

from malote.billing.accounts import BillingAccount
from malote.billing.charges import Carnet, Charge, Status
from malote.billing.issued import with_issued, with_issued_carnet
from malote.billing.outcomes import Reason
from malote.billing.remote import Issued, Row
from malote.errors import EfiRefused
from malote.ports.billing import ChargeBook, Efi

_OURS = re.compile("[0-9A-Za-z-]{1,60}")


@dataclass(frozen=True, slots=True)
class Matching:
    """Within one account; a charge of its former environment is none of it."""

    book: ChargeBook
    efi: Efi
    account: BillingAccount

    def charge(self, row: Row) -> Charge | Reason:
        """The one that a row is about, as it stands now; what Efí has of it is adopted."""
        if row.efi_charge_id is None:
            return "unknown_charge"
        return self.known(row.efi_charge_id, row.custom_id)

    def known(self, efi_id: int, custom_id: str | None) -> Charge | Reason:
        """The one that Efí knows by this id, and knows by ours."""
        account = self.account
        found = self._own(self.book.named(account.tenant, account.account_id, efi_id=efi_id))
        if found and found.efi_id == efi_id:
            return found if named_alike(found, custom_id) else "other_charge"
        named = self._own(self._by_custom_id(custom_id))
        if not named or named.carnet_id or named.method == "pix":
            return "unknown_charge"
        return self._adopted(named, efi_id) if named.efi_id is None else "other_charge"

    def carnet(self, row: Row) -> Carnet | Reason:
        """The carnê that a row is about; one that waits to be issued is adopted."""
        account, efi_id = self.account, row.efi_carnet_id
        if efi_id is None:
            return "unknown_carnet"
        found = self.book.carnet_named(account.tenant, account.account_id, efi_id)
        if found:
            agrees = row.custom_id in {None, found.carnet_id}
            return found if agrees else "other_charge"
        if not row.custom_id or not _OURS.fullmatch(row.custom_id):
            return "unknown_carnet"
        named = self.book.carnet(account.tenant, row.custom_id)
        if not named or named.account_id != account.account_id:
            return "unknown_carnet"
        # One that was found by its parcels has not its own id yet.
        return self._adopted_carnet(named, efi_id) if named.efi_id is None else "other_charge"

    def _by_custom_id(self, custom_id: str | None) -> Charge | None:
        if not custom_id or not _OURS.fullmatch(custom_id):
            return None
        return self.book.get(self.account.tenant, custom_id)

    def _own(self, charge: Charge | None) -> Charge | None:
        account = self.account
        if not charge or charge.account_id != account.account_id:
            return None
        return charge if charge.environment == account.environment else None

    def _adopted(self, charge: Charge, efi_id: int) -> Charge | Reason:
        """Efí told of it before it answered, or instead."""
        try:
            remote = self.efi.charge(self.account, efi_id)
        except EfiRefused:
            return "unknown_charge"
        if remote.custom_id != charge.charge_id:
            return "other_charge"
        adopted = with_issued(charge, remote.issued or Issued(efi_id, Status.WAITING))
        if self.book.change(charge, adopted):
            return adopted
        return self.known(efi_id, charge.charge_id)  # whoever issued it came first

    def _adopted_carnet(self, carnet: Carnet, efi_id: int) -> Carnet | Reason:
        found = [self.book.get(carnet.tenant, each) for each in carnet.parcels]
        parcels = [each for each in found if each]
        adopted = carnet.model_copy(update={"efi_id": efi_id, "revision": uuid4().hex})
        pairs = list[tuple[Charge, Charge]]()
        if any(each.efi_id is None for each in parcels):
            issued = self.efi.find_carnet(self.account, carnet, carnet.created_at.date())
            if not issued or issued.efi_id not in {None, efi_id}:
                return "other_charge"
            adopted, pairs = with_issued_carnet(adopted, parcels, issued)
        if self.book.change_carnet(carnet, adopted, pairs):
            return adopted
        return self.book.carnet(carnet.tenant, carnet.carnet_id) or "unknown_carnet"


def named_alike(charge: Charge, custom_id: str | None) -> bool:
    """Whether what Efí knows as ours is this charge, or its carnê."""
    return custom_id in {None, charge.charge_id, charge.carnet_id}
