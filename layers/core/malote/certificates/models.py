"""A tenant's certificate: what it says, what it is bound to, and what was done to it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from malote.audit import Actor
from malote.branches.models import Module, TaxId
from malote.clock import BRASILIA
from malote.environment import Environment

CERTIFICATE_ID = "^[0-9a-f]{32}$"
MAX_PFX_BYTES = 48 * 1024
"""Most have 3 to 10 KB."""

_NAME = 120  # X.520 has 64 characters; a PFX has room for 40,000, and history repeats them


class Status(StrEnum):
    """What a certificate is fit for; derived each time and never stored."""

    INSTALLED_MANUALLY = "installed_manually"
    CONFIGURED = "configured"
    AVAILABLE = "available"
    EXPIRED = "expired"


STATUS_NAMES = {
    Status.INSTALLED_MANUALLY: "Instalado manualmente",
    Status.CONFIGURED: "Instalado e configurado",
    Status.AVAILABLE: "Instalado e configuração disponível",
    Status.EXPIRED: "Expirado",
}
"""As users know them."""


def one_line(text: str) -> str:
    """At most 120 characters that can be seen."""
    return "".join(each if each.isprintable() else " " for each in text)[:_NAME]


Name = Annotated[str, AfterValidator(one_line)]
"""What a stranger wrote, cut and without what a terminal or a mail's header may obey."""


Moment = Annotated[datetime, Field(gt=datetime(1, 1, 2, tzinfo=UTC))]
"""Of earlier ones, which a certificate may well name, Python cannot tell the time in Brasília."""


class Facts(BaseModel):
    """What an ICP-Brasil certificate says of itself.

    ``holder`` is the name, ``tax_id`` its CNPJ or CPF, bare; ``policy`` is the kind that its policy
    names (DOC-ICP-04), if any; ``serial_number`` and ``sha256`` (of its DER) are hexadecimal.
    """

    model_config = ConfigDict(frozen=True)

    holder: Name
    tax_id: TaxId
    responsible_name: Name | None = None
    responsible_tax_id: str | None = None
    issuing_authority: Name
    policy: Literal["A1", "A2", "A3", "A4"] | None = None
    serial_number: str
    sha256: str
    not_before: Moment
    expires_at: Moment

    def expired(self, at: datetime) -> bool:
        """From the very moment that it names."""
        return self.expires_at <= at

    def days_left(self, at: datetime) -> int:
        """Days of the calendar in Brasília; 0 on its last day, negative after it."""
        last, today = (each.astimezone(BRASILIA).date() for each in (self.expires_at, at))
        return (last - today).days


class Binding(BaseModel):
    """What a certificate serves: one module of one branch, in one environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    branch: TaxId
    module: Module
    environment: Environment = Environment.PRODUCTION

    def __str__(self) -> str:
        """As it is kept: ``branch#module#environment``."""
        return f"{self.branch}#{self.module}#{self.environment}"

    @classmethod
    def read(cls, text: str) -> "Binding":
        """Back from ``str``."""
        branch, module, environment = text.split("#")
        return cls(branch=branch, module=Module(module), environment=Environment(environment))


class Installed(BaseModel):
    """A certificate of a tenant's, whose PFX and password the secret named here holds.

    It is ``pending`` until its secret is kept, and ``deleted`` while that can be recovered; only a
    ``live`` one is in a portfolio. ``revision`` is new with every change of it or of its bindings.
    ``by_hand``: by the cloud admin. ``renews`` and ``renewed_by`` are other certificates' ids.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    certificate_id: str
    revision: str
    facts: Facts
    file_name: str = ""
    by_hand: bool = False
    added_at: datetime
    added_by: str
    secret_name: str
    renews: str | None = None
    renewed_by: str | None = None
    state: Literal["pending", "live", "deleted"] = "pending"
    deleted_at: datetime | None = None

    def status(self, *, bound: bool, at: datetime) -> Status:
        """At a moment; ``bound``: to anything."""
        if self.facts.expired(at):
            return Status.EXPIRED
        if not bound:
            return Status.AVAILABLE
        return Status.INSTALLED_MANUALLY if self.by_hand else Status.CONFIGURED


class HistoryAction(StrEnum):
    """What was done to a certificate."""

    INSTALLATION = "installation"
    EDIT = "edit"
    RENEWAL = "renewal"
    DELETION = "deletion"
    RESTORATION = "restoration"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was not done as asked, or came with it, in a sentence for users.

    ``code`` is an error's, or ``replaced`` or ``handed_over``: another certificate is concerned.
    """

    code: str
    text: str
    binding: Binding | None = None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing done to one certificate; rows are only ever added.

    ``asked``, ``before`` and ``after`` are in order; ``asked`` is all that the certificate was to
    serve, ``after`` what it serves in fact.
    """

    tenant: str
    at: datetime
    row_id: str
    certificate_id: str
    holder: str
    tax_id: str
    action: HistoryAction
    actor: Actor
    asked: tuple[Binding, ...] = ()
    before: tuple[Binding, ...] = ()
    after: tuple[Binding, ...] = ()
    remarks: tuple[Remark, ...] = ()
