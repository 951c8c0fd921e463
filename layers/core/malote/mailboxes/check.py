"""Testing a mailbox: opened for real, and nothing in it touched."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from malote.diagnosis import explain
from malote.diagnosis.views import CheckReport
from malote.errors import MailboxError
from malote.mailboxes.models import AfterImport, Mailbox
from malote.opening import opened
from malote.ports import Credentials, MailServer

_LONGEST = 18  # seconds; API Gateway waits 29


@dataclass(frozen=True, slots=True)
class Checker:
    """Tests mailboxes."""

    server: MailServer
    clock: Callable[[], float] = monotonic

    def check(self, mailbox: Mailbox, credentials: Credentials) -> CheckReport:
        """Log in and select the folder. A failure is an answer, not an error."""
        looked_at = mailbox.model_copy(update={"after_import": AfterImport.LEAVE})  # read-only
        began = self.clock()
        failure, found = None, ""
        try:
            with opened(looked_at, self.server, credentials, began + _LONGEST) as folder:
                found = f" {mailbox.folder}: {folder.mail_count} e-mails."
        except MailboxError as error:
            failure = error
        seconds = self.clock() - began
        report = explain.report(
            "imap", mailbox.host, mailbox.username, failure, seconds, auth=mailbox.auth
        )
        return report.model_copy(update={"message": report.message + found})
