"""Boundaries of what follows from a change: notices to users, and mails that send themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # most functions know nothing of most of these
    from malote.messages.rules import Brought, SendRule
    from malote.notices.models import (
        Delivery,
        MailState,
        Notice,
        NoticeKind,
        NoticeMail,
        NoticeRequest,
        User,
    )


class UserDirectory(Protocol):
    """The tenants' users, and what they want to be told."""

    def list(self, tenant: str) -> list[User]:
        """All of them."""

    def get(self, tenant: str, sub: str) -> User | None:
        """One of them."""

    def save(self, user: User) -> None:
        """Write one down; what he wants to be told stays as it was."""

    def delete(self, tenant: str, sub: str) -> None:
        """Forget one."""

    def choose(self, tenant: str, sub: str, choices: Mapping[NoticeKind, bool]) -> User | None:
        """Turn kinds on or off. The user as he is then, or None if there is no such user."""


class NoticeBook(Protocol):
    """The notices, each once, and what became of their mails."""

    def keep(self, notice: Notice) -> None:
        """Write it down, unless it is there."""

    def get(self, request: NoticeRequest) -> Notice | None:
        """A notice, or None."""

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Notice], str | None]:
        """Notices, newest first, and the cursor of the next page. Raises InvalidInput."""

    def mails(
        self, notices: Sequence[Notice], sub: str
    ) -> Mapping[tuple[NoticeKind, str], MailState]:
        """What became of the mails to one user, of those that were begun."""

    def begin_mail(self, notice: Notice, sub: str, claim: str) -> bool:
        """Mark it before it is sent; False if it was, by another ``claim``."""

    def end_mail(self, notice: Notice, sub: str, state: MailState) -> None:
        """Note how it ended."""

    def forget_mail(self, notice: Notice, sub: str) -> None:
        """It was certainly not sent, and may be begun again."""

    def count_mail(self, user: User, kind: NoticeKind, by: int = 1) -> int:
        """Count one of this kind to this user today (UTC), or one less; how many that makes."""


class NoticeQueue(Protocol):
    """Notices to be mailed."""

    def send(self, notices: Iterable[Notice]) -> None:
        """Queue them. One that comes twice is mailed once."""


class NoticeSender(Protocol):
    """Whoever sends Malote's own mails."""

    def send(self, mail: NoticeMail) -> Delivery:
        """Send it once. Raises nothing that could hide whether it went out."""


class SendRules(Protocol):
    """What each tenant has sent by itself."""

    def get(self, tenant: str, name: str) -> SendRule:
        """A rule, off unless somebody switched it on."""

    def switch(self, tenant: str, name: str, on: bool, at: datetime) -> SendRule:
        """Switch it; one that is on already keeps since when it is. The rule as it is then."""


class Origins(Protocol):
    """Who brought the bytes of a document."""

    def of(self, tenant: str, sha256: str) -> Brought:
        """The one that counts most, as of now."""

    def document(self, tenant: str, sha256: str) -> str | None:
        """The access key of the document that these bytes are, once they are registered."""
