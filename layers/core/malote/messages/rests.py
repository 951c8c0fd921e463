"""Accounts that mail is not sent through for a while, or until their tenant sees to them."""

from dataclasses import dataclass
from datetime import datetime

from malote.audit import MALOTE, Action, Entry
from malote.mail_settings import MailSettings
from malote.messages.verdicts import REST, Verdict
from malote.ports import AuditTrail, MailSettingsStore


@dataclass(frozen=True, slots=True)
class Rests:
    """Looked up before each mail, noted after it."""

    accounts: MailSettingsStore
    trail: AuditTrail

    def until(self, settings: MailSettings, now: datetime) -> datetime:
        """When a mail of this account may be tried: now, if nothing stands against it."""
        if settings.paused:
            return now + REST
        return max(now, self.accounts.held_until(settings) or now)

    def note(
        self, settings: MailSettings, verdict: Verdict, code: str | None, now: datetime
    ) -> bool:
        """What an attempt, which ended with this code, means for its account.

        Returns whether that paused it: not where it was changed meanwhile.
        """
        if verdict.held_until:
            self.accounts.hold(settings, verdict.held_until)
        if not (verdict.paused and code and self.accounts.pause(settings, code)):
            return False
        told = Entry(
            settings.tenant, now, MALOTE, Action.MAIL_SETTINGS_PAUSED, settings.branch,
            {"reason": code},
        )  # fmt: skip
        self.trail.record(told)
        return True
