import ssl
import time
from collections.abc import Callable
from itertools import count

import pytest

from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.tls import tls_context
from malote.mailboxes.models import Mailbox
from tests.integration.dovecot import Dovecot, dovecot

__all__ = ["dovecot"]

PASSWORD = 'sen"ha \\ 1'
_users = count(1)

MailboxFor = Callable[..., Mailbox]


@pytest.fixture(scope="session")
def tls(dovecot: Dovecot) -> ssl.SSLContext:
    return tls_context(dovecot.certificates.ca.read_text())


@pytest.fixture
def server(tls: ssl.SSLContext) -> ImapServer:
    return ImapServer(tls, dialer=Dialer(loopback=True))


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """A new user's, empty, at Dovecot."""
    user = f"user{next(_users)}"
    dovecot.set_password(user, PASSWORD)
    return mailbox_at(dovecot.port, username=user)


def mailbox_at(port: int, **settings: object) -> Mailbox:
    defaults = {
        "tenant": "t",
        "mailbox_id": "m",
        "host": "localhost",
        "port": port,
        "username": "ana",
        "secret_name": "s",
    }
    return Mailbox.model_validate(defaults | settings)


def soon(seconds: float = 10) -> float:
    return time.monotonic() + seconds
