"""Sending mail: which adapter stands behind each of its ports."""

from functools import cache
from typing import TYPE_CHECKING

from malote.bootstrap import (
    audit_trail,
    mail_credentials,
    registry,
    secret_keeper,
    table,
    token_endpoint,
)
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.mail_settings import MailSettingsItems
    from malote.adapters.mail_templates import MailTemplateItems
    from malote.adapters.once import OnceItems
    from malote.adapters.outbox import OutboxItems
    from malote.adapters.send_queue import SqsSendQueue
    from malote.adapters.sent_mails import S3SentMails
    from malote.adapters.smtp import SmtpServer
    from malote.adapters.uploaded_files import S3Files


@cache
def transport() -> "SmtpServer":
    """Sends mail, over one TLS context."""
    from malote.adapters.dialer import Dialer
    from malote.adapters.smtp import SmtpServer
    from malote.adapters.tls import tls_context

    dialer = Dialer(loopback=settings().loopback_mail_hosts)
    return SmtpServer(tls_context(settings().mail_ca_pem), dialer)


def mail_settings() -> "MailSettingsItems":
    """The branches' accounts."""
    from malote.adapters.mail_settings import MailSettingsItems

    return MailSettingsItems(table())


def mail_accounts() -> "MailAccounts":
    """Tests and saves the branches' accounts."""
    from malote.smtp.accounts import MailAccounts
    from malote.smtp.check import Checker

    return MailAccounts(
        store=mail_settings(),
        secrets=secret_keeper(),
        stored=mail_credentials(),
        tokens=token_endpoint(),
        checker=Checker(transport()),
        tax_ids=registry(),
        trail=audit_trail(),
        any_port=settings().loopback_mail_hosts,
    )


def outbox() -> "OutboxItems":
    """The messages, and how far each came."""
    from malote.adapters.outbox import OutboxItems

    return OutboxItems(table())


def once() -> "OnceItems":
    """Requests that came with an Idempotency-Key."""
    from malote.adapters.once import OnceItems

    return OnceItems(table())


def send_queue() -> "SqsSendQueue":
    """Where messages are queued to be tried."""
    from malote.adapters.send_queue import SqsSendQueue

    return SqsSendQueue(settings().send_queue_url)


def sent_mails() -> "S3SentMails":
    """Mails as they are sent."""
    from malote.adapters.sent_mails import S3SentMails

    return S3SentMails(settings().bucket_name)


def files() -> "S3Files":
    """What users upload to attach it."""
    from malote.adapters.uploaded_files import S3Files

    return S3Files(settings().bucket_name)


def mail_templates() -> "MailTemplateItems":
    """The tenants' own words for mails."""
    from malote.adapters.mail_templates import MailTemplateItems

    return MailTemplateItems(table())
