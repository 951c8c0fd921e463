"""Credentials in memory."""

from dataclasses import dataclass

from pydantic import SecretStr

from malote.mailboxes.models import Credential, Mailbox


def password(value: str) -> Credential:
    return Credential(SecretStr(value))


@dataclass(frozen=True)
class FixedCredentials:
    """The port ``Credentials``: one password for every mailbox."""

    value: str = "secret"

    def get(self, mailbox: Mailbox, *, renew: bool = False) -> Credential:
        return password(self.value)
