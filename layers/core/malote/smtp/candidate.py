"""An account as it would be saved: what a request leaves out is filled in."""

from uuid import uuid4

from malote.given_account import server_of
from malote.mail_hosts import SMTP_PORTS, check_port
from malote.mail_settings import MailSettings
from malote.providers.table import by_domain
from malote.smtp.requests import SettingsRequest


def candidate(asked: SettingsRequest, tenant: str, *, any_port: bool) -> MailSettings:
    """With a ``revision`` of its own, and no secret yet. Raises InvalidInput."""
    address = asked.from_address
    provider = None if asked.host else by_domain(address)
    known = provider.smtp if provider else None
    settings = MailSettings(
        tenant=tenant,
        branch=asked.branch,
        from_address=address,
        display_name=asked.display_name,
        username=asked.username or (known.username_of(address) if known else address),
        auth=asked.auth,
        secret_name="",
        revision=uuid4().hex,
        **server_of(asked, known, SMTP_PORTS, "starttls"),
    )
    if not any_port:
        check_port(settings.port, settings.security, SMTP_PORTS)
    return settings
