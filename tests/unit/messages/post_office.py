"""A sender over ports in memory, with a clock of its own and a server that follows a script."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from malote.errors import MailboxError
from malote.mail_accounts import Credential
from malote.mail_settings import MailSettings
from malote.messages.deliver import Limits, Sender
from malote.messages.models import Accepted, Attempt, Claim, Envelope, Message, SendRequest, Status
from malote.messages.rests import Rests
from malote.messages.turns import Turns
from tests.fakes.credentials import FixedCredentials
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.sending import MemoryMailSettings
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail


@dataclass
class ScriptedTransport:
    """``logins`` and ``replies`` are raised in turn (None: all is well), then all is well.

    Replies come before the mail or ``after_data``. ``wire`` is what happened.
    """

    logins: list[Exception | None] = field(default_factory=list)
    replies: list[Exception | None] = field(default_factory=list)
    after_data: bool = False
    wire: list[str] = field(default_factory=list)
    mails: list[tuple[Envelope, bytes]] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    before_data: Callable[[], None] = lambda: None
    on_data: Callable[[], None] = lambda: None

    @contextmanager
    def open(
        self, settings: MailSettings, credential: Credential, deadline: float
    ) -> Iterator["ScriptedTransport"]:
        self.wire.append(f"open {settings.from_address}")
        _raise(self.logins)
        yield self
        self.wire.append("close")

    def send(self, envelope: Envelope, mime: bytes, handing_over: Callable[[], None]) -> Accepted:
        if not self.after_data:
            _raise(self.replies)
        self.before_data()
        handing_over()
        self.on_data()
        self.wire.append("mail")
        self.mails.append((envelope, mime))
        if self.after_data:
            _raise(self.replies)
        return self.accepted.pop(0) if self.accepted else Accepted(250, "250 2.0.0 ok", {})


def _raise(script: list[Exception | None]) -> None:
    error = script.pop(0) if script else None
    if error:
        raise error


@dataclass
class MemorySentMails:
    kept: dict[str, bytes] = field(default_factory=dict)

    def put_once(self, tenant: str, message_id: str, mime: bytes) -> bytes:
        return self.kept.setdefault(message_id, mime)

    def get(self, tenant: str, message_id: str) -> bytes | None:
        return self.kept.get(message_id)

    def link(self, tenant: str, message_id: str, seconds: int) -> str:
        return f"memory:{message_id}"


@dataclass
class DelayingQueue:
    """``sent`` has the messages' ids, each with its delay in seconds."""

    sent: list[tuple[str, int]] = field(default_factory=list)

    def send(self, requests: Iterable[SendRequest], *, after_seconds: int = 0) -> None:
        self.sent += [(request.message_id, after_seconds) for request in requests]


@dataclass
class ShakyOutbox(MemoryOutbox):
    """So many times it says that a message cannot be settled."""

    failures: int = 0

    def settle(
        self, claim: Claim, attempt: Attempt, status: Status, due_at: datetime | None = None
    ) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        super().settle(claim, attempt, status, due_at)


@dataclass
class PostOffice:
    """Everything around a sender; ``now`` can be moved on."""

    now: datetime = NOON
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    accounts: MemoryMailSettings = field(default_factory=MemoryMailSettings)
    server: ScriptedTransport = field(default_factory=ScriptedTransport)
    mails: MemorySentMails = field(default_factory=MemorySentMails)
    queue: DelayingQueue = field(default_factory=DelayingQueue)
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    composed: list[str] = field(default_factory=list)
    unfit: Exception | None = None

    def sender(self, enough: float) -> Sender:
        turns = Turns(
            self.outbox,
            self.accounts,
            Rests(self.accounts, self.trail),
            self.mails,
            self.queue,
            self._compose,
            now=lambda: self.now,
            pause=lambda _seconds: None,
            chance=lambda: 0.5,
        )
        return Sender(
            self.outbox, self.queue, self.server, FixedCredentials(), turns, Limits(enough)
        )

    def _compose(self, message: Message, settings: MailSettings) -> bytes:
        if self.unfit:
            raise self.unfit
        self.composed.append(message.message_id)
        return f"{message.subject} ({len(self.composed)})".encode()

    def add(self, *messages: Message, account: MailSettings | None = None) -> list[SendRequest]:
        """Queued, and with an account."""
        for each in messages:
            self.outbox.add(each)
            made = account or settings(each.branch)
            self.accounts.save(made, instead_of=None)
        return [SendRequest(tenant=m.tenant, message_id=m.message_id) for m in messages]

    def send(self, *requests: SendRequest, enough: float = 60) -> list[object]:
        ends = self.sender(enough).send(dict.fromkeys(requests, 1))
        return [ends[request] for request in requests]

    def message(self, request: SendRequest) -> Message:
        found = self.outbox.get(request.tenant, request.message_id)
        assert found
        return found

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


def settings(branch: str = "12ABC34501DE35", **others: str) -> MailSettings:
    """A branch's account; the name of the branch will do for its revision."""
    return MailSettings.model_validate(
        {
            "tenant": "acme",
            "branch": branch,
            "host": "smtp.acme.test",
            "from_address": f"notas@{branch.lower()}.test",
            "username": "notas",
            "secret_name": "s",
            "revision": branch,
            **others,
        }
    )


def at_step[E: MailboxError](error: E, step: str) -> E:
    """As whoever talks to a server raises it."""
    error.step = step  # type: ignore[assignment]
    return error
