"""A tenant with two branches of one company, and all that its certificates need over fakes."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from malote.audit import Actor
from malote.branches.models import (
    BillingParameters,
    Branch,
    Module,
    ModuleParameters,
    SefazParameters,
)
from malote.certificates.facts import facts_of
from malote.certificates.models import Binding, Installed
from malote.certificates.use import Keys
from malote.ports import KeptPfx
from tests.fakes.messages import MemoryOnce
from tests.fakes.portfolios import MemoryLedger, MemoryPfxVault, MemoryPortfolios
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail
from tests.pfx import pfx
from tests.signing import VALID, Identity, authority, certificate

BRANCH, OTHER, STRANGER = "12ABC34501DE35", "12ABC345000269", "45723174000110"
BILLING, SEFAZ = (Binding(branch=BRANCH, module=each) for each in (Module.BILLING, Module.SEFAZ))
PASSWORD = "senha do arquivo"
ANA = Actor("user", "u-1", "ana@acme.test")


def identity(tax_id: str = BRANCH, days: float | None = None, name: str = "EMPRESA") -> Identity:
    """A company's; with ``days``, it expires so many after NOON."""
    valid = VALID if days is None else (VALID[0], NOON + timedelta(days=days))
    return certificate(tax_id, authority(), name, valid)


def asked(of: Identity, *bindings: Binding, password: str = PASSWORD) -> dict[str, Any]:
    """What the API is asked, to install it."""
    return {
        "file": b64encode(pfx(of, password)).decode(),
        "file_name": "empresa.pfx",
        "password": password,
        "bindings": [each.model_dump(mode="json") for each in bindings or (BILLING,)],
    }


@dataclass
class Safe:
    """``OTHER`` is a branch without parameters; of the modules, two are licensed."""

    portfolios: MemoryPortfolios = field(default_factory=MemoryPortfolios)
    vault: MemoryPfxVault = field(default_factory=MemoryPfxVault)
    once: MemoryOnce = field(default_factory=MemoryOnce)
    trail: MemoryTrail = field(default_factory=MemoryTrail)

    def __post_init__(self) -> None:
        self.ledger = MemoryLedger(self.portfolios)
        self.keys = Keys(self.portfolios, self.vault, self.trail)
        self.portfolios.licensed["acme"] = frozenset({Module.BILLING, Module.SEFAZ})
        self.portfolios.tax_ids["acme"] = frozenset({BRANCH, OTHER})
        modules = ModuleParameters(
            billing=BillingParameters(state_registration="ISENTO"), sefaz=SefazParameters()
        )
        for tax_id, used in ((BRANCH, modules), (OTHER, ModuleParameters())):
            self.portfolios.branches["acme", tax_id] = Branch(
                tenant="acme", tax_id=tax_id, name="Loja", state="SP", modules=used, revision="1"
            )

    def put(
        self, of: Identity, *serves: Binding, password: str = PASSWORD, by_hand: bool = False
    ) -> Installed:
        """A live one that nobody checked."""
        facts = facts_of(of.certificate)
        certificate_id = facts.sha256[:32]
        name = self.vault.name_of("acme", certificate_id)
        installed = Installed(
            tenant="acme", certificate_id=certificate_id, revision="1", facts=facts, added_at=NOON,
            added_by="ana@acme.test", secret_name=name, state="live", by_hand=by_hand,
        )  # fmt: skip
        self.portfolios.write(installed)
        self.portfolios.bound.setdefault("acme", {}).update(dict.fromkeys(serves, certificate_id))
        self.vault.keep(name, KeptPfx(pfx(of, password), SecretStr(password)))
        return installed
