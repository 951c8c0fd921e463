"""Boundaries of sending mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # most functions know nothing of most of these
    from malote.mail_accounts import Credential
    from malote.mail_settings import MailSettings
    from malote.messages.models import (
        Accepted,
        Attempt,
        Bounce,
        Claim,
        Envelope,
        Message,
        SendRequest,
        Status,
    )
    from malote.messages.templates import OwnWords
    from malote.providers.models import Service


class MailSession(Protocol):
    """A connection that is logged in, for one mail after the other."""

    def send(self, envelope: Envelope, mime: bytes, handing_over: Callable[[], None]) -> Accepted:
        """Send a mail; ``handing_over`` is called once the server wants it, before any byte of it.

        What that raises goes through, and nothing is sent then. Raises a MailboxError with its
        ``step``: DeliveryUncertain if the whole mail was handed over and no answer came, and only
        then. After any error but a server's reply the session is of no more use.
        """


class MailTransport(Protocol):
    """Whoever sends mail."""

    def open(
        self, settings: MailSettings, credential: Credential, deadline: float
    ) -> AbstractContextManager[MailSession]:
        """Connect and log in. At ``deadline`` (``time.monotonic``) the connection is cut.

        Raises a MailboxError with its ``step``.
        """


class MailSettingsStore(Protocol):
    """The branches' accounts."""

    def get(self, tenant: str, branch: str) -> MailSettings | None:
        """The settings, or None."""

    def list(self, tenant: str) -> list[MailSettings]:
        """Those of all branches that have some."""

    def save(self, settings: MailSettings, *, instead_of: str | None) -> bool:
        """Write them, not paused. False if the ``revision`` is no more this one (None: none)."""

    def delete(self, settings: MailSettings) -> bool:
        """Forget them. False if they were changed meanwhile, or are gone."""

    def pause(self, settings: MailSettings, code: str) -> bool:
        """Stop sending through them; False if they were changed meanwhile."""

    def hold(self, settings: MailSettings, until: datetime) -> None:
        """The server wants a rest: no mail of this account before ``until``."""

    def held_until(self, settings: MailSettings) -> datetime | None:
        """Until when the account rests, read anew."""


class Outbox(Protocol):
    """The messages, and how far each came."""

    def add(self, message: Message) -> bool:
        """Write a new message; False if it is there. Either way it will be found unsettled."""

    def get(self, tenant: str, message_id: str) -> Message | None:
        """A message as it stands."""

    def claim(
        self, tenant: str, message_id: str, now: datetime, until: datetime
    ) -> Claim | Message | None:
        """The right to try it until then; None if there is no such message.

        The message itself is given back where there is nothing to try: it is settled, not due
        yet, or somebody else is at it. One whose last claim ended (``until`` passed) after it was
        handed over becomes ``uncertain`` here.
        """

    def hand_over(self, claim: Claim) -> None:
        """Note that the server is about to get it. Raises LeaseLost: then do not send."""

    def settle(
        self, claim: Claim, attempt: Attempt, status: Status, due_at: datetime | None = None
    ) -> None:
        """Note how the attempt ended; the same again is no other. Raises LeaseLost.

        ``due_at`` is when to try again, of one that is queued anew.
        """

    def put_off(self, claim: Claim, due_at: datetime) -> None:
        """Give the claim back with no attempt made. Raises LeaseLost."""

    def cancel(self, tenant: str, message_id: str) -> Message:
        """A queued one is not sent; nor one that was cancelled. Raises NotFound, MessageSettled."""

    def resend(self, tenant: str, message_id: str, now: datetime) -> Message:
        """A failed, uncertain or cancelled one is queued anew. Raises NotFound, MessageSettled."""

    def record_bounces(self, tenant: str, message_id: str, bounces: Sequence[Bounce]) -> bool:
        """Add what a delivery report says; False if there is no such message."""

    def overdue(self, before: datetime) -> Iterator[SendRequest]:
        """Messages of all tenants that should have been tried by then, and were not."""


class SendQueue(Protocol):
    """Where messages are queued to be tried."""

    def send(self, requests: Iterable[SendRequest], *, after_seconds: int = 0) -> None:
        """Queue them; at most 900 s away."""


class Once(Protocol):
    """Requests that come with an Idempotency-Key."""

    def claim(self, tenant: str, what: str, key: str, fingerprint: str, new_id: str) -> str:
        """The id that the key stands for: ``new_id``, or that of the first request with it.

        Raises IdempotencyMismatch if that one had another ``fingerprint``.
        """


class Files(Protocol):
    """What users upload to attach it."""

    def put(self, tenant: str, content: bytes) -> str:
        """Keep it; returns its SHA-256."""

    def get(self, tenant: str, sha256: str) -> bytes:
        """Raises NotFound."""

    def size(self, tenant: str, sha256: str) -> int:
        """How many bytes it has. Raises NotFound."""


class SentMails(Protocol):
    """Mails as they are sent, byte for byte."""

    def put_once(self, tenant: str, message_id: str, mime: bytes) -> bytes:
        """Keep it, unless there is one. Returns what is kept."""

    def get(self, tenant: str, message_id: str) -> bytes | None:
        """What is kept, or None."""

    def link(self, tenant: str, message_id: str, seconds: int) -> str:
        """An address that downloads it for a while."""


class MailTemplates(Protocol):
    """The tenants' own words for mails, by the template's name."""

    def get(self, tenant: str, name: str) -> OwnWords | None:
        """What the tenant says instead of Malote, if anything."""

    def list(self, tenant: str) -> dict[str, OwnWords]:
        """All that it says."""

    def save(self, tenant: str, name: str, own: OwnWords) -> None:
        """Keep them, in place of what was there."""

    def delete(self, tenant: str, name: str) -> None:
        """Back to Malote's own."""


class DomainNames(Protocol):
    """What a domain publishes of its mail. Who does not answer publishes nothing: none raises."""

    def mx(self, domain: str) -> list[str]:
        """Its mail exchangers, the preferred first; ten at most."""

    def services(self, domain: str) -> list[Service]:
        """Its servers for mail programs (RFC 6186, 8314), the preferred first; ten of each."""

    def autoconfig(self, domain: str) -> bytes | None:
        """Its document in Mozilla's format, as it comes, if it is not too long."""
