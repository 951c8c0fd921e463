"""The mail that tests an account: made as those are that it is to send."""

from datetime import datetime

from malote.mail_settings import MailSettings
from malote.messages.identity import mime_id, new_id
from malote.messages.models import Message
from malote.messages.render import render

_TEXT = """\
Este é um e-mail de teste do Malote.

Se ele chegou, o envio por {address} está funcionando: é por esta conta que saem as notas e as
cobranças de {branch}. Não é preciso responder.
"""


def trial_mail(settings: MailSettings, to: str, at: datetime) -> bytes:
    """A short text that says what it is; it is kept nowhere."""
    message_id, address = new_id(at), settings.from_address
    message = Message(
        tenant=settings.tenant,
        message_id=message_id,
        created_at=at,
        branch=settings.branch,
        to=(to,),
        subject="Teste de envio do Malote",
        text=_TEXT.format(address=address, branch=settings.branch),
        customer=to,
        origin="rule",  # as what nobody is to answer
        mime_id=mime_id(message_id, address),
    )
    return render(message, settings, ())
