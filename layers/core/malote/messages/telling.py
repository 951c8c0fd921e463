"""An attempt, as the message tells it."""

from malote.errors import DeliveryGivenUp, MailboxError, MaloteError, error_of
from malote.mail_settings import MailSettings
from malote.messages.models import Accepted, Attempt, Claim, Status
from malote.messages.verdicts import Verdict


def attempt_of(
    claim: Claim, end: Accepted | MaloteError, verdict: Verdict, seconds: float
) -> Attempt:
    """How an attempt ended, in the server's words where it was the server's doing."""
    told = Attempt(
        number=claim.number, at=claim.started, seconds=round(seconds, 3), outcome=verdict.outcome
    )
    if isinstance(end, Accepted):
        accepted = {"reply": end.reply, "server_said": end.server_said, "refused": end.refused}
        return told.model_copy(update=accepted)
    given_up = verdict.status is Status.FAILED and not getattr(end, "final", True)
    refused = {
        "step": getattr(end, "step", None),
        "code": DeliveryGivenUp.code if given_up else end.code,
        "reply": getattr(end, "reply", None),
        "server_said": end.said if isinstance(end, MailboxError) else end.detail,
    }
    return told.model_copy(update=refused)


def expiry(settings: MailSettings | None) -> MaloteError:
    """What a message waited for until nobody did any more."""
    code = settings.paused if settings else None
    return error_of(code or DeliveryGivenUp.code)()
