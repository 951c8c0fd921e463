"""A rule says what a failure means and what to do about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from malote.errors import MailboxError, Step
from malote.mail_accounts import Auth
from malote.providers.models import Provider

Protocol = Literal["imap", "smtp"]

GOOGLE = ("gmail", "google-workspace")
MICROSOFT = ("outlook", "microsoft-365")


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed, where, and of which ``provider``'s, if it is a known one."""

    error: MailboxError
    protocol: Protocol
    step: Step
    auth: Auth
    provider: Provider | None

    @property
    def words(self) -> str:
        """The server's, or else those of whoever talked to it (OpenSSL's, our own)."""
        return self.error.said or self.error.detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is left empty fits everything; ``words`` is a pattern, in any case of letters.

    ``action`` may name ``{login}``, ``{enabling}``, ``{sender}`` and ``{limits}``: the provider's
    own advice, or what is true of most; and ``{servers}``, those of the address's own provider, if
    it is known. Cause and action are for users, in Portuguese.
    """

    words: str = ""
    codes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    providers: tuple[str, ...] = ()
    protocol: Protocol | None = None
    oauth: bool | None = None
    cause: str
    action: str
    help_url: str | None = None

    def fits(self, failure: Failure) -> bool:
        """Whether it is about this failure."""
        of_provider = failure.provider is not None and failure.provider.id in self.providers
        return (
            (not self.codes or failure.error.code in self.codes)
            and (not self.steps or failure.step in self.steps)
            and (not self.providers or of_provider)
            and self.protocol in {None, failure.protocol}
            and self.oauth in {None, failure.auth is not Auth.PASSWORD}
            and bool(re.search(self.words, failure.words, re.IGNORECASE))
        )


def first(rules: Iterable[Rule], failure: Failure) -> Rule:
    """The first that fits; the last of them has to fit everything."""
    return next(rule for rule in rules if rule.fits(failure))
