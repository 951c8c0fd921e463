"""Accounts at Efí as their tenants set them up: what does not work is not saved."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import uuid4

from pydantic import BaseModel

from malote.audit import Action, Entry
from malote.billing import webhooks
from malote.billing.account_requests import (
    BillingAccountChange,
    BillingAccountRequest,
    NewBillingAccount,
)
from malote.billing.accounts import BillingAccount, BillingEnvironment
from malote.billing.remote import EfiSecret
from malote.errors import (
    AlreadyExists,
    BillingAccountActive,
    ChangedMeanwhile,
    EfiError,
    InvalidInput,
    MaloteError,
    NotFound,
    ProductionNotProven,
)
from malote.ports import AuditTrail, UserDirectory
from malote.ports.billing import BillingAccounts, BillingSecrets, Efi

_TOLD = ("environment", "active", "client_id", "agreement", "fee", "pix_key", "pix_proof")
_NOT_SETTINGS = {"client_secret", "pix_certificate", "pix_password", "id", "override", "revision"}


class BillingReport(BaseModel):
    """How the test of an account went; if it ``failed``, why, and what to do.

    ``code`` is an error's, ``cause`` and ``action`` are for people, ``efi_said`` Efí's own words.
    """

    status: Literal["ok", "failed"]
    code: str | None = None
    cause: str = ""
    action: str = ""
    efi_said: str = ""

    @classmethod
    def of(cls, error: MaloteError) -> "BillingReport":
        """What went wrong."""
        said = error.said if isinstance(error, EfiError) else ""
        return cls(
            status="failed",
            code=error.code,
            cause=error.message,
            action=error.action,
            efi_said=said or error.detail,
        )


@dataclass(frozen=True, slots=True)
class BillingSetup:
    """What is done is told in the trail; then the secret is kept, then the settings that name it.

    ``webhook_url`` is where Efí reaches us.
    """

    accounts: BillingAccounts
    secrets: BillingSecrets
    efi: Efi
    users: UserDirectory
    trail: AuditTrail
    webhook_url: str

    def get(self, tenant: str, account_id: str) -> BillingAccount:
        """The settings. Raises NotFound."""
        account = self.accounts.get(tenant, account_id)
        if account is None:
            raise NotFound(f"conta de cobrança {account_id}")
        return account

    def create(self, asked: NewBillingAccount, entry: Entry) -> BillingAccount:
        """Save a new account, if Efí takes it; the ``entry``'s target is set here.

        Raises InvalidInput, AlreadyExists, and EfiErrors.
        """
        entry = replace(entry, target=asked.id)
        if self.accounts.get(entry.tenant, asked.id):
            raise AlreadyExists(f"a conta de cobrança {asked.id} já existe")
        secret = asked.secret(None)
        account = self._account(asked, entry, webhook_id=secrets.token_hex(16), created_at=entry.at)
        self._tell(entry, account)
        self.efi.check(account, secret)
        account = self._with_secret(account, secret)
        if not self.accounts.save(account, instead_of=None):
            self.secrets.delete(account.secret_name)
            raise AlreadyExists(f"a conta de cobrança {asked.id} já existe")
        try:
            self._register(account, secret)
        except EfiError:
            if self.accounts.delete(account):
                self.secrets.delete(account.secret_name)
            raise
        return account

    def change(self, asked: BillingAccountChange, entry: Entry) -> BillingAccount:
        """Replace the settings of ``entry.target``, and what opens it where that is given.

        Raises NotFound, InvalidInput, ChangedMeanwhile, ProductionNotProven, and EfiErrors.
        """
        former = self.get(entry.tenant, entry.target)
        if former.revision != asked.revision:
            raise ChangedMeanwhile(entry.target)
        self._demand_proof(asked, former, entry)
        same_environment = asked.environment == former.environment
        same = same_environment and asked.client_id == former.client_id
        stored = self._stored(former) if same else None
        secret = asked.secret(stored)
        account = self._account(
            asked,
            entry,
            webhook_id=former.webhook_id,
            created_at=former.created_at,
            secret_name=former.secret_name,
            # What another application did in test proves nothing of this one.
            proven_at=former.proven_at if same or not same_environment else None,
        )
        self._tell(entry, account)
        if account.active or secret != stored:  # one that no longer works can be deactivated
            self.efi.check(account, secret)
        if secret != stored:
            account = self._with_secret(account, secret)
        self._replace(former, account, secret)
        return account

    def delete(self, entry: Entry) -> None:
        """Forget ``entry.target`` and, before that, what opens it; its charges and entries stay.

        In this order, so that a request that broke off is completed by asking again. Raises
        NotFound, BillingAccountActive, ChangedMeanwhile.
        """
        account = self.get(entry.tenant, entry.target)
        if account.active:
            raise BillingAccountActive(entry.target)
        self.trail.record(entry)
        self.secrets.delete(account.secret_name)
        if not self.accounts.delete(account):
            raise ChangedMeanwhile(entry.target)

    def test(self, entry: Entry) -> BillingReport:
        """Whether Efí takes ``entry.target`` as it is saved. Raises NotFound."""
        account = self.get(entry.tenant, entry.target)
        self.trail.record(entry)
        try:
            self.efi.check(account, self.secrets.read(account.secret_name))
        except (EfiError, NotFound) as error:
            return BillingReport.of(error)
        return BillingReport(status="ok")

    def _account(self, asked: BillingAccountRequest, entry: Entry, **others: Any) -> BillingAccount:
        known = {each.email.lower() for each in self.users.list(entry.tenant)}
        if strangers := [each for each in asked.told if each.lower() not in known]:
            raise InvalidInput(f"told: não são usuários desta empresa: {', '.join(strangers)}")
        settings = asked.model_dump(exclude=_NOT_SETTINGS)
        own = {"tenant": entry.tenant, "account_id": entry.target, "revision": uuid4().hex}
        return BillingAccount.model_validate({"secret_name": ""} | settings | own | others)

    def _demand_proof(
        self, asked: BillingAccountChange, former: BillingAccount, entry: Entry
    ) -> None:
        goes = asked.environment is BillingEnvironment.PRODUCTION
        if not goes or former.environment is asked.environment or former.proven_at:
            return
        if not asked.override:
            raise ProductionNotProven(entry.target)
        action = Action.BILLING_TEST_OVERRIDDEN
        self.trail.record(replace(entry, action=action, entry_id=uuid4().hex[:12]))

    def _stored(self, account: BillingAccount) -> EfiSecret | None:
        with suppress(NotFound):
            return self.secrets.read(account.secret_name)
        return None

    def _with_secret(self, account: BillingAccount, secret: EfiSecret) -> BillingAccount:
        name = self.secrets.add(account.tenant, account.account_id, secret)
        return account.model_copy(update={"secret_name": name})

    def _replace(self, former: BillingAccount, account: BillingAccount, secret: EfiSecret) -> None:
        renewed = account.secret_name != former.secret_name
        if not self.accounts.save(account, instead_of=former.revision):
            if renewed:
                self.secrets.delete(account.secret_name)
            raise ChangedMeanwhile(account.account_id)
        try:
            self._register(account, secret)
        except EfiError:
            again = former.model_copy(update={"revision": uuid4().hex})
            if self.accounts.save(again, instead_of=account.revision) and renewed:
                self.secrets.delete(account.secret_name)
            raise
        if renewed:
            self.secrets.delete(former.secret_name)

    def _register(self, account: BillingAccount, secret: EfiSecret) -> None:
        """Efí tries the address at once, so the account has to be there."""
        if account.pix_key and account.active:
            url = webhooks.of_pix(self.webhook_url, account, secret)
            self.efi.register_webhook(account, url)

    def _tell(self, entry: Entry, account: BillingAccount) -> None:
        details = {name: str(getattr(account, name)) for name in _TOLD}
        self.trail.record(replace(entry, details=details))
