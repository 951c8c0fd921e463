"""A branch's account as the API shows it: never a password, nor where it is kept."""

from typing import Literal

from pydantic import BaseModel

from malote.diagnosis.views import CheckReport
from malote.errors import error_of
from malote.mail_accounts import Auth, Security
from malote.smtp.models import MailSettings


class PauseView(BaseModel):
    """Why nothing is sent through it, and what to do."""

    code: str
    message: str
    action: str


class MailSettingsView(BaseModel):
    """An account; one that is ``paused`` waits for the tenant."""

    branch: str
    host: str
    port: int
    security: Security
    from_address: str
    display_name: str
    username: str
    auth: Auth
    status: Literal["active", "paused"]
    paused: PauseView | None = None

    @classmethod
    def of(cls, settings: MailSettings) -> "MailSettingsView":
        """From the settings."""
        paused = settings.paused
        words = error_of(paused) if paused else None
        return cls.model_validate(
            {
                **settings.model_dump(),
                "status": "paused" if paused else "active",
                "paused": words
                and {"code": paused, "message": words.message, "action": words.action},
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


class MailSettingsSaved(BaseModel):
    """What was saved, and how its test went."""

    settings: MailSettingsView
    report: CheckReport
