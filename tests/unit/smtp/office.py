"""A tenant with two branches, who sets up its accounts over fakes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from malote.audit import Action, Actor
from malote.diagnosis.views import CheckReport
from malote.mail_settings import MailSettings
from malote.ports import MailTransport
from malote.smtp.accounts import MailAccounts
from malote.smtp.check import Checker
from malote.smtp.requests import SettingsRequest, TrialRequest
from malote.smtp.views import MailSettingsSaved
from tests.fakes.sending import FakeTransport, FixedTokens, MemoryMailSettings, MemoryVault
from tests.fakes.stores import NOON, MemoryRegistry
from tests.fakes.trail import MemoryTrail, entry

BRANCH = "12ABC34501DE35"
OTHER = "52998224725"
ASKED = {
    "branch": BRANCH, "host": "smtp.acme.test", "from_address": "notas@acme.test", "password": "p1",
}  # fmt: skip
GRANT = {"client_id": "c", "refresh_token": "refresh 0"}


@dataclass
class Office:
    """``real`` stands in for the transport, with a ``clock`` that goes."""

    store: MemoryMailSettings = field(default_factory=MemoryMailSettings)
    vault: MemoryVault = field(default_factory=MemoryVault)
    tokens: FixedTokens = field(default_factory=FixedTokens)
    transport: FakeTransport = field(default_factory=FakeTransport)
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    real: MailTransport | None = None
    clock: Callable[[], float] = lambda: 100.0
    actor: Actor = field(default_factory=lambda: Actor("user", "u-1", "ana@acme.test"))

    @property
    def accounts(self) -> MailAccounts:
        return MailAccounts(
            store=self.store,
            secrets=self.vault,
            stored=self.vault,
            tokens=self.tokens,
            checker=Checker(self.real or self.transport, lambda: NOON, self.clock),
            tax_ids=MemoryRegistry(ids=frozenset({BRANCH, OTHER})),
            trail=self.trail,
        )

    def save(self, **fields: Any) -> MailSettingsSaved:
        asked = SettingsRequest.model_validate(_given(ASKED | fields))
        told = entry(Action.MAIL_SETTINGS_CHANGED, asked.branch)
        return self.accounts.save(asked, replace(told, actor=self.actor))

    def test(self, **fields: Any) -> CheckReport:
        asked = TrialRequest.model_validate(_given({"branch": BRANCH} | fields))
        told = entry(Action.MAIL_SETTINGS_TESTED, asked.branch)
        return self.accounts.test(asked, replace(told, actor=self.actor))

    def delete(self, branch: str = BRANCH) -> None:
        self.accounts.delete(entry(Action.MAIL_SETTINGS_DELETED, branch))

    def settings(self, branch: str = BRANCH) -> MailSettings:
        found = self.store.get("acme", branch)
        assert found
        return found

    def watch(self, watcher: Callable[[str], None]) -> None:
        self.store.watch = self.vault.watch = watcher

    @property
    def unnamed(self) -> list[str]:
        """Secrets that no account names."""
        return sorted(self.vault.kept.keys() - {one.secret_name for one in self.store.list("acme")})


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
