"""Setting mailboxes up: which adapter stands behind each port."""

from typing import TYPE_CHECKING

from malote import bootstrap
from malote.bootstrap import sending
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.poll_history import PollHistory
    from malote.mailboxes.by_hand import PollsByHand
    from malote.mailboxes.changes import MailboxChanges
    from malote.mailboxes.setup import MailboxSetup


def poll_history() -> "PollHistory":
    """How the polls of a mailbox went."""
    from malote.adapters.poll_history import PollHistory

    return PollHistory(bootstrap.table())


def polls_by_hand() -> "PollsByHand":
    """Polls now, later or not at all."""
    from malote.mailboxes.by_hand import PollsByHand

    return PollsByHand(bootstrap.mailboxes(), bootstrap.poll_queue(), bootstrap.audit_trail())


def mailbox_changes() -> "MailboxChanges":
    """Makes, changes and deletes mailboxes."""
    from malote.mailboxes.changes import MailboxChanges

    return MailboxChanges(bootstrap.mailboxes(), bootstrap.secret_keeper(), bootstrap.audit_trail())


def mailbox_setup() -> "MailboxSetup":
    """The same, of those that work."""
    from malote.mailboxes.check import Checker
    from malote.mailboxes.setup import MailboxSetup

    return MailboxSetup(
        changes=mailbox_changes(),
        checker=Checker(bootstrap.mail_server()),
        stored=bootstrap.mail_credentials(),
        tokens=bootstrap.token_endpoint(),
        once=sending.once(),
        polls=bootstrap.poll_queue(),
        any_port=settings().loopback_mail_hosts,
    )
