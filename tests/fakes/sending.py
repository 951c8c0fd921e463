"""What sends mail, in memory: the branches' accounts, their secrets, a transport."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from pydantic import SecretStr

from malote.errors import MailboxError
from malote.grants import Given, Grant
from malote.mail_accounts import Account, Auth, Credential
from malote.mail_settings import MailSettings
from malote.messages.models import Accepted, Envelope
from tests.fakes.watching import nothing


@dataclass
class MemoryMailSettings:
    """The port ``MailSettingsStore``. ``watch`` is told of each write, before and after it."""

    kept: dict[tuple[str, str], MailSettings] = field(default_factory=dict)
    held: dict[str, datetime] = field(default_factory=dict)
    watch: Callable[[str], None] = nothing

    def get(self, tenant: str, branch: str) -> MailSettings | None:
        return self.kept.get((tenant, branch))

    def list(self, tenant: str) -> list[MailSettings]:
        return [settings for (of, _), settings in sorted(self.kept.items()) if of == tenant]

    def save(self, settings: MailSettings, *, instead_of: str | None) -> bool:
        self.watch("before save")
        key = (settings.tenant, settings.branch)
        found = self.kept.get(key)
        if (found.revision if found else None) != instead_of:
            return False
        self.kept[key] = settings.model_copy(update={"paused": None})
        self.watch("saved")
        return True

    def delete(self, settings: MailSettings) -> bool:
        self.watch("before delete")
        if not self._unchanged(settings):
            return False
        del self.kept[settings.tenant, settings.branch]
        self.watch("deleted")
        return True

    def pause(self, settings: MailSettings, code: str) -> bool:
        if not self._unchanged(settings):
            return False
        paused = settings.model_copy(update={"paused": code})
        self.kept[settings.tenant, settings.branch] = paused
        return True

    def hold(self, settings: MailSettings, until: datetime) -> None:
        if self._unchanged(settings):
            self.held[settings.revision] = max(until, self.held.get(settings.revision, until))

    def held_until(self, settings: MailSettings) -> datetime | None:
        return self.held.get(settings.revision) if self._unchanged(settings) else None

    def _unchanged(self, settings: MailSettings) -> bool:
        found = self.kept.get((settings.tenant, settings.branch))
        return found is not None and found.revision == settings.revision


@dataclass
class MemoryVault:
    """The port ``SecretKeeper``, and ``Credentials`` of what is kept. One that is gone: KeyError."""

    kept: dict[str, Mapping[str, str]] = field(default_factory=dict)
    watch: Callable[[str], None] = nothing

    def add(self, purpose: str, tenant: str, of: str, fields: Mapping[str, str]) -> str:
        name = f"{purpose}/{tenant}/{of}/{uuid4().hex}"
        self.kept[name] = dict(fields)
        self.watch("secret added")
        return name

    def delete(self, name: str) -> None:
        self.watch("before secret deleted")
        self.kept.pop(name, None)
        self.watch("secret deleted")

    def get(
        self, account: Account, *, renew: bool = False, deadline: float = math.inf
    ) -> Credential:
        fields = self.kept[account.secret_name]
        if account.auth is Auth.PASSWORD:
            return Credential(SecretStr(fields["password"]))
        return Credential(SecretStr(f"token of {fields['refresh_token']}"), bearer=True)


@dataclass
class FixedTokens:
    """The port ``TokenEndpoint``: each time another token, and a new refresh token with it."""

    asked: list[Grant] = field(default_factory=list)
    error: MailboxError | None = None

    def refresh(self, account: Account, grant: Grant, deadline: float = math.inf) -> Given:
        self.asked.append(grant)
        if self.error:
            raise self.error
        number = len(self.asked)
        return Given(f"token {number}", timedelta(hours=1), f"refresh {number}")


@dataclass
class FakeTransport:
    """The port ``MailTransport``, and its session.

    ``opened`` are the accounts with what opened them, ``sent`` the mails. ``refusals`` are raised
    one by one when it is opened, ``error`` when a mail is sent.
    """

    opened: list[tuple[MailSettings, str]] = field(default_factory=list)
    sent: list[tuple[Envelope, bytes]] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)
    refusals: list[MailboxError] = field(default_factory=list)
    error: MailboxError | None = None

    @contextmanager
    def open(
        self, settings: MailSettings, credential: Credential, deadline: float
    ) -> Iterator["FakeTransport"]:
        self.opened.append((settings, credential.secret.get_secret_value()))
        self.deadlines.append(deadline)
        if self.refusals:
            raise self.refusals.pop(0)
        yield self

    def send(self, envelope: Envelope, mime: bytes, handing_over: Callable[[], None]) -> Accepted:
        if self.error:
            raise self.error
        handing_over()
        self.sent.append((envelope, mime))
        return Accepted(250, "250 ok", {})
