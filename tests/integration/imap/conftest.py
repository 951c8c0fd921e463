import ssl
import time
from itertools import count
from typing import TYPE_CHECKING

import pytest

from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.tls import tls_context
from malote.mailboxes.models import Mailbox
from tests.integration.dovecot import Dovecot, dovecot

if TYPE_CHECKING:
    from tests.integration.imap.scripted import Stage

__all__ = ["dovecot"]

PASSWORD = 'sen"ha \\ 1'
_users = count(1)


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


@pytest.fixture
def stage(dovecot: Dovecot) -> "Stage":
    """For scripted servers, which have Dovecot's certificate."""
    from tests.integration.imap.scripted import Stage

    return Stage(dovecot.certificates)


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
