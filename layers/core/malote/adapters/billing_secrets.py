"""What opens accounts at Efí, in Secrets Manager."""

import json
from base64 import b64decode, b64encode
from contextlib import suppress
from uuid import uuid4

from pydantic import SecretStr

from malote.adapters.aws import client
from malote.adapters.keys import checked
from malote.billing.remote import EfiSecret
from malote.errors import NotFound


class BillingVault:
    """The port ``BillingSecrets``: ``malote/<stage>/efi/<tenant>/<account>/<id>``, in JSON.

    A name is used once, and what is under it never changes: a session that was opened with it is
    never another's, and a deleted secret's name is free only some time after (DeleteSecret).
    """

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def add(self, tenant: str, account_id: str, secret: EfiSecret) -> str:
        """Make a secret; its name."""
        name = f"malote/{self._stage}/efi/{checked(tenant)}/{account_id}/{uuid4().hex}"
        client("secretsmanager").create_secret(Name=name, SecretString=_written(secret))
        return name

    def read(self, name: str) -> EfiSecret:
        """Raises NotFound, also of one that is not as ``add`` writes it."""
        secrets = client("secretsmanager")
        try:
            text = secrets.get_secret_value(SecretId=name)["SecretString"]
        except secrets.exceptions.ResourceNotFoundException:
            raise NotFound("não há segredo guardado desta conta") from None
        try:
            return _read(json.loads(text))
        except (ValueError, LookupError, TypeError, AttributeError):  # its words may hold it
            raise NotFound("o segredo guardado desta conta não está como deveria") from None

    def delete(self, name: str) -> None:
        """At once: what its owner took back is not kept for the days of a recovery window."""
        secrets = client("secretsmanager")
        with suppress(secrets.exceptions.ResourceNotFoundException):
            secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def _written(secret: EfiSecret) -> str:
    fields = {
        "client_secret": secret.client_secret.get_secret_value(),
        "pix_pfx": b64encode(secret.pix_pfx).decode() if secret.pix_pfx is not None else None,
        "pix_password": _revealed(secret.pix_password),
        "hmac": _revealed(secret.hmac),
    }
    return json.dumps({name: value for name, value in fields.items() if value is not None})


def _revealed(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()  # an empty one is one


def _read(fields: dict[str, str]) -> EfiSecret:
    if not all(isinstance(each, str) for each in fields.values()):
        raise ValueError("texts are kept")
    pfx = fields.get("pix_pfx")
    return EfiSecret(
        SecretStr(fields["client_secret"]),
        pix_pfx=None if pfx is None else b64decode(pfx, validate=True),
        pix_password=_secret(fields.get("pix_password")),
        hmac=_secret(fields.get("hmac")),
    )


def _secret(text: str | None) -> SecretStr | None:
    return None if text is None else SecretStr(text)
