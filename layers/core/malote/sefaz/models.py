"""Whose distribution it is, and how a CNPJ is to be served."""

from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from malote.branches.models import TaxId
from malote.environment import Environment

Nsu = Annotated[str, Field(pattern=r"^[0-9]{15}$")]
"""A number in a distribution's sequence; as a text of 15 digits it sorts as it counts."""

NONE_YET = "0" * 15


class Service(StrEnum):
    """Each has a sequence of NSU of its own for a CNPJ."""

    NFE = "nfe"
    CTE = "cte"


class CertificateType(StrEnum):
    """A1: the cloud has the key. A3: it is in a card, and the Integrador asks."""

    A1 = "A1"
    A3 = "A3"


class FeedId(NamedTuple):
    """A sequence of NSU: the whole CNPJ's (or CPF's), in one service and environment."""

    tenant: str
    tax_id: str
    service: Service
    environment: Environment


class SefazSettings(BaseModel):
    """How SEFAZ is asked for a CNPJ or CPF, a branch of the tenant's.

    ``certificate_id`` None: the one that is bound to the branch's module. ``automatic``: every
    hour. ``acknowledges``: awareness (ciência) of each note that others issued. ``revision`` is
    what a change has to name.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    tax_id: TaxId
    certificate_type: CertificateType = CertificateType.A1
    certificate_id: str | None = None
    environment: Environment = Environment.PRODUCTION
    automatic: bool = False
    acknowledges: bool = False
    revision: str = ""
