"""Credentials in Secrets Manager, one secret each, its path by purpose."""

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Literal
from uuid import uuid4

from pydantic import SecretStr

from malote.adapters.aws import client
from malote.adapters.keys import checked
from malote.errors import CredentialsRefused
from malote.mail_accounts import Account, Auth, Credential
from malote.ports import KeptSecret, Secrets
from malote.tokens import AccessTokens


class MailCredentials:
    """The port ``Credentials``. A new password counts at once: each poll reads it."""

    def __init__(self, secrets: Secrets, tokens: AccessTokens) -> None:
        self._secrets = secrets
        self._tokens = tokens

    def get(
        self, account: Account, *, renew: bool = False, deadline: float = math.inf
    ) -> Credential:
        """The account's password, or a token that is good for the next minute at least."""
        if account.auth is not Auth.PASSWORD:
            token = self._tokens.get(account, renew=renew, deadline=deadline)
            return Credential(SecretStr(token), bearer=True)
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


class SecretVault:
    """The port ``SecretKeeper``: ``malote/<stage>/<purpose>/<tenant>/<of>/<id>``.

    A name is used once, so nothing of the last one is in the way of an account made anew: a
    deleted secret's name is free only some time after (DeleteSecret). One that a crash left behind
    is known by that no account names it.
    """

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def add(
        self, purpose: Literal["mailbox", "smtp"], tenant: str, of: str, fields: Mapping[str, str]
    ) -> str:
        """Make a secret; its name."""
        name = f"malote/{self._stage}/{purpose}/{checked(tenant)}/{of}/{uuid4().hex}"
        client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(fields))
        return name

    def delete(self, name: str) -> None:
        """At once: what its owner took back is not kept for the days of a recovery window."""
        secrets = client("secretsmanager")
        with suppress(secrets.exceptions.ResourceNotFoundException):
            secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
