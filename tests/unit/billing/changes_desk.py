"""Where charges that Efí has are changed, in memory."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from malote.audit import Action
from malote.billing.changes import ChargeChanges
from malote.billing.charges import Charge, Status
from malote.billing.ledger import LedgerEntry
from malote.billing.queries import LedgerQuery
from malote.billing.requests import DueDateChange, Resend
from tests.fakes.trail import entry
from tests.issuing_world import Office

LATER = date(2027, 2, 27)


class Desk(Office):
    """Changes its charges."""

    def ask(self, what: str, charge: Charge, **asked: Any) -> Charge:
        changes = ChargeChanges(self.accounts, self.book, self.efi, self.trail)
        of = entry(Action.CHARGE_CANCELED, charge.charge_id, at=self.now + timedelta(hours=1))
        match what:
            case "resend":
                return changes.resend(Resend.model_validate(asked), of)
            case "change_due_date":
                return changes.change_due_date(DueDateChange(**{"due_date": LATER} | asked), of)
        change: Callable[..., Charge] = getattr(changes, what)
        return change(of)

    def ledger(self) -> list[LedgerEntry]:
        return list(self.book.entries("acme", LedgerQuery()))

    def put(self, charge: Charge, **changes: Any) -> Charge:
        changed = charge.model_copy(update=changes)
        self.book.charges[charge.tenant, charge.charge_id] = changed
        return changed


def is_changed(what: str, charge: Charge) -> bool:
    match what:
        case "cancel":
            return charge.status is Status.CANCELED
        case "settle":
            return charge.status is Status.SETTLED
        case _:
            return charge.due_date == LATER


CHANGES = ["cancel", "settle", "change_due_date"]
