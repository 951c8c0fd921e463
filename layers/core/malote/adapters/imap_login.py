"""Logging in to an IMAP server, over the TLS that the connection has by then."""

from malote.adapters import sasl
from malote.adapters.imap_connection import UNTOLD, Connection, quoted
from malote.adapters.mail_errors import TypedErrors
from malote.errors import CredentialsRefused, HostUnreachable, MailboxError
from malote.mail_accounts import Credential


def log_in(
    connection: Connection, errors: TypedErrors, username: str, credential: Credential
) -> None:
    """Raises ``CredentialsRefused``, or ``HostUnreachable`` if the refusal is a passing one."""
    secret = credential.secret.get_secret_value()
    if any(character in username + secret for character in "\r\n\0"):
        raise CredentialsRefused("quebra de linha ou caractere nulo na senha")
    if credential.bearer:
        _log_in_bearer(connection, errors, username, secret)
    else:
        _log_in_password(connection, errors, username, secret)
    connection.logged_in()


def _log_in_password(
    connection: Connection, errors: TypedErrors, username: str, password: str
) -> None:
    if "LOGINDISABLED" in connection.capabilities:
        raise CredentialsRefused("o servidor não aceita senhas (LOGINDISABLED)")
    if username.isascii() and password.isascii():
        answer, words = connection.xatom("LOGIN", quoted(username), quoted(password))
    else:  # LOGIN has no charset
        at_once = "SASL-IR" in connection.capabilities
        answer, words = connection.exchange(sasl.plain(username, password), at_once=at_once)
    if answer != "OK":
        raise errors.login_refusal(words[-1])


def _log_in_bearer(connection: Connection, errors: TypedErrors, username: str, token: str) -> None:
    offered = connection.capabilities
    standard = "AUTH=OAUTHBEARER" in offered and "AUTH=XOAUTH2" not in offered
    exchange = (sasl.oauthbearer if standard else sasl.xoauth2)(username, token)
    # A server that told nothing is Google's or Microsoft's, and both take it at once.
    at_once = "SASL-IR" in offered or offered == UNTOLD
    answer, words = connection.exchange(exchange, at_once=at_once)
    if answer != "OK":
        raise _bearer_refusal(errors, words[-1], exchange)


def _bearer_refusal(errors: TypedErrors, said: bytes, exchange: sasl.Exchange) -> MailboxError:
    refusal = errors.login_refusal(said)
    told = refusal
    if exchange.is_passing:
        told = HostUnreachable(refusal.detail)
    elif isinstance(refusal, CredentialsRefused):
        # All that Microsoft says is "AUTHENTICATE failed", whichever of these it is.
        why = "confira se o IMAP está ligado nesta conta e se foi ela que autorizou o acesso"
        told = CredentialsRefused(f"{refusal.detail}; {why}")
    told.said = refusal.said
    return told
