"""The answer of a test: how it went, and if it failed where, why, and what to do."""

from typing import Literal

from malote.diagnosis.views import CheckReport
from malote.errors import MailboxError
from malote.mail_accounts import Auth


def report(
    protocol: Literal["imap", "smtp"],
    host: str,
    address: str,
    error: MailboxError | None,
    seconds: float,
    *,
    auth: Auth = Auth.PASSWORD,
) -> CheckReport:
    """TODO."""
    if error is None:
        ok = "Configurações de e-mail ok." if protocol == "smtp" else "Caixa de e-mail ok."
        return CheckReport(status="ok", message=ok, seconds=seconds)
    return CheckReport(
        status="failed",
        message=error.message,
        step=error.step or "connect",
        code=error.code,
        server_said=error.said,
        cause=error.message,
        action=error.action,
        seconds=seconds,
    )
