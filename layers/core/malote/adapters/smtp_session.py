"""Mails through a session that is logged in: MAIL, RCPT, DATA (RFC 5321 3.3)."""

import re
from collections.abc import Callable

from malote.adapters.smtp_connection import Connection, Reply
from malote.errors import (
    DeliveryUncertain,
    MailboxError,
    MailDeferred,
    MailProtocolError,
    MessageRefused,
    RecipientsRefused,
    SenderRefused,
)
from malote.messages.models import Accepted, Envelope

# The models let nothing else through; here it would be a second command, or another address.
_ADDRESS = re.compile(r"[!-;=?-~]{1,64}@[!-;=?-~]{1,255}")
_TOO_LARGE = re.compile(rb"552 |5\d\d 5\.3\.4")


class SmtpSession:
    """A ``MailSession``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._errors = connection.errors
        self._begun = False

    def send(self, envelope: Envelope, mime: bytes, handing_over: Callable[[], None]) -> Accepted:
        """Send a mail, in ASCII; line ends become CRLF, and dots are stuffed (RFC 5321 4.5.2).

        A mail that fails before its last byte was given to the kernel has not been taken, see
        ``Connection.hand_over``; from there on no proper reply means DeliveryUncertain. If all
        recipients are refused, what was said of one of them is raised: MailDeferred, if any is.
        """
        with self._errors:
            self._errors.step = "message"
            mail = self._fit(mime)
            self._begin(envelope.sender, self._options(envelope, len(mail)))
            refused = self._offer(envelope)
            self._errors.step = "message"
            reply = self._connection.ask("DATA")
            if reply.code != 354:
                raise self._connection.refusal(reply, MessageRefused)
        handing_over()
        with self._errors:
            self._connection.hand_over((b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:])
            reply = self._verdict()
            if reply.code >= 400:
                raise self._connection.refusal(reply, MessageRefused)
        return Accepted(reply.code, self._errors.words(reply.said), refused)

    def _fit(self, mime: bytes) -> bytes:
        mail = mime.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
        if not mail.endswith(b"\r\n"):
            mail += b"\r\n"
        if not mail.isascii() or b"\0" in mail:
            raise MessageRefused("a mensagem tem bytes que não são ASCII")
        limit = self._connection.esmtp_features.get("size", "")
        largest = int(limit) if re.fullmatch(r"[0-9]{1,15}", limit) else 0
        if 0 < largest < len(mail):
            raise MessageRefused(
                f"a mensagem tem {len(mail)} bytes, e o servidor aceita no máximo {largest}"
            )
        return mail

    def _options(self, envelope: Envelope, size: int) -> str:
        options = f" SIZE={size}" if self._connection.has_extn("size") else ""
        if self._connection.has_extn("dsn"):
            options += " RET=HDRS"
            if envelope.envelope_id:
                options += f" ENVID={_xtext(envelope.envelope_id)}"
        return options

    def _begin(self, sender: str, options: str) -> None:
        self._errors.step = "sender"
        if not _ADDRESS.fullmatch(sender):
            raise SenderRefused("não é um endereço de e-mail")
        if self._begun:
            reply = self._connection.ask("RSET")
            if reply.code != 250:
                raise self._connection.refusal(reply, MailProtocolError)
            self._begun = False
        reply = self._connection.ask(f"MAIL FROM:<{sender}>{options}")
        if _TOO_LARGE.match(reply.said):
            self._errors.step = "message"
            raise self._connection.refusal(reply, MessageRefused)
        if reply.code != 250:
            raise self._connection.refusal(reply, SenderRefused)
        self._begun = True

    def _offer(self, envelope: Envelope) -> dict[str, str]:
        """Name the recipients; those that are refused, with why. Raises if they all are."""
        self._errors.step = "recipient"
        if not all(map(_ADDRESS.fullmatch, envelope.recipients)):
            raise RecipientsRefused("não é um endereço de e-mail")
        options = " NOTIFY=FAILURE,DELAY" if self._connection.has_extn("dsn") else ""
        refused: dict[str, MailboxError] = {}
        for recipient in envelope.recipients:
            reply = self._connection.ask(f"RCPT TO:<{recipient}>{options}")
            if reply.code not in {250, 251, 252}:
                refused[recipient] = self._connection.refusal(reply, RecipientsRefused)
        told = {recipient: error.detail for recipient, error in refused.items()}
        if len(told) < len(envelope.recipients):
            return told
        # If one may be taken later, they are all offered again: it would be lost otherwise.
        raise min(refused.values(), key=lambda error: error.final)

    def _verdict(self) -> Reply:
        uncertain = DeliveryUncertain("o servidor não confirmou a mensagem, que recebeu inteira")
        try:
            reply = self._connection.verdict()
        except MailDeferred:
            raise
        except Exception:
            raise uncertain from None
        self._begun = False
        if 300 <= reply.code < 400:
            raise uncertain
        return reply


def _xtext(text: str) -> str:
    """RFC 3461 4."""
    plain = re.compile(r"[!-*,-<>-~]")
    return "".join(chr(b) if plain.match(chr(b)) else f"+{b:02X}" for b in text.encode())
