"""A branch, certificates, and what was done to them, as stores are given them."""

from datetime import datetime, timedelta

from malote.audit import Actor
from malote.branches.models import BillingParameters, Branch, Module, ModuleParameters
from malote.certificates.models import Binding, Facts, HistoryAction, HistoryRow, Installed, Remark
from malote.environment import Environment
from tests.fakes.stores import NOON

TAX_ID = "12ABC34501DE35"
BILLING = Binding(branch=TAX_ID, module=Module.BILLING)
TRIAL = Binding(branch=TAX_ID, module=Module.SEFAZ, environment=Environment.HOMOLOGATION)
BRANCH = Branch(
    tenant="acme", tax_id=TAX_ID, name="Padaria São João", state="SP", revision="b1",
    modules=ModuleParameters(billing=BillingParameters(state_registration="ISENTO")),
)  # fmt: skip


def facts(expires_at: datetime = NOON + timedelta(days=365)) -> Facts:
    return Facts(
        holder="PADARIA SAO JOAO LTDA", tax_id=TAX_ID, issuing_authority="AC Teste", policy="A1",
        serial_number="0a", sha256="ab" * 32, not_before=NOON, expires_at=expires_at,
    )  # fmt: skip


def certificate(number: int = 1, **values: object) -> Installed:
    """Pending, unless told otherwise; ``number`` makes its id."""
    certificate_id = f"{number:032x}"
    made = Installed(
        tenant="acme", certificate_id=certificate_id, revision="r1", facts=facts(),
        file_name="acme.pfx", added_at=NOON, added_by="ana@acme.test",
        secret_name=f"malote/test/certificate/acme/{certificate_id}",
    )  # fmt: skip
    return made.model_copy(update=values)


def row(number: int = 1, **values: object) -> HistoryRow:
    """Everything in it that there can be; ``number`` makes its id and, in minutes, its time."""
    all_: dict[str, object] = {
        "tenant": "acme", "at": NOON + timedelta(minutes=number), "row_id": f"{number:012x}",
        "certificate_id": certificate().certificate_id, "holder": "PADARIA", "tax_id": TAX_ID,
        "action": HistoryAction.EDIT, "actor": Actor("user", "u-1", "ana@acme.test"),
        "asked": (BILLING, TRIAL), "before": (TRIAL,), "after": (BILLING,),
        "remarks": (Remark("module_not_licensed", "Não contratado.", TRIAL), Remark("x", "y")),
    }  # fmt: skip
    return HistoryRow(**(all_ | values))  # type: ignore[arg-type]
