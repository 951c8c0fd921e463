"""The branches' accounts: tested, saved, deleted."""

from dataclasses import dataclass, replace
from uuid import uuid4

from malote.addresses import read_address
from malote.audit import Action, Entry
from malote.diagnosis.views import CheckReport
from malote.errors import (
    AccountTestFailed,
    ChangedMeanwhile,
    InvalidInput,
    MailSettingsMissing,
    NotFound,
)
from malote.given_account import opened_by
from malote.mail_settings import MailSettings
from malote.offered import Offered
from malote.ports import (
    AuditTrail,
    Credentials,
    MailSettingsStore,
    SecretKeeper,
    TaxIds,
    TokenEndpoint,
)
from malote.smtp.candidate import candidate
from malote.smtp.check import Checker
from malote.smtp.requests import SettingsRequest, TrialRequest
from malote.smtp.views import MailSettingsSaved, MailSettingsView

_TOLD = ("host", "port", "security", "from_address", "username", "auth")


@dataclass(frozen=True, slots=True)
class MailAccounts:
    """``stored`` is what opens accounts that are saved; ``any_port`` is for demo and tests."""

    store: MailSettingsStore
    secrets: SecretKeeper
    stored: Credentials
    tokens: TokenEndpoint
    checker: Checker
    tax_ids: TaxIds
    trail: AuditTrail
    any_port: bool = False

    def save(self, asked: SettingsRequest, entry: Entry) -> MailSettingsSaved:
        """Save what is asked for, if its test goes well; a paused account resumes.

        Raises InvalidInput, AccountTestFailed, ChangedMeanwhile.
        """
        tenant = entry.tenant
        former = self.store.get(tenant, asked.branch)
        settings, credentials = self._candidate(asked, former, tenant)
        report = self._test(settings, credentials, None, entry)
        if report.status == "failed":
            raise AccountTestFailed(report.message, report)
        self.trail.record(_told(entry, Action.MAIL_SETTINGS_CHANGED, settings))
        # A secret has a name of its own, so that nobody who reads meanwhile takes the new one to
        # the old host, or the other way round: what an item says always goes together.
        if isinstance(credentials, Offered):
            name = self.secrets.add("smtp", tenant, asked.branch, credentials.fields())
            settings = settings.model_copy(update={"secret_name": name})
        if not self.store.save(settings, instead_of=former.revision if former else None):
            if former is None or settings.secret_name != former.secret_name:
                self.secrets.delete(settings.secret_name)
            raise ChangedMeanwhile(asked.branch)
        if former and settings.secret_name != former.secret_name:
            self.secrets.delete(former.secret_name)
        return MailSettingsSaved(settings=MailSettingsView.of(settings), report=report)

    def test(self, asked: TrialRequest, entry: Entry) -> CheckReport:
        """Send a test mail by what is asked for, or by what is stored; nothing is saved.

        Raises InvalidInput, MailSettingsMissing.
        """
        former = self.store.get(entry.tenant, asked.branch)
        if described := asked.candidate:
            settings, credentials = self._candidate(described, former, entry.tenant)
        elif former:
            settings, credentials = former, self.stored
        else:
            raise MailSettingsMissing(asked.branch)
        return self._test(settings, credentials, asked.to, entry)

    def delete(self, entry: Entry) -> None:
        """Forget the account of the branch that is the entry's target. Raises NotFound.

        Its secret goes first, so that a request that broke off is completed by asking again.
        """
        settings = self.store.get(entry.tenant, entry.target)
        if settings is None:
            raise NotFound(entry.target)
        self.trail.record(_told(entry, Action.MAIL_SETTINGS_DELETED, settings))
        while settings:
            self.secrets.delete(settings.secret_name)
            if self.store.delete(settings):
                return
            settings = self.store.get(entry.tenant, entry.target)  # somebody saved meanwhile

    def _candidate(
        self, asked: SettingsRequest, former: MailSettings | None, tenant: str
    ) -> tuple[MailSettings, Credentials]:
        if asked.branch not in self.tax_ids.tax_ids(tenant):
            raise InvalidInput("branch: não é um CNPJ nem um CPF desta empresa")
        settings = candidate(asked, tenant, any_port=self.any_port)
        credentials = opened_by(asked, settings, former, self.stored, self.tokens)
        if former and credentials is self.stored:
            settings = settings.model_copy(update={"secret_name": former.secret_name})
        return settings, credentials

    def _test(
        self, settings: MailSettings, credentials: Credentials, to: str | None, entry: Entry
    ) -> CheckReport:
        to = to or _own_address(entry)
        self.trail.record(_told(entry, Action.MAIL_SETTINGS_TESTED, settings, to=to))
        return self.checker.check(settings, credentials, to)


def _own_address(entry: Entry) -> str:
    """Where a test goes unless told: to whoever asks."""
    if address := read_address(entry.actor.email):
        return address
    raise InvalidInput("seu usuário não tem um e-mail que receba o teste")


def _told(entry: Entry, action: Action, settings: MailSettings, **more: str) -> Entry:
    said = {name: str(getattr(settings, name)) for name in _TOLD}
    return replace(
        entry,
        action=action,
        target=settings.branch,
        details={**said, **more},
        entry_id=uuid4().hex[:12],
    )
