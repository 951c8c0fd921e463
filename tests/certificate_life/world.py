"""A tenant with branches, whose certificates come and go."""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

from malote.audit import Action, Entry
from malote.branches.models import (
    BillingParameters,
    Branch,
    CteReceiptParameters,
    Module,
    ModuleParameters,
)
from malote.certificates.changes import CertificateChanges
from malote.certificates.install import Installer
from malote.certificates.models import Binding, HistoryRow, Installed
from malote.certificates.requests import CertificateEdit, NewCertificate
from malote.environment import Environment
from malote.portfolio import Change, commit
from malote.ports import AuditTrail, CertificateLedger, Once, PfxVault, Portfolios
from tests import signing
from tests.fakes.stores import NOON
from tests.fakes.trail import entry
from tests.pfx import pfx

BRANCHES = {
    "A": "12ABC34501DE35",
    "B": "12ABC345000269",
    "O": "06157250000116",
    "P": "52998224725",
    "X": "12ABC345000340",
    "Z": "12345678000195",
    "Q": "11144477735",
}
"""A and B are one company's, O another's, P a person; X is never set up. Z and Q are strangers."""
MODULES = {"bill": Module.BILLING, "cte": Module.CTE_RECEIPT, "mail": Module.MAIL_IMPORT,
           "sefaz": Module.SEFAZ}  # fmt: skip
_WHERE = {**BRANCHES, **MODULES, "test": Environment.HOMOLOGATION}
_SHORT = {value: name for name, value in _WHERE.items()}
_PARAMETERS = ModuleParameters(
    billing=BillingParameters(state_registration="ISENTO"), cte_receipt=CteReceiptParameters()
)


def binding(text: str) -> Binding:
    """``A.bill``, or ``A.bill.test`` in homologation."""
    branch, module, *environment = text.split(".")
    return Binding(
        branch=BRANCHES[branch],
        module=MODULES[module],
        environment=Environment.HOMOLOGATION if environment else Environment.PRODUCTION,
    )


def bindings(text: str) -> tuple[Binding, ...]:
    return tuple(map(binding, text.split()))


def short(found: Iterable[Binding]) -> str:
    """The other way round, sorted; ``-`` is nothing."""
    return " ".join(sorted(map(_short, found))) or "-"


def _short(one: Binding) -> str:
    words = [_SHORT[one.branch], _SHORT[one.module]]
    return ".".join([*words, "test"] if one.environment is Environment.HOMOLOGATION else words)


@dataclass
class World:
    """Certificates have names here; ``now`` goes on as the test says.

    Licensed: billing and CT-e receipt. A, B, O and P have the parameters of both.
    """

    portfolios: Portfolios
    ledger: CertificateLedger
    vault: PfxVault
    once: Once
    trail: AuditTrail
    license: Callable[[frozenset[Module]], None]
    tenant: str = "acme"
    now: datetime = NOON
    ids: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.license(frozenset({Module.BILLING, Module.CTE_RECEIPT}))
        self.set_up(*(self.branch(name) for name in "ABOP"))

    @property
    def installer(self) -> Installer:
        return Installer(self.portfolios, self.ledger, self.vault, self.once, self.trail)

    @property
    def changes(self) -> CertificateChanges:
        return CertificateChanges(self.portfolios, self.ledger, self.vault, self.trail)

    def branch(self, name: str, modules: ModuleParameters = _PARAMETERS) -> Branch:
        return Branch(
            tenant=self.tenant, tax_id=BRANCHES[name], name=f"Filial {name}", state="SP",
            modules=modules, revision=uuid4().hex,
        )  # fmt: skip

    def set_up(self, *branches: Branch, deleted: tuple[str, ...] = ()) -> None:
        commit(
            self.portfolios,
            self.tenant,
            lambda now: Change(bound=now.bound, branches=branches, deleted_branches=deleted),
        )

    def entry(self, action: Action, target: str = "") -> Entry:
        return replace(entry(action, target), tenant=self.tenant, at=self.now)

    def asked(
        self, name: str, at: str = "", days: float = 365, of: str = "A", renews: str | None = None,
        password: str = "senha",
    ) -> NewCertificate:  # fmt: skip
        """A PFX of this name, the same each time, that expires in so many days."""
        if name not in self.files:
            end = self.now + timedelta(seconds=round(days * 86400))
            valid = (NOON - timedelta(days=30), end)
            identity = signing.certificate(BRANCHES[of], None, name.upper(), valid)
            self.files[name] = pfx(identity, "senha")
        return NewCertificate(
            file=base64.b64encode(self.files[name]).decode(),
            file_name=f"{name}.pfx",
            password=password,
            bindings=bindings(at),
            renews=self.ids[renews] if renews else None,
        )

    def install(
        self, name: str, asked: NewCertificate, key: str | None = None, *, by_hand: bool = False
    ) -> tuple[Installed, HistoryRow]:
        told = self.entry(Action.CERTIFICATE_INSTALLED)
        done = self.installer.install(asked, key, told, by_hand=by_hand)
        self.ids[name] = done[0].certificate_id
        self.files[name] = asked.pfx()
        return done

    def edit(
        self, name: str, at: str, seen: str | None = None
    ) -> tuple[Installed, HistoryRow]:  # fmt: skip
        asked = CertificateEdit(bindings=bindings(at), revision=seen or self.revision(name))
        return self.changes.edit(asked, self.entry(Action.CERTIFICATE_CHANGED, self.ids[name]))

    def delete(self, name: str, *, confirmed: bool = True) -> tuple[Installed, HistoryRow]:
        told = self.entry(Action.CERTIFICATE_DELETED, self.ids[name])
        return self.changes.delete(told, confirmed=confirmed)

    def restore(self, name: str) -> tuple[Installed, HistoryRow]:
        return self.changes.restore(self.entry(Action.CERTIFICATE_RESTORED, self.ids[name]))

    def revision(self, name: str) -> str:
        found = self.ledger.get(self.tenant, self.ids[name])
        assert found
        return found.revision

    def state(self, name: str) -> str:
        """``configured A.bill``: its status, or ``deleted``, and what it serves."""
        portfolio = self.portfolios.get(self.tenant)
        found = self.ledger.get(self.tenant, self.ids[name])
        assert found
        serves = portfolio.bindings_of(found.certificate_id)
        if found.state == "live":
            assert portfolio.certificate(found.certificate_id) == found
            assert self.vault.read(found.secret_name).pfx == self.files[name]
            return f"{found.status(bound=bool(serves), at=self.now)} {short(serves)}"
        assert found.certificate_id not in portfolio.certificates
        return f"{found.state} {short(serves)}"

    def history(self) -> list[str]:
        """``edit one: asked | before | after``, and its remarks, sorted; the oldest row first."""
        rows, cursor = self.ledger.history(self.tenant, None, 100, None)
        assert cursor is None
        names = {id_: name for name, id_ in self.ids.items()}
        told = [(row.at, _told(row, names)) for row in rows]
        return [text for _, text in sorted(told)]


def _told(row: HistoryRow, names: Mapping[str, str]) -> str:
    done = " | ".join(map(short, (row.asked, row.before, row.after)))
    remarks = sorted(
        f"; {each.code}" + (f" {_short(each.binding)}" if each.binding else "")
        for each in row.remarks
    )
    return f"{row.action} {names[row.certificate_id]}: {done}{''.join(remarks)}"
