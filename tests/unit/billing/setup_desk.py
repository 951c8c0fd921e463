"""Where accounts at Efí are set up in memory; what is planted in them is nowhere told."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from malote.audit import Action
from malote.billing.account_requests import BillingAccountChange, NewBillingAccount
from malote.billing.accounts import BillingAccount
from malote.billing.remote import EfiSecret
from malote.billing.setup import BillingSetup
from malote.errors import EfiRefused, NotFound
from tests.fakes.billing import MemoryBillingAccounts
from tests.fakes.efi import ScriptedEfi
from tests.fakes.notices import MemoryUsers, user
from tests.fakes.trail import MemoryTrail, entry
from tests.fakes.watching import nothing
from tests.unit.billing.test_requests import ACCOUNT

PFX = b64encode(b"planted-pfx").decode()
PIX = {"pix_key": "chave-1", "pix_certificate": PFX, "pix_password": "planted-pw"}
NEW = ACCOUNT | {"client_secret": "planted-secret", "told": ["BIA@acme.test"]}


@dataclass
class MemorySecrets:
    """The port ``BillingSecrets``; a name is used once."""

    kept: dict[str, EfiSecret] = field(default_factory=dict)
    made: int = 0
    watch: Callable[[str], None] = nothing

    def add(self, tenant: str, account_id: str, secret: EfiSecret) -> str:
        self.watch("before secret kept")
        self.made += 1
        self.kept[f"{tenant}/{account_id}/{self.made}"] = secret
        self.watch("secret kept")
        return f"{tenant}/{account_id}/{self.made}"

    def read(self, name: str) -> EfiSecret:
        if name not in self.kept:
            raise NotFound(name)
        return self.kept[name]

    def delete(self, name: str) -> None:
        self.watch("before secret deleted")
        self.kept.pop(name, None)
        self.watch("secret deleted")


@dataclass
class RegisteringEfi(ScriptedEfi):
    """Tries the address at once, as Efí does; ``checked`` and ``registered`` tell of its calls."""

    accounts: MemoryBillingAccounts = field(default_factory=MemoryBillingAccounts)
    checked: list[tuple[BillingAccount, EfiSecret]] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)

    def check(self, account: BillingAccount, secret: EfiSecret) -> None:
        super().check(account, secret)
        self.checked.append((account, secret))

    def register_webhook(self, account: BillingAccount, url: str) -> None:
        super().register_webhook(account, url)
        found = self.accounts.by_webhook(account.webhook_id)
        if not found or found.secret_name != account.secret_name:
            raise EfiRefused("a URL informada respondeu com o código HTTP 404")
        self.registered.append(url)


@dataclass
class Desk:
    accounts: MemoryBillingAccounts = field(default_factory=MemoryBillingAccounts)
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    trail: MemoryTrail = field(default_factory=MemoryTrail)

    def __post_init__(self) -> None:
        self.efi = RegisteringEfi(accounts=self.accounts)
        self.users = MemoryUsers({"bia": user("bia")})

    @property
    def setup(self) -> BillingSetup:
        return BillingSetup(
            self.accounts, self.secrets, self.efi, self.users, self.trail, "https://api.test"
        )

    def create(self, **asked: Any) -> BillingAccount:
        new = NewBillingAccount.model_validate(NEW | asked)
        return self.setup.create(new, entry(Action.BILLING_ACCOUNT_CHANGED, ""))

    def change(self, **asked: Any) -> BillingAccount:
        former = self.accounts.kept["acme", "efi"]
        now = {"environment": former.environment, "override": False, "revision": former.revision}
        settings = {**NEW, "client_secret": None, **now, **asked}
        del settings["id"]
        change = BillingAccountChange.model_validate(settings)
        return self.setup.change(change, entry(Action.BILLING_ACCOUNT_CHANGED, "efi"))

    def delete(self) -> None:
        self.setup.delete(entry(Action.BILLING_ACCOUNT_DELETED, "efi"))

    def put(self, **changes: Any) -> None:
        former = self.accounts.kept["acme", "efi"]
        self.accounts.kept["acme", "efi"] = former.model_copy(update=changes)

    @property
    def only(self) -> BillingAccount:
        """The account and its secret, which is the one that is kept."""
        (account,) = self.accounts.kept.values()
        assert [*self.secrets.kept] == [account.secret_name]
        return account
