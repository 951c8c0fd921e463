"""Taking what is to be issued one step further: written first, then asked, then written down."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from malote.billing import webhooks
from malote.billing.accounts import BillingAccount
from malote.billing.charges import OPEN, Status
from malote.billing.issuable import Issuable
from malote.billing.steps import (
    Step,
    after_asking,
    given_up,
    held,
    next_step,
    not_found,
    not_told,
)
from malote.errors import AlreadyExists, EfiError, EfiUncertain, NotFound
from malote.ports.billing import BillingAccounts, BillingQueues, ChargeBook, Efi

_LONGEST_DELAY = 900  # seconds, of SQS; the sweep comes for what rests longer
_WAITS = OPEN | {Status.NOT_ISSUED}


@dataclass(frozen=True, slots=True)
class Turns:
    """At most one thing is asked of Efí in a turn, so that a turn is short.

    Only who wrote something queues what comes next: a message that comes twice dies out.
    """

    accounts: BillingAccounts
    book: ChargeBook
    efi: Efi
    queues: BillingQueues
    webhook_url: str

    def take[T: Issuable[Any]](self, thing: T, now: datetime) -> T:
        """What became of it. Efí's errors are written down, not raised."""
        account = self.accounts.get(thing.first.tenant, thing.first.account_id)
        step = next_step(thing, account, now)
        if step is Step.GIVE_UP:
            return self._write(thing, given_up(thing), now)
        if account and step is Step.ASK:
            return self._ask(thing, account, now)
        if account and step is Step.LOOK:
            return self._look(thing, account, now)
        return thing

    def _ask[T: Issuable[Any]](self, thing: T, account: BillingAccount, now: datetime) -> T:
        asked = held(thing, account, now)
        if not thing.write(self.book, asked):
            return thing.read(self.book)
        try:
            found = asked.ask(self.efi, account, webhooks.of_charges(self.webhook_url, account))
            return self._issued(asked, found)
        except AlreadyExists as error:  # what Efí answered is of another charge
            uncertain = EfiUncertain(error.detail)
            return self._write(asked, after_asking(thing, asked, uncertain, now), now)
        except (EfiError, NotFound) as error:
            return self._write(asked, after_asking(thing, asked, error, now), now)

    def _look[T: Issuable[Any]](self, thing: T, account: BillingAccount, now: datetime) -> T:
        try:
            found = thing.look(self.efi, account)
            if found:
                return self._issued(thing, found)
        except (EfiError, NotFound, AlreadyExists) as error:
            return self._write(thing, not_told(thing, error, now), now)
        return self._write(thing, not_found(thing, now), now)

    def _issued[T: Issuable[Any]](self, thing: T, found: Any) -> T:
        """Whatever else was written meanwhile, Efí has it."""
        while thing.state.status in _WAITS:
            after = thing.having(found)
            if thing.write(self.book, after):
                return after
            thing = thing.read(self.book)
        return thing

    def _write[T: Issuable[Any]](self, before: T, after: T, now: datetime) -> T:
        if not before.write(self.book, after):
            return before.read(self.book)
        state = after.state
        if state.status in OPEN:
            wait = ceil(((state.held_until or now) - now).total_seconds())
            if wait <= _LONGEST_DELAY:
                self.queues.to_issue([after.name], after_seconds=wait)
        return after
