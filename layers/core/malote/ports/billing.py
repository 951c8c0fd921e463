"""Boundaries of billing: Efí, the charges, the ledger, the queues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from malote.billing.accounts import BillingAccount
    from malote.billing.charges import Carnet, Charge
    from malote.billing.ledger import LedgerEntry
    from malote.billing.queries import ChargeQuery, LedgerQuery
    from malote.billing.queued import ToIssue, Told
    from malote.billing.reconciling import Reconciliation
    from malote.billing.remote import (
        EfiSecret,
        Issued,
        IssuedCarnet,
        PixReceived,
        RemoteCharge,
        Row,
    )


class Efi(Protocol):
    """Efí, asked with one account's credentials. Any method raises an EfiError.

    What only asks is tried again by itself; what makes something is asked once: EfiUncertain says
    that it may have been done.
    """

    def check(self, account: BillingAccount, secret: EfiSecret) -> None:
        """Whether the credentials open it, and the certificate where there is a Pix key."""

    def issue(self, account: BillingAccount, charge: Charge, notify: str) -> Issued:
        """A boleto or Bolix; ``notify`` is where Efí is to tell of it."""

    def issue_carnet(
        self, account: BillingAccount, carnet: Carnet, parcels: Sequence[Charge], notify: str
    ) -> IssuedCarnet:
        """A carnê; the parcels' due dates are a month apart."""

    def issue_pix(self, account: BillingAccount, charge: Charge) -> Issued:
        """An immediate charge under the charge's own ``txid``: the same again is no other."""

    def find(self, account: BillingAccount, custom_id: str, since: date) -> RemoteCharge | None:
        """The charge that was made under our id, if there is one."""

    def find_carnet(
        self, account: BillingAccount, carnet: Carnet, since: date
    ) -> IssuedCarnet | None:
        """The carnê that was made under our id, if there is one."""

    def cancel(self, account: BillingAccount, charge: Charge, carnet: Carnet | None = None) -> None:
        """It can no longer be paid. ``carnet`` is a parcel's own, here and below."""

    def settle(self, account: BillingAccount, charge: Charge, carnet: Carnet | None = None) -> None:
        """Mark it as paid elsewhere."""

    def resend(
        self, account: BillingAccount, charge: Charge, email: str, carnet: Carnet | None = None
    ) -> None:
        """Efí's own mail with the boleto."""

    def change_due_date(
        self, account: BillingAccount, charge: Charge, due: date, carnet: Carnet | None = None
    ) -> None:
        """Of a boleto or Bolix."""

    def history(self, account: BillingAccount, token: str) -> Sequence[Row]:
        """All rows of a notification token, by id. Asking is what confirms that it was heard."""

    def charge(self, account: BillingAccount, efi_id: int) -> RemoteCharge:
        """A charge as it stands."""

    def charges(self, account: BillingAccount, first: date, last: date) -> Iterator[RemoteCharge]:
        """Those made on these days, page by page."""

    def pix(self, account: BillingAccount, end_to_end_id: str) -> PixReceived:
        """A Pix that came."""

    def pix_received(
        self, account: BillingAccount, since: datetime, until: datetime
    ) -> Iterator[PixReceived]:
        """Those that came in between, page by page."""

    def register_webhook(self, account: BillingAccount, url: str) -> None:
        """Where Efí is to tell of Pix; it calls there at once, to see whether it answers."""

    def document(self, link: str) -> bytes:
        """A boleto's PDF, from a link of Efí's own hosts."""


class BillingAccounts(Protocol):
    """The tenants' accounts at Efí."""

    def get(self, tenant: str, account_id: str) -> BillingAccount | None:
        """One, or None."""

    def by_webhook(self, webhook_id: str) -> BillingAccount | None:
        """The one that this webhook is of, or None."""

    def list(self, tenant: str) -> list[BillingAccount]:
        """All of a tenant's."""

    def active(self) -> Iterator[BillingAccount]:
        """Those of all tenants that are active."""

    def save(self, account: BillingAccount, *, instead_of: str | None) -> bool:
        """Write it; False if the ``revision`` is no longer this one (None: none)."""

    def delete(self, account: BillingAccount) -> bool:
        """Forget it. False if it was changed meanwhile, or is gone."""

    def proven(self, account: BillingAccount, at: datetime) -> None:
        """A notification of a charge issued in test was applied; the first time counts."""


class BillingSecrets(Protocol):
    """What opens accounts at Efí; never overwritten, each under a name of its own."""

    def add(self, tenant: str, account_id: str, secret: EfiSecret) -> str:
        """Keep it; its name."""

    def read(self, name: str) -> EfiSecret:
        """Raises NotFound."""

    def delete(self, name: str) -> None:
        """For good and at once; there may be none."""


class ChargeBook(Protocol):
    """Charges, carnês and the ledger: what belongs together is written together."""

    def get(self, tenant: str, charge_id: str) -> Charge | None:
        """One, or None."""

    def carnet(self, tenant: str, carnet_id: str) -> Carnet | None:
        """One, or None."""

    def named(
        self, tenant: str, account_id: str, *, efi_id: int | None = None, txid: str | None = None
    ) -> Charge | None:
        """The charge that Efí knows by this id, in this account."""

    def carnet_named(self, tenant: str, account_id: str, efi_id: int) -> Carnet | None:
        """The carnê that Efí knows by this id, in this account."""

    def add(self, charges: Sequence[Charge], carnet: Carnet | None = None) -> bool:
        """Write new ones; False if they are there. Until they are issued, ``open`` finds them."""

    def change(
        self,
        before: Charge,
        after: Charge,
        entries: Sequence[LedgerEntry] = (),
    ) -> bool:
        """Write the charge and its entries, all or nothing.

        False if its ``revision`` is no longer that of ``before``; the same write again is True.
        """

    def change_carnet(
        self,
        before: Carnet,
        after: Carnet,
        parcels: Sequence[tuple[Charge, Charge]] = (),
    ) -> bool:
        """Write the carnê and its parcels, before and after each, all or nothing."""

    def open(self, before: datetime) -> Iterator[ToIssue]:
        """Of all tenants: what was to be issued by then, and is not known to be."""

    def page(
        self,
        tenant: str,
        filters: ChargeQuery,
        limit: int,
        cursor: str | None,
    ) -> tuple[Sequence[Charge], str | None]:
        """Charges, newest first, and the next page's cursor. Raises InvalidInput."""

    def of_account(self, tenant: str, account_id: str, first: date, last: date) -> Iterator[Charge]:
        """An account's charges that were made on these days."""

    def entries(self, tenant: str, filters: LedgerQuery) -> Iterator[LedgerEntry]:
        """Entries of the ledger in the order of ``at``."""

    def entries_page(
        self, tenant: str, filters: LedgerQuery, limit: int, cursor: str | None
    ) -> tuple[Sequence[LedgerEntry], str | None]:
        """Entries, newest first, and the next page's cursor. Raises InvalidInput."""

    def entries_of(self, tenant: str, charge_id: str) -> Sequence[LedgerEntry]:
        """What was booked for one charge, in its order."""


class BillingQueues(Protocol):
    """What is to be asked of Efí, queued."""

    def told(self, told: Iterable[Told]) -> None:
        """Webhooks' hints."""

    def to_issue(self, things: Iterable[ToIssue], *, after_seconds: int = 0) -> None:
        """Charges to be issued or looked for; at most 900 s away."""


class Quota(Protocol):
    """How often Efí was asked today."""

    def take(self, account: BillingAccount, endpoint: str, at: datetime) -> int:
        """Count one more request of this endpoint and day (UTC); how many that makes."""


class Differences(Protocol):
    """What reconciliations found."""

    def keep(self, report: Reconciliation) -> None:
        """Write one down; the same day's replaces it."""

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Reconciliation], str | None]:
        """Newest first, and the next page's cursor. Raises InvalidInput."""
