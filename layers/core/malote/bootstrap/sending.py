"""Sending mail: which adapter stands behind each of its ports."""

from functools import cache
from typing import TYPE_CHECKING

from malote.bootstrap import (
    archive,
    audit_trail,
    catalog,
    mail_credentials,
    registry,
    secret_keeper,
    table,
    token_endpoint,
)
from malote.bootstrap.made import drawing
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.mail_names import DnsNames
    from malote.adapters.mail_settings import MailSettingsItems
    from malote.adapters.mail_templates import MailTemplateItems
    from malote.adapters.message_list import MessageList
    from malote.adapters.once import OnceItems
    from malote.adapters.outbox import OutboxItems
    from malote.adapters.send_queue import SqsSendQueue
    from malote.adapters.sent_mails import S3SentMails
    from malote.adapters.smtp import SmtpServer
    from malote.adapters.uploaded_files import S3Files
    from malote.messages.attachments import Attachments
    from malote.messages.bills import Bills
    from malote.messages.deliver import Sender
    from malote.messages.posting import Posting
    from malote.smtp.accounts import MailAccounts


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


def domain_names() -> "DnsNames":
    """What domains publish of their mail."""
    from malote.adapters.dialer import Dialer
    from malote.adapters.mail_names import DnsNames
    from malote.adapters.tls import tls_context

    return DnsNames(tls_context, Dialer())


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


def message_list() -> "MessageList":
    """The messages, read back."""
    from malote.adapters.message_list import MessageList

    return MessageList(table())


def bills() -> "Bills":
    """Gets boletos from Efí, to attach them."""
    from malote.bootstrap import billing
    from malote.messages.bills import Bills

    return Bills(billing.book(), billing.efi(), files())


def posting() -> "Posting":
    """Makes messages and queues them."""
    from malote.messages.compose import Composer
    from malote.messages.posting import Posting

    composer = Composer(
        registry(), mail_settings(), catalog(), archive(), files(), mail_templates(), bills
    )
    return Posting(composer, outbox(), send_queue(), once(), audit_trail())


def attachments() -> "Attachments":
    """Reads what is attached, and draws PDFs that nobody asked for before."""
    from malote.messages.attachments import Attachments

    return Attachments(archive(), files(), drawing())


def mail_templates() -> "MailTemplateItems":
    """The tenants' own words for mails."""
    from malote.adapters.mail_templates import MailTemplateItems

    return MailTemplateItems(table())


@cache
def sender() -> "Sender":
    """Sends messages."""
    from malote.messages.deliver import Sender
    from malote.messages.render import render
    from malote.messages.rests import Rests
    from malote.messages.turns import Turns

    attached = attachments()
    turns = Turns(
        outbox=outbox(),
        accounts=mail_settings(),
        rests=Rests(mail_settings(), audit_trail()),
        mails=sent_mails(),
        queue=send_queue(),
        compose=lambda message, account: render(message, account, attached.collect(message)),
    )
    return Sender(outbox(), send_queue(), transport(), mail_credentials(), turns)
