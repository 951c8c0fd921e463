"""Opening a mailbox with what its tenant gave."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from malote.errors import CredentialsRefused
from malote.mailboxes.models import Mailbox
from malote.ports import Credentials, MailFolder, MailServer


@contextmanager
def opened(
    mailbox: Mailbox, server: MailServer, credentials: Credentials, deadline: float
) -> Iterator[MailFolder]:
    """The mailbox's folder, closed at the end. Raises any ``MailboxError``.

    A token that is refused is renewed once: providers revoke tokens before they expire.
    """
    with ExitStack() as closing:
        credential = credentials.get(mailbox)
        try:
            folder = closing.enter_context(server.open(mailbox, credential, deadline))
        except CredentialsRefused:
            if not credential.bearer:
                raise
            credential = credentials.get(mailbox, renew=True)
            folder = closing.enter_context(server.open(mailbox, credential, deadline))
        yield folder
