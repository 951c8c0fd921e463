"""An account as it would be saved: what a request leaves out is filled in."""

from typing import Any
from uuid import uuid4

from malote.errors import InvalidInput
from malote.mail_hosts import SMTP_PORTS, check_port
from malote.providers.discovery import by_domain
from malote.smtp.models import MailSettings
from malote.smtp.requests import SettingsRequest

_DOOR = ("host", "port", "security", "username", "auth")


def candidate(asked: SettingsRequest, tenant: str, *, any_port: bool) -> MailSettings:
    """With a ``revision`` of its own, and no secret yet. Raises InvalidInput."""
    settings = MailSettings(
        tenant=tenant,
        branch=asked.branch,
        from_address=asked.from_address,
        display_name=asked.display_name,
        username=asked.username or asked.from_address,
        auth=asked.auth,
        secret_name="",
        revision=uuid4().hex,
        **_server(asked),
    )
    if not any_port:
        check_port(settings.port, settings.security, SMTP_PORTS)
    return settings


def _server(asked: SettingsRequest) -> dict[str, Any]:
    known = None if asked.host else by_domain(asked.from_address)
    if known and asked.port is None and asked.security is None:
        return {"host": known.smtp.host, "port": known.smtp.port, "security": known.smtp.security}
    host = known.smtp.host if known else asked.host
    if host is None:
        raise InvalidInput("host: falta; o servidor de envio deste domínio não é conhecido")
    by_port = "tls" if asked.port == SMTP_PORTS["tls"] else "starttls"
    security = asked.security or by_port
    return {"host": host, "port": asked.port or SMTP_PORTS[security], "security": security}


def opened_by_the_same(one: MailSettings, other: MailSettings) -> bool:
    """Whether the secret of one may be sent for the other.

    A stored secret goes nowhere but where it was given for: an admin who cannot read it could
    steer it to a server of his own.
    """
    return all(getattr(one, name) == getattr(other, name) for name in _DOOR)
