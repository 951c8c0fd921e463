"""Testing an account: a real mail through it, and what went wrong in the words of its owner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from malote.clock import utc_now
from malote.diagnosis import explain
from malote.diagnosis.views import CheckReport
from malote.errors import MailboxError
from malote.mail_settings import MailSettings
from malote.messages.models import Envelope
from malote.opening import opened
from malote.ports import Credentials, MailTransport
from malote.smtp.trial import trial_mail

_LONGEST = 18  # seconds; API Gateway waits 29, and a token may have to be asked for


@dataclass(frozen=True, slots=True)
class Checker:
    """Tests accounts."""

    transport: MailTransport
    now: Callable[[], datetime] = utc_now
    clock: Callable[[], float] = monotonic

    def check(self, settings: MailSettings, credentials: Credentials, to: str) -> CheckReport:
        """Log in and send one mail to this address. A failure is an answer, not an error."""
        began = self.clock()
        failure = None
        try:
            with opened(settings, self.transport, credentials, began + _LONGEST) as session:
                envelope = Envelope(settings.from_address, (to,))
                session.send(envelope, trial_mail(settings, to, self.now()), lambda: None)
        except MailboxError as error:
            failure = error
        seconds = self.clock() - began
        return explain.report(
            "smtp", settings.host, settings.from_address, failure, seconds, auth=settings.auth
        )
