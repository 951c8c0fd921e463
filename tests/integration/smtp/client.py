"""The adapter, at a test's server."""

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import pytest
from pydantic import SecretStr

from malote.adapters.dialer import Dialer
from malote.adapters.smtp import SmtpServer
from malote.adapters.smtp_connection import Limits
from malote.adapters.smtp_session import SmtpSession
from malote.adapters.tls import tls_context
from malote.errors import MailboxError
from malote.mail_accounts import Credential
from malote.mail_settings import MailSettings
from malote.messages.models import Accepted, Envelope
from tests.canaries import Canaries
from tests.integration.smtp.servers import PASSWORD, USER

QUICK = Limits(connect=5, greeting=1, read=2, quit=0.5)
TO = ("bia@cliente.test",)
MAIL = b"From: ana@malote.test\r\nSubject: nota\r\n\r\nSegue a nota.\r\n"


class Somewhere(Protocol):
    """What a client has to know of a server."""

    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...

    @property
    def security(self) -> str: ...


def settings_at(server: Somewhere, **settings: object) -> MailSettings:
    defaults = {
        "tenant": "t",
        "branch": "11222333000181",
        "host": server.host,
        "port": server.port,
        "security": server.security,
        "from_address": USER,
        "username": USER,
        "secret_name": "s",
    }
    return MailSettings.model_validate(defaults | settings)


@dataclass
class Client:
    """Trusts ``authorities`` (PEM). ``errors`` are all that it was told, for whoever looks."""

    authorities: str
    limits: Limits = QUICK
    dialer: Dialer = field(default_factory=lambda: Dialer(loopback=True))
    canaries: Canaries = field(default_factory=Canaries)

    def __post_init__(self) -> None:
        self.server = SmtpServer(tls_context(self.authorities), self.dialer, self.limits)

    @contextmanager
    def open(
        self,
        server: Somewhere,
        secret: str = PASSWORD,
        *,
        seconds: float = 10,
        **settings: object,
    ) -> Iterator[SmtpSession]:
        credential = Credential(SecretStr(secret), bearer=secret.startswith("ya29."))
        deadline = time.monotonic() + seconds
        with self.server.open(settings_at(server, **settings), credential, deadline) as session:
            yield session

    def send(
        self,
        server: Somewhere,
        secret: str = PASSWORD,
        *,
        mail: bytes = MAIL,
        to: tuple[str, ...] = TO,
        sender: str = USER,
        handing_over: Callable[[], None] = lambda: None,
        seconds: float = 10,
        **settings: object,
    ) -> Accepted:
        """One mail in a session of its own."""
        with self.open(server, secret, seconds=seconds, **settings) as session:
            return session.send(Envelope(sender, to), mail, handing_over)

    def failure(self, server: Somewhere, secret: str = PASSWORD, **asked: object) -> MailboxError:
        """What sending raises: in time, on one line, and with nothing secret in it."""
        began = time.monotonic()
        with pytest.raises(MailboxError) as caught:
            self.send(server, secret, **asked)  # type: ignore[arg-type]
        assert time.monotonic() - began < 20
        error = caught.value
        self.canaries.adopt("secret", secret)
        shown = [str(error), repr(error), error.detail, error.said]
        told = [*shown, *traceback.format_exception(error), str(vars(error))]
        assert [purpose for text in told for purpose in self.canaries.found(text)] == []
        assert all(text.isprintable() and len(text) < 400 for text in shown)
        return error
