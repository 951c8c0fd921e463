"""Credentials in Secrets Manager, one secret each, its path by purpose."""

import json

from pydantic import SecretStr

from malote.adapters.aws import client
from malote.mailboxes.models import Credential, Mailbox


class MailCredentials:
    """The port ``Credentials``. Each is fetched for each poll: a changed one counts at once."""

    def get(self, mailbox: Mailbox, *, renew: bool = False) -> Credential:  # noqa: ARG002
        """The mailbox's password."""
        answer = client("secretsmanager").get_secret_value(SecretId=mailbox.secret_name)
        return Credential(SecretStr(json.loads(answer["SecretString"])["password"]))


def write_password(secret_name: str, password: str) -> None:
    """Make the secret, or give it a new value."""
    secrets = client("secretsmanager")
    value = json.dumps({"password": password})
    try:
        secrets.create_secret(Name=secret_name, SecretString=value)
    except secrets.exceptions.ResourceExistsException:
        secrets.put_secret_value(SecretId=secret_name, SecretString=value)
