"""A charge that does not stand as Efí has it is brought there, as far as that can be known."""

from dataclasses import dataclass
from uuid import uuid4

from malote.billing.accounts import BillingAccount
from malote.billing.applying import Applier
from malote.billing.charges import Charge
from malote.billing.comparing import mend
from malote.billing.entries import Books
from malote.billing.remote import RemoteCharge
from malote.errors import EfiRefused

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Mending:
    """Of one account's charges."""

    applier: Applier
    account: BillingAccount

    def mended(self, charge: Charge, remote: RemoteCharge) -> tuple[Charge, RemoteCharge]:
        """Both as they are in the end. Ours is read before Efí is asked again: no list is newer."""
        told = False
        for _ in range(_TRIES):
            charge = self.applier.book.get(charge.tenant, charge.charge_id) or charge
            if charge.status != remote.status:
                remote = self._asked(remote)
            if charge.status == remote.status or told:
                return charge, remote
            told = self._history(charge)
            if not told and (after := self._written(charge, remote)):
                return after, remote
        return charge, remote

    def _asked(self, remote: RemoteCharge) -> RemoteCharge:
        """As it stands; what is listed says more of what was paid, if it is not out of date."""
        try:
            asked = self.applier.efi.charge(self.account, remote.efi_id)
        except EfiRefused:
            return remote
        return remote if asked.status == remote.status else asked

    def _history(self, charge: Charge) -> bool:
        """Its rows say more than any list: how much was paid, and all that came before.

        False if they are not to be had: nobody ever told of this charge.
        """
        if not charge.token:
            return False
        try:
            rows = self.applier.efi.history(self.account, charge.token)
        except EfiRefused:
            return False
        self.applier.history(self.account, charge.token, rows, "reconciliation")
        return True

    def _written(self, charge: Charge, remote: RemoteCharge) -> Charge | None:
        """In Efí's state, as far as a list can tell; None if it changed meanwhile."""
        after, entries = mend(
            charge, remote, Books(self.account, self.applier.now(), "reconciliation")
        )
        if after == charge:
            return charge
        after = after.model_copy(update={"revision": uuid4().hex})
        return after if self.applier.book.change(charge, after, entries) else None
