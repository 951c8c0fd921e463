"""Credentials in Secrets Manager, one secret each, its path by purpose."""

import json

from pydantic import SecretStr

from malote.adapters.aws import client
from malote.errors import CredentialsRefused
from malote.mail_accounts import Account, Auth, Credential
from malote.mailboxes.tokens import AccessTokens
from malote.ports import KeptSecret, Secrets


class MailCredentials:
    """The port ``Credentials``. A new password counts at once: each poll reads it."""

    def __init__(self, secrets: Secrets, tokens: AccessTokens) -> None:
        self._secrets = secrets
        self._tokens = tokens

    def get(self, account: Account, *, renew: bool = False) -> Credential:
        """The account's password, or a token that is good for the next minute at least."""
        if account.auth is not Auth.PASSWORD:
            return Credential(SecretStr(self._tokens.get(account, renew=renew)), bearer=True)
        return Credential(SecretStr(_password(self._secrets.read(account.secret_name).text)))


def _password(text: str) -> str:
    try:
        found = json.loads(text)["password"]
    except (ValueError, LookupError, TypeError):
        found = None
    if not isinstance(found, str):
        raise CredentialsRefused("não há senha guardada")
    return found


class SecretsManager:
    """The port ``Secrets``."""

    def read(self, name: str) -> KeptSecret:
        """The current version."""
        answer = client("secretsmanager").get_secret_value(SecretId=name)
        return KeptSecret(answer["SecretString"], answer["VersionId"])

    def replace(self, name: str, text: str, *, instead_of: str) -> bool:
        """Make ``text`` the current version; False, and nothing done, if another one came first.

        No write is conditional here but the move of a label, which fails unless the version that
        it is taken from has it (UpdateSecretVersionStage).
        """
        secrets = client("secretsmanager")
        # A label of its own, as a version without any may be deleted; it goes on to the next one.
        made = secrets.put_secret_value(
            SecretId=name, SecretString=text, VersionStages=["MALOTE_RENEWED"]
        )
        try:
            secrets.update_secret_version_stage(
                SecretId=name,
                VersionStage="AWSCURRENT",
                MoveToVersionId=made["VersionId"],
                RemoveFromVersionId=instead_of,
            )
        except (
            secrets.exceptions.InvalidParameterException,
            secrets.exceptions.InvalidRequestException,
        ):
            return False
        return True


def write_secret(name: str, fields: dict[str, str]) -> None:
    """Make the secret, or give it a new value."""
    secrets = client("secretsmanager")
    value = json.dumps(fields)
    try:
        secrets.create_secret(Name=name, SecretString=value)
    except secrets.exceptions.ResourceExistsException:
        secrets.put_secret_value(SecretId=name, SecretString=value)
