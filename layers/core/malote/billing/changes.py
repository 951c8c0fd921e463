"""What is changed of a charge that Efí has: looked at first, then asked, then written."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from malote.audit import Entry
from malote.billing.accounts import BillingAccount
from malote.billing.booking import Happened, book
from malote.billing.charges import Carnet, Charge, Status
from malote.billing.composing import check_due
from malote.billing.entries import Books
from malote.billing.issued import with_issued
from malote.billing.remote import RemoteCharge
from malote.billing.requests import DueDateChange, Resend
from malote.errors import ChargeNotOpen, EfiError, EfiRefused, EfiUncertain, InvalidInput, NotFound
from malote.ports import AuditTrail
from malote.ports.billing import BillingAccounts, ChargeBook, Efi

# Efí, Códigos de erros: 3500043, and 3500038 and its like.
_CANCELABLE = frozenset({Status.NEW, Status.WAITING, Status.UNPAID, Status.LINK})
_CHANGEABLE = frozenset({Status.WAITING, Status.UNPAID})


@dataclass(frozen=True, slots=True)
class _Known:
    """A charge, and what Efí is asked of it with."""

    account: BillingAccount
    charge: Charge
    carnet: Carnet | None


@dataclass(frozen=True, slots=True)
class ChargeChanges:
    """The charge is the entry's target; each change is told in the trail before it is asked for.

    All raise NotFound, ChargeNotOpen, and EfiErrors: EfiUncertain where Efí did not confirm it and
    shows nothing of it, either; the notification then tells if it was done. What a charge was
    changed to already is no change and no error.
    """

    accounts: BillingAccounts
    book: ChargeBook
    efi: Efi
    trail: AuditTrail

    def cancel(self, entry: Entry) -> Charge:
        """It can no longer be paid; one of which Efí was never asked is not issued."""
        charge = self._get(entry)
        if charge.status is Status.CANCELED:
            return charge
        if charge.status is Status.ISSUING and charge.asked_at is None and not charge.carnet_id:
            return self._withdrawn(charge, entry)
        known = self._known(charge, _CANCELABLE, entry)
        self._confirm(
            known,
            lambda: self.efi.cancel(known.account, charge, carnet=known.carnet),
            lambda remote: remote.status == Status.CANCELED,
        )
        return self._booked(known, Status.CANCELED, entry)

    def settle(self, entry: Entry) -> Charge:
        """It was paid elsewhere: the receipt is booked, no credit and no fee."""
        charge = self._get(entry)
        if charge.status is Status.SETTLED:
            return charge
        known = self._known(_not_pix(charge), _CHANGEABLE, entry)
        self._confirm(
            known,
            lambda: self.efi.settle(known.account, charge, carnet=known.carnet),
            lambda remote: remote.status == Status.SETTLED,
        )
        return self._booked(known, Status.SETTLED, entry)

    def change_due_date(self, asked: DueDateChange, entry: Entry) -> Charge:
        """To a day after today; its line may be another one then. Raises InvalidInput."""
        charge, due = self._get(entry), asked.due_date
        if charge.due_date == due:
            return charge
        check_due(due, entry.at, after_today=True)
        known = self._known(_not_pix(charge), _CHANGEABLE, entry)
        remote = self._confirm(
            known,
            lambda: self.efi.change_due_date(known.account, charge, due, carnet=known.carnet),
            lambda remote: remote.issued is not None and remote.issued.due_date == due,
        )
        return self._re_dated(charge, due, remote or self._seen(known), entry)

    def resend(self, asked: Resend, entry: Entry) -> Charge:
        """By Efí's own mail, to the customer unless told. Raises InvalidInput."""
        charge = self._get(entry)
        email = asked.email or charge.customer.email
        if not email:
            raise InvalidInput("email: falta; o cliente desta cobrança não tem")
        known = self._known(_not_pix(charge), _CHANGEABLE, entry)
        self.efi.resend(known.account, charge, email, carnet=known.carnet)
        return charge

    def _get(self, entry: Entry) -> Charge:
        charge = self.book.get(entry.tenant, entry.target)
        if charge is None:
            raise NotFound(f"cobrança {entry.target}")
        return charge

    def _known(self, charge: Charge, fit: frozenset[Status], entry: Entry) -> _Known:
        if charge.status not in fit:
            raise ChargeNotOpen(f"a situação dela é {charge.status}")
        account = self.accounts.get(charge.tenant, charge.account_id)
        if account is None or account.environment != charge.environment:
            raise ChargeNotOpen(f"a conta {charge.account_id} não é mais a que a emitiu")
        of_carnet = charge.carnet_id and self.book.carnet(charge.tenant, charge.carnet_id)
        self.trail.record(entry)
        return _Known(account, charge, of_carnet or None)

    def _confirm(
        self, known: _Known, ask: Callable[[], None], done: Callable[[RemoteCharge], bool]
    ) -> RemoteCharge | None:
        """Ask; where Efí leaves it open, or declines, what it shows then, if that is as asked.

        It declines what was done before, by a request whose answer was lost.
        """
        try:
            ask()
        except (EfiUncertain, EfiRefused) as error:
            remote = self._seen(known)
            if remote is None or not done(remote):
                raise error from None
            return remote
        return None

    def _seen(self, known: _Known) -> RemoteCharge | None:
        if known.charge.efi_id is None:
            return None
        with suppress(EfiError):
            return self.efi.charge(known.account, known.charge.efi_id)
        return None

    def _booked(self, known: _Known, status: Status, entry: Entry) -> Charge:
        charge = known.charge
        while charge.status in _CANCELABLE:  # else Efí has told of more meanwhile
            books = Books(known.account, entry.at, "by_hand")
            after, entries = book(charge, Happened(status, entry.at), books)
            after = after.model_copy(update={"revision": uuid4().hex})
            if self.book.change(charge, after, entries):
                return after
            charge = self._get(entry)
        return charge

    def _re_dated(
        self, charge: Charge, due: date, remote: RemoteCharge | None, entry: Entry
    ) -> Charge:
        while True:
            issued = remote.issued if remote else None
            after = with_issued(charge, issued) if issued else charge
            after = after.model_copy(update={"due_date": due, "revision": uuid4().hex})
            if self.book.change(charge, after):
                return after
            charge = self._get(entry)

    def _withdrawn(self, charge: Charge, entry: Entry) -> Charge:
        self.trail.record(entry)
        after = charge.model_copy(update={"status": Status.CANCELED, "revision": uuid4().hex})
        if not self.book.change(charge, after):
            raise ChargeNotOpen("ela está sendo emitida agora")
        return after


def _not_pix(charge: Charge) -> Charge:
    if charge.method == "pix":
        raise ChargeNotOpen("de um Pix imediato isso não existe; ele pode ser cancelado")
    return charge
