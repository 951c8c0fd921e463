"""A branch's account as the API shows it: never a password, nor where it is kept."""

from collections.abc import Iterable, Set
from typing import Literal

from pydantic import BaseModel

from malote.diagnosis.views import CheckReport
from malote.error_words import ErrorWords
from malote.errors import NotFound
from malote.mail_accounts import Auth, Security
from malote.mail_settings import MailSettings


class MailSettingsView(BaseModel):
    """An account; of one that waits for the tenant ``paused`` says why, and what to do."""

    branch: str
    host: str
    port: int
    security: Security
    from_address: str
    display_name: str
    username: str
    auth: Auth
    status: Literal["active", "paused"]
    paused: ErrorWords | None = None

    @classmethod
    def of(cls, settings: MailSettings) -> "MailSettingsView":
        """From the settings."""
        return cls.model_validate(
            {
                **settings.model_dump(),
                "status": "paused" if settings.paused else "active",
                "paused": ErrorWords.of(settings.paused) if settings.paused else None,
            }
        )


class BranchView(BaseModel):
    """A branch (CNPJ or CPF), and its account or null."""

    branch: str
    settings: MailSettingsView | None = None


class MailSettingsPage(BaseModel):
    """The tenant's branches."""

    items: list[BranchView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, tax_ids: Set[str], accounts: Iterable[MailSettings]) -> "MailSettingsPage":
        """Every branch, and accounts of what is a branch no more."""
        views = {each.branch: MailSettingsView.of(each) for each in accounts}
        branches = sorted(tax_ids | views.keys())
        return cls(items=[BranchView(branch=one, settings=views.get(one)) for one in branches])

    def branch(self, branch: str) -> BranchView:
        """One of them. Raises NotFound."""
        for view in self.items:
            if view.branch == branch:
                return view
        raise NotFound(branch)


class MailSettingsSaved(BaseModel):
    """What was saved, and how its test went."""

    settings: MailSettingsView
    report: CheckReport
