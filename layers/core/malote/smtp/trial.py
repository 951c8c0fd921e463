"""The mail that tests an account."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import uuid4

from malote.smtp.models import MailSettings

_TEXT = """\
Este é um e-mail de teste do Malote.

Se ele chegou, o envio por {address} está funcionando: é por esta conta que saem as notas e as
cobranças de {branch}. Não é preciso responder.
"""


def trial_mail(settings: MailSettings, to: str, at: datetime) -> bytes:
    """A short text that says what it is, in ASCII on the wire."""
    address = settings.from_address
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(settings.display_name, addr_spec=address)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = "Teste de envio do Malote"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<teste.{uuid4().hex}@{address.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notice answers it
    text = _TEXT.format(address=address, branch=settings.branch)
    mail.set_content(text, cte="quoted-printable")
    return mail.as_bytes()
