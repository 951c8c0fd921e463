"""What the API is asked of SEFAZ. What SEFAZ would surely refuse is refused here."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    model_validator,
)
from pydantic.config import JsonDict

from malote.branches.models import TaxId
from malote.certificates.models import CERTIFICATE_ID
from malote.environment import Environment
from malote.fiscal import AccessKey
from malote.sefaz.made import MOST_DOCUMENTS
from malote.sefaz.manifestable import NFE_MODEL
from malote.sefaz.models import CertificateType, Nsu, Service
from malote.sefaz.operations import AccessKeyText, Justification, ManifestationKind

_TAX_ID = "12ABC34501DE35"
_KEY = "35261145723174000110550010000000011000000011"
_SETTINGS: JsonDict = {
    "certificate_type": "A1", "certificate_id": None, "environment": "production",
    "automatic": True, "acknowledges": True, "revision": "",
}  # fmt: skip
_REQUESTS: list[JsonDict] = [
    {"type": "distribution", "tax_id": _TAX_ID, "service": "nfe"},
    {"type": "nsu", "tax_id": _TAX_ID, "service": "nfe", "nsu": "000000000000042"},
    {"type": "key", "tax_id": _TAX_ID, "access_key": _KEY},
    {
        "type": "manifestation", "tax_id": _TAX_ID,
        "manifestation": "confirmation", "access_keys": [_KEY],
    },
]  # fmt: skip


def _nfe(access_key: str) -> str:
    key = AccessKey.find(access_key)
    if key is None or not key.check_digit_matches:
        raise ValueError("confira a chave: o dígito verificador não confere")
    if key.model != NFE_MODEL:
        raise ValueError("só NF-e (modelo 55)")
    return access_key


def _in_one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SefazSettingsEdit(_Asked):
    """All of a branch's settings. ``revision`` is the one that GET showed, "" before the first.

    ``certificate_id`` null: the one that is bound to the branch's module; an A3 is never named,
    since the Integrador has it. ``automatic``: SEFAZ is asked every hour. ``acknowledges``: each
    note that others issued gets the awareness (ciência) that brings its whole XML.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_SETTINGS]})

    certificate_type: CertificateType
    certificate_id: Annotated[str, Field(pattern=CERTIFICATE_ID)] | None = None
    environment: Environment
    automatic: bool
    acknowledges: bool
    revision: Annotated[str, Field(max_length=64)]

    @model_validator(mode="after")
    def _fits(self) -> "SefazSettingsEdit":
        if self.certificate_id and self.certificate_type is CertificateType.A3:
            raise ValueError("certificate_id é só de A1: o Integrador tem o A3")
        return self


class AskDistribution(_Asked):
    """What is new, as soon as SEFAZ may be asked for it."""

    type: Literal["distribution"]
    tax_id: TaxId
    service: Service


class AskNsu(_Asked):
    """What one number of the sequence holds; 15 digits."""

    type: Literal["nsu"]
    tax_id: TaxId
    service: Service
    nsu: Nsu


class AskKey(_Asked):
    """One NF-e, by its access key; SEFAZ has no such query for CT-e."""

    type: Literal["key"]
    tax_id: TaxId
    access_key: Annotated[AccessKeyText, AfterValidator(_nfe)]


class AskManifestation(_Asked):
    """The recipient's answer to these notes; ``justification`` is for ``not_performed`` alone."""

    type: Literal["manifestation"]
    tax_id: TaxId
    manifestation: ManifestationKind
    access_keys: Annotated[
        tuple[AccessKeyText, ...], Field(min_length=1, max_length=MOST_DOCUMENTS)
    ]
    justification: Annotated[Justification, BeforeValidator(_in_one_line)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> "AskManifestation":
        asks = self.manifestation is ManifestationKind.NOT_PERFORMED
        if asks != (self.justification is not None):
            raise ValueError("justification: só e sempre com not_performed")
        if len(set(self.access_keys)) < len(self.access_keys):
            raise ValueError("access_keys: há uma chave repetida")
        return self


Query = AskDistribution | AskNsu | AskKey


class NewSefazRequest(RootModel[Annotated[Query | AskManifestation, Field(discriminator="type")]]):
    """Something to be asked of SEFAZ for one CNPJ or CPF."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [*_REQUESTS]})
