"""A branch, and what each module has to know of it."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from malote.tax_id import PATTERN

State = Literal[
    "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA",
    "PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
]  # fmt: skip
"""The federative units (UF)."""

TaxId = Annotated[str, Field(pattern=PATTERN)]
Nsu = Annotated[str, Field(title="A partir do NSU", pattern=r"^[0-9]{15}$")]


class Module(StrEnum):
    """What a tenant may be licensed for; a certificate serves a branch's modules."""

    BILLING = "billing"
    CTE_RECEIPT = "cte_receipt"
    MAIL_IMPORT = "mail_import"
    SEFAZ = "sefaz"


MODULE_NAMES = {
    Module.BILLING: "Faturamento",
    Module.CTE_RECEIPT: "Recebimento CT-e",
    Module.MAIL_IMPORT: "Importação por e-mail",
    Module.SEFAZ: "SEFAZ",
}
"""As users know them."""


class _Parameters(BaseModel):
    """The titles of fields are for users."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BillingParameters(_Parameters):
    """What an issuer needs: its inscrição estadual (digits, or ``ISENTO``) and series of NF-e."""

    state_registration: str = Field(title="Inscrição estadual", pattern=r"^([0-9]{2,14}|ISENTO)$")
    # From 890 on they are others' (MOC, B07).
    series: int = Field(default=1, title="Série das NF-e", ge=0, le=889)


class CteReceiptParameters(_Parameters):
    """From which NSU on CT-e are asked for; 15 digits, zeros for the first."""

    from_nsu: Nsu = "0" * 15


class MailImportParameters(_Parameters):
    """The mailbox that the branch's suppliers write to, by its id in ``/mailboxes``."""

    mailbox: str = Field(title="Caixa de e-mail", pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")


class SefazParameters(_Parameters):
    """From which NSU on documents are asked for; 15 digits, zeros for the first."""

    from_nsu: Nsu = "0" * 15


class ModuleParameters(_Parameters):
    """A branch's modules, each with its parameters; one that is left out is not configured."""

    billing: BillingParameters | None = None
    cte_receipt: CteReceiptParameters | None = None
    mail_import: MailImportParameters | None = None
    sefaz: SefazParameters | None = None

    def configured(self) -> frozenset[Module]:
        """Those that have parameters."""
        return frozenset(each for each in Module if getattr(self, each.value) is not None)


class Branch(BaseModel):
    """A branch (CNPJ, or a person's CPF) as its tenant set it up.

    ``revision`` is new with every change.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    tax_id: TaxId
    name: str
    state: State
    modules: ModuleParameters = ModuleParameters()
    revision: str
