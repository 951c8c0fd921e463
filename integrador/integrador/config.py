"""What is configured on this computer, in ``settings.json``."""

from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from integrador import durable
from integrador.device_key import DeviceKey
from integrador.errors import NotConfigured, SettingsBroken
from integrador.home import Home
from integrador.locking import one_writer
from integrador.references import CertificateRef
from malote.branches.models import State, TaxId
from malote.relay.models import DEVICE_ID
from malote.tax_id import formatted


class Configured(BaseModel):
    """A CNPJ or CPF that this computer asks SEFAZ for.

    ``public_key`` is the device's own, which names its private key's file. ``service_key`` is
    what jobs have to be signed with (Ed25519, base64 of 32 bytes).
    """

    model_config = ConfigDict(frozen=True)

    tax_id: TaxId
    state: State
    holder: str
    company: str
    tenant: str
    device_id: Annotated[str, Field(pattern=DEVICE_ID)]
    public_key: str
    api_url: str
    service_key: Annotated[str, Field(pattern=r"^[0-9A-Za-z+/]{43}=$")]
    certificate: CertificateRef
    certificate_expires_at: AwareDatetime
    enrolled_at: AwareDatetime


class _Settings(BaseModel):
    configured: tuple[Configured, ...] = ()


class Config:
    """Read anew each time: another process may have changed it."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def all(self) -> tuple[Configured, ...]:
        """In order of CNPJ or CPF. Raises SettingsBroken; a broken file is never overwritten."""
        path = self.home.settings
        try:
            return _Settings.model_validate_json(path.read_bytes()).configured
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            raise SettingsBroken(f"{path} ({_where(error)})") from None

    def get(self, tax_id: str) -> Configured:
        """One. Raises NotConfigured and SettingsBroken."""
        for each in self.all():
            if each.tax_id == tax_id:
                return each
        raise NotConfigured(formatted(tax_id))

    def add(self, configured: Configured) -> None:
        """Also in place of what the CNPJ or CPF had before, whose device key is then gone."""
        self._write(configured.tax_id, (configured,))

    def remove(self, tax_id: str) -> None:
        """Forget it and its device key; the documents stay. Raises NotConfigured."""
        self.get(tax_id)
        self._write(tax_id, ())

    def _write(self, tax_id: str, instead: tuple[Configured, ...]) -> None:
        path: Path = self.home.settings
        with one_writer(path):
            before = self.all()
            others = tuple(each for each in before if each.tax_id != tax_id)
            settings = _Settings(configured=tuple(sorted(others + instead, key=_by_tax_id)))
            durable.write(path, settings.model_dump_json(indent=2).encode())
        kept = {each.public_key for each in settings.configured}
        for each in before:
            if each.public_key not in kept:
                DeviceKey.forget(self.home, each.public_key)


def _by_tax_id(configured: Configured) -> str:
    return configured.tax_id


def _where(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or "não pode ser lido"
    # Not the values: they may be somebody's mistake of pasting a secret.
    first = error.errors()[0]
    return ".".join(str(each) for each in first["loc"]) or first["type"]
