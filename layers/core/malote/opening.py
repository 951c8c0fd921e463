"""Opening an account with what its tenant gave."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol

from malote.errors import CredentialsRefused
from malote.mail_accounts import Account, Credential
from malote.ports import Credentials


class Opens[Kind: Account, Session](Protocol):
    """``MailServer`` for mailboxes, ``MailTransport`` for what mail is sent through."""

    def open(
        self, account: Kind, credential: Credential, deadline: float, /
    ) -> AbstractContextManager[Session]:
        """Connect and log in. At ``deadline`` (``time.monotonic``) the connection is cut."""


@contextmanager
def opened[Kind: Account, Session](
    account: Kind, server: Opens[Kind, Session], credentials: Credentials, deadline: float
) -> Iterator[Session]:
    """The session, closed at the end: a mailbox's folder, say. Raises any ``MailboxError``.

    A token that is refused is renewed once: providers revoke tokens before they expire.
    """
    with ExitStack() as closing:
        credential = credentials.get(account, deadline=deadline)
        try:
            session = closing.enter_context(server.open(account, credential, deadline))
        except CredentialsRefused:
            if not credential.bearer:
                raise
            credential = credentials.get(account, renew=True, deadline=deadline)
            session = closing.enter_context(server.open(account, credential, deadline))
        yield session
