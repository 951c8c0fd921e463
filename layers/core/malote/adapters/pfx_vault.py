"""PFX and their passwords in Secrets Manager, one secret each."""

import base64
import json
from contextlib import suppress

from pydantic import BaseModel, SecretStr

from malote.adapters.aws import client
from malote.adapters.keys import checked
from malote.errors import KeptKeyLost, NotFound
from malote.ports import KeptPfx

_RECOVERY_DAYS = 30  # the longest there is


class _Kept(BaseModel):
    pfx: str
    password: SecretStr


class SecretPfxVault:
    """The port ``PfxVault``: ``malote/<stage>/certificate/<tenant>/<certificate id>``.

    A secret is JSON of at most 64 KB (Secrets Manager's quota), its PFX in base85: base64 would
    leave no room for one of 48 KB.
    """

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def name_of(self, tenant: str, certificate_id: str) -> str:
        """The name of a certificate's secret, whether or not there is one."""
        return f"malote/{self._stage}/certificate/{checked(tenant)}/{certificate_id}"

    def keep(self, name: str, kept: KeptPfx) -> None:
        """Keep it. What has this name already is the same, and no longer to be deleted."""
        text = {
            "pfx": base64.b85encode(kept.pfx).decode(),
            "password": kept.password.get_secret_value(),
        }
        secrets = client("secretsmanager")
        try:
            secrets.create_secret(Name=name, SecretString=json.dumps(text, ensure_ascii=False))
        except (
            secrets.exceptions.ResourceExistsException,
            secrets.exceptions.InvalidRequestException,  # its deletion is scheduled
        ):
            self.recover(name)

    def read(self, name: str) -> KeptPfx:
        """What is kept. Raises NotFound, also of one to be deleted; KeptKeyLost if it is no PFX."""
        secrets = client("secretsmanager")
        try:
            answer = secrets.get_secret_value(SecretId=name)
        except (
            secrets.exceptions.ResourceNotFoundException,
            secrets.exceptions.InvalidRequestException,
        ):
            raise NotFound(name) from None
        try:
            found = _Kept.model_validate_json(answer.get("SecretString", ""))
            return KeptPfx(base64.b85decode(found.pfx), found.password)
        except ValueError:
            raise KeptKeyLost("não é um PFX com a senha") from None

    def give_up(self, name: str) -> None:
        """Schedule its deletion, unless it is scheduled or gone."""
        secrets = client("secretsmanager")
        with suppress(
            secrets.exceptions.ResourceNotFoundException,
            secrets.exceptions.InvalidRequestException,
        ):
            secrets.delete_secret(SecretId=name, RecoveryWindowInDays=_RECOVERY_DAYS)

    def recover(self, name: str) -> None:
        """Call its deletion off, if it is scheduled. Raises NotFound when it is gone."""
        secrets = client("secretsmanager")
        try:
            secrets.restore_secret(SecretId=name)
        except secrets.exceptions.ResourceNotFoundException:
            raise NotFound(name) from None
        except secrets.exceptions.InvalidRequestException:  # not scheduled
            return
