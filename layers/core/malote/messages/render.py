"""A message as it goes on the wire (RFC 5322, 2045 to 2049): ASCII, in lines that end with CRLF.

The same message is the same bytes whenever it is rendered.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime

from malote.clock import BRASILIA
from malote.errors import MessageUnfit
from malote.mail_settings import MailSettings
from malote.messages import header_lines as lines
from malote.messages.header_lines import HeaderLine
from malote.messages.models import Message
from malote.messages.parts import Part

LARGEST = 20_000_000
"""Bytes of a mail, all included: Outlook.com takes 25 MB, many others 20."""

_POLICY = SMTP.clone(max_line_length=76)  # as quoted-printable and base64 have it
_MESSAGE_ID = re.compile(r"<[^<>@]+@[A-Za-z0-9.-]+>")


def render(message: Message, settings: MailSettings, parts: Sequence[Part]) -> bytes:
    """The mail; ``parts`` are its attachments. Who gets a blind copy stands nowhere in it.

    ``Date`` is when the message was made, by Brasília's clock, however late it is sent.
    Raises MessageUnfit for more than ``LARGEST`` bytes, or what no header can hold.
    """
    if sum(len(part.content) for part in parts) > LARGEST * 3 // 4:  # as base64 has them
        raise MessageUnfit(_too_large())
    mail: MIMEPart = EmailMessage(policy=_POLICY)
    for header in _headers(message, settings):
        mail[header.name] = header
    # Not as it is, even in ASCII: neither this encoding nor base64 can hold the boundary's "=_".
    try:
        mail.set_content(message.text, cte="quoted-printable")
    except UnicodeEncodeError:
        raise MessageUnfit("text: há um caractere que não existe em Unicode") from None
    if parts:
        mail.make_mixed(f"=_{hashlib.sha256(message.mime_id.encode()).hexdigest()[:32]}")
    for part in parts:
        mail.attach(_attached(part))
    rendered = mail.as_bytes()
    if len(rendered) > LARGEST:
        raise MessageUnfit(_too_large())
    return rendered


def _headers(message: Message, settings: MailSettings) -> Iterator[HeaderLine]:
    yield lines.named_address("From", settings.display_name, settings.from_address)
    if message.to:
        yield lines.addresses("To", message.to)
    if message.cc:
        yield lines.addresses("Cc", message.cc)
    if message.reply_to:
        yield lines.addresses("Reply-To", [message.reply_to])
    yield lines.text("Subject", message.subject)
    yield HeaderLine("Date", format_datetime(message.created_at.astimezone(BRASILIA)))
    if not _MESSAGE_ID.fullmatch(message.mime_id):
        raise MessageUnfit("Message-ID: não está na forma <…@…>")
    yield lines.token("Message-ID", message.mime_id)
    if message.origin == "rule":
        yield HeaderLine("Auto-Submitted", "auto-generated")  # RFC 3834


def _attached(part: Part) -> MIMEPart:
    attached = MIMEPart(policy=_POLICY)
    attached.set_content(part.content, *part.content_type.split("/"), cte="base64")
    attached.replace_header("Content-Type", lines.content_type(part.content_type, part.name))
    attached["Content-Disposition"] = lines.disposition(part.name)
    return attached


def _too_large() -> str:
    return f"com os anexos, a mensagem passa de {LARGEST // 1_000_000} MB"
