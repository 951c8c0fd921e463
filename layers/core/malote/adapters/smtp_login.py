"""Logging in to an SMTP server (RFC 4954), over the TLS that the connection has by then."""

import re

from malote.adapters import sasl
from malote.adapters.smtp_connection import Connection, Reply
from malote.errors import CredentialsRefused, HostUnreachable, MailboxError
from malote.mail_accounts import Credential

# By preference, which is what Gmail and Microsoft document of tokens; LOGIN says no more than
# PLAIN, in more lines.
_WITH_PASSWORD = {"PLAIN": sasl.plain, "LOGIN": sasl.login}
_WITH_TOKEN = {"XOAUTH2": sasl.xoauth2, "OAUTHBEARER": sasl.oauthbearer}

_LONGEST_COMMAND = 510  # RFC 5321 4.5.3.1.4; RFC 4954 4 has it hold for AUTH too
_CHALLENGES = 4

# A 5yz is for good, unless its words say otherwise: servers that count failures say 535 too.
_PASSING = re.compile(
    r"^5\d\d[ -]4\.|too many|temporar|try again later|mais tarde|rate limit|throttl", re.IGNORECASE
)


def log_in(connection: Connection, username: str, credential: Credential) -> None:
    """Raises ``CredentialsRefused``, or ``MailDeferred`` or ``HostUnreachable`` if it passes."""
    if any(character in username + credential.secret.get_secret_value() for character in "\r\n\0"):
        raise CredentialsRefused("quebra de linha ou caractere nulo na senha")
    exchange = _exchange(connection, username, credential)
    reply = _said(connection, exchange)
    if reply.code != 235:
        raise _refusal(connection, reply, exchange)


def _exchange(connection: Connection, username: str, credential: Credential) -> sasl.Exchange:
    offered = connection.esmtp_features.get("auth", "").upper().split()
    if not offered:
        raise CredentialsRefused("o servidor não oferece login nesta porta")
    for mechanism, make in (_WITH_TOKEN if credential.bearer else _WITH_PASSWORD).items():
        if mechanism in offered:
            return make(username, credential.secret.get_secret_value())
    wanted = "OAuth 2" if credential.bearer else "senha"
    shown = connection.errors.words(" ".join(offered))
    raise CredentialsRefused(f"o servidor não aceita login por {wanted}, só por: {shown}")


def _said(connection: Connection, exchange: sasl.Exchange) -> Reply:
    command, answer = f"AUTH {exchange.mechanism} {exchange.initial}", exchange.take
    if exchange.mechanism == "LOGIN" or len(command) > _LONGEST_COMMAND:
        command, answer = f"AUTH {exchange.mechanism}", exchange.respond
    reply = connection.ask(command)
    for _ in range(_CHALLENGES):
        if reply.code != 334:
            break
        reply = connection.answer(answer(reply.text).decode())
    return reply


def _refusal(connection: Connection, reply: Reply, exchange: sasl.Exchange) -> MailboxError:
    passing = exchange.is_passing or _PASSING.search(reply.said.decode("latin-1"))
    return connection.refusal(reply, HostUnreachable if passing else CredentialsRefused)
