"""Billing: which adapter stands behind each of its ports."""

from functools import cache
from typing import TYPE_CHECKING

from malote.bootstrap import audit_trail, table
from malote.bootstrap.follow_ups import users
from malote.bootstrap.sending import once
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.billing_accounts import BillingAccountItems
    from malote.adapters.billing_queues import SqsBillingQueues
    from malote.adapters.billing_secrets import BillingVault
    from malote.adapters.charge_book import ChargeItems
    from malote.adapters.compare_queue import SqsCompareQueue
    from malote.adapters.differences import DifferenceItems
    from malote.adapters.efi import EfiClient
    from malote.adapters.quota import QuotaItems
    from malote.billing.applying import Applier
    from malote.billing.changes import ChargeChanges
    from malote.billing.issuing import Issuer
    from malote.billing.receiving import Door
    from malote.billing.reconcile import BillingReconciler
    from malote.billing.setup import BillingSetup


def accounts() -> "BillingAccountItems":
    """The tenants' accounts at Efí."""
    from malote.adapters.billing_accounts import BillingAccountItems

    return BillingAccountItems(table())


def secrets() -> "BillingVault":
    """What opens them."""
    from malote.adapters.billing_secrets import BillingVault

    return BillingVault(settings().stage)


def book() -> "ChargeItems":
    """Charges and the ledger."""
    from malote.adapters.charge_book import ChargeItems

    return ChargeItems(table())


def queues() -> "SqsBillingQueues":
    """What is to be asked of Efí."""
    from malote.adapters.billing_queues import SqsBillingQueues

    return SqsBillingQueues(settings().told_queue_url, settings().issue_queue_url)


def quota() -> "QuotaItems":
    """How often it was asked."""
    from malote.adapters.quota import QuotaItems

    return QuotaItems(table())


def differences() -> "DifferenceItems":
    """What comparisons with Efí found."""
    from malote.adapters.differences import DifferenceItems

    return DifferenceItems(table())


@cache
def efi() -> "EfiClient":
    """Efí; tokens are kept while they are fresh."""
    from malote.adapters.efi import EfiClient

    return EfiClient(secrets(), quota(), settings().efi_url)


def setup(base_url: str = "") -> "BillingSetup":
    """Tests, saves and deletes accounts; Efí reaches us at ``base_url``, or where Pix has to."""
    from malote.billing.setup import BillingSetup

    reached = settings().pix_webhook_url or base_url
    return BillingSetup(accounts(), secrets(), efi(), users(), audit_trail(), reached)


def issuer(base_url: str = "") -> "Issuer":
    """Makes charges, and issues them once each; Efí tells of them at ``base_url``."""
    from malote.billing.issuing import Issuer

    return Issuer(accounts(), book(), efi(), queues(), once(), audit_trail(), base_url)


def changes() -> "ChargeChanges":
    """Cancels, settles, re-dates and resends charges."""
    from malote.billing.changes import ChargeChanges

    return ChargeChanges(accounts(), book(), efi(), audit_trail())


def applier() -> "Applier":
    """Applies what Efí tells of charges and Pix."""
    from malote.billing.applying import Applier

    return Applier(accounts(), book(), efi())


def reconciler() -> "BillingReconciler":
    """Compares Efí's list with ours."""
    from malote.billing.reconcile import BillingReconciler

    return BillingReconciler(accounts(), book(), efi(), differences())


def compare_queue() -> "SqsCompareQueue":
    """Where comparisons are queued."""
    from malote.adapters.compare_queue import SqsCompareQueue

    return SqsCompareQueue(settings().compare_queue_url)


def door() -> "Door":
    """Takes what is posted to webhooks."""
    from malote.billing.receiving import Door

    return Door(accounts(), secrets(), queues(), bool(settings().pix_webhook_url))


def told(tenant: str, account_id: str) -> tuple[str, ...]:
    """The users whom an account names to learn of its errors."""
    account = accounts().get(tenant, account_id)
    return account.told if account else ()
