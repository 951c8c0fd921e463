"""What the API is asked of certificates."""

import base64
import hashlib
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, SecretStr

from malote.addresses import HeaderText
from malote.certificates.models import CERTIFICATE_ID, MAX_PFX_BYTES, Binding
from malote.errors import InvalidInput, PfxTooLarge

MOST_BINDINGS = 500
"""Of one certificate: what it serves can be sent back as it was shown."""

_MOST_TEXT = MAX_PFX_BYTES // 3 * 4
_EXAMPLE: JsonValue = {"branch": "12ABC34501DE35", "module": "billing", "environment": "production"}


def _without_folders(name: str) -> str:
    return re.split(r"[/\\]", name)[-1].strip()  # C:\fakepath\… is how browsers name files


def _once_each(bindings: tuple[Binding, ...]) -> tuple[Binding, ...]:
    return tuple(sorted(set(bindings), key=str))


FileName = Annotated[HeaderText, AfterValidator(_without_folders)]
Bindings = Annotated[
    tuple[Binding, ...], Field(max_length=MOST_BINDINGS), AfterValidator(_once_each)
]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class NewCertificate(_Asked):
    """A PFX (PKCS#12), in base64, with its password, which may be empty.

    ``bindings`` are what it is to serve. With ``renews``, another certificate's id, it takes over
    all that that one serves, too.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "file": "MIIQ…",
                    "file_name": "empresa-2026.pfx",
                    "password": "a senha do arquivo",
                    "bindings": [_EXAMPLE],
                }
            ]
        }
    )

    file: SecretStr
    file_name: FileName = ""
    password: SecretStr = Field(max_length=256)
    bindings: Bindings = ()
    renews: Annotated[str, Field(pattern=CERTIFICATE_ID)] | None = None

    def pfx(self) -> bytes:
        """The file, of 48 KB at most. Raises PfxTooLarge, before decoding it, and InvalidInput."""
        text = "".join(self.file.get_secret_value().split())  # programs break it into lines
        if len(text) > _MOST_TEXT:
            raise PfxTooLarge(f"mais de {MAX_PFX_BYTES // 1024} KB")
        try:
            return base64.b64decode(text, validate=True)
        except ValueError:
            raise InvalidInput("file: não é base64, sem prefixo") from None

    def shown_name(self) -> str:
        """The file's name without the password: many write it there, not to forget it."""
        password = self.password.get_secret_value()
        return self.file_name.replace(password, "…") if password else self.file_name

    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of all that is asked; of the file and the password, too."""
        whole = self.model_dump_json(exclude={"file", "password"})
        secret = (self.file.get_secret_value(), self.password.get_secret_value())
        return hashlib.sha256("\0".join((whole, *secret)).encode()).hexdigest()


class CertificateEdit(_Asked):
    """All that a certificate is to serve from now on; ``revision`` as it was shown."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"bindings": [_EXAMPLE], "revision": "0" * 32}]}
    )

    bindings: Bindings
    revision: Annotated[str, Field(max_length=64)]
