"""A tenant with one branch, its requests, and a SEFAZ that registers events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from malote.branches.models import (
    Branch,
    CteReceiptParameters,
    Module,
    ModuleParameters,
    SefazParameters,
)
from malote.environment import Environment
from malote.fiscal.access_key import check_digit
from malote.messages.identity import new_id
from malote.sefaz.intake import Intake
from malote.sefaz.made import Deadline, Manifested, SefazRequest
from malote.sefaz.manifesting import Manifesting
from malote.sefaz.models import CertificateType, SefazSettings
from malote.sefaz.operations import ManifestationKind
from tests.fakes.event_sefaz import EventSefaz
from tests.fakes.portfolios import MemoryPortfolios
from tests.fakes.sefaz import MemoryDeadlines, MemorySefazRequests, MemorySefazSettings
from tests.fakes.sefaz_made import TAX_ID
from tests.fakes.stores import NOON, MemoryArchive, MemoryLedger, MemoryQuarantine
from tests.fakes.watching import nothing
from tests.sefaz.watched import Watched

OTHER = "12ABC345000269"


def key(number: int = 1, issuer: str = "34128745000152", model: str = "55", series: int = 1) -> str:
    """An access key whose check digit is right."""
    bare = f"352611{issuer:0>14}{model}{series:03}{number:09}116955118"
    return bare + check_digit(bare)


def deadline(number: int) -> Deadline:
    return Deadline(
        tenant="acme", access_key=key(number), tax_id=TAX_ID, authorized_at=NOON,
        until=NOON + timedelta(days=180),
    )  # fmt: skip


def branch(tax_id: str = TAX_ID, **modules: bool) -> Branch:
    used = ModuleParameters(
        sefaz=SefazParameters() if modules.get("sefaz", True) else None,
        cte_receipt=CteReceiptParameters(from_nsu=f"{7:015}") if modules.get("cte") else None,
    )
    return Branch(tenant="acme", tax_id=tax_id, name="Loja", state="SP", modules=used, revision="1")


def portfolios() -> MemoryPortfolios:
    made = MemoryPortfolios()
    made.licensed["acme"] = frozenset({Module.SEFAZ, Module.CTE_RECEIPT})
    made.tax_ids["acme"] = frozenset({TAX_ID, OTHER})
    made.branches["acme", TAX_ID] = branch()
    return made


@dataclass
class World:
    """``now`` stands until somebody moves it; ``watch`` looks on at each call of a port."""

    sefaz: Any = field(default_factory=EventSefaz)
    tax_id: str = TAX_ID
    requests: MemorySefazRequests = field(default_factory=MemorySefazRequests)
    settings: MemorySefazSettings = field(default_factory=MemorySefazSettings)
    portfolios: MemoryPortfolios = field(default_factory=portfolios)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    deadlines: MemoryDeadlines = field(default_factory=MemoryDeadlines)
    told: list[SefazRequest] = field(default_factory=list)
    now: datetime = NOON
    watch: Callable[[str], None] = nothing

    def __post_init__(self) -> None:
        self.portfolios.branches["acme", self.tax_id] = branch(self.tax_id)
        settings = SefazSettings(tenant="acme", tax_id=self.tax_id, revision="1")
        self.settings.save(settings, instead_of=None)

    @property
    def manifesting(self) -> Manifesting:
        def watched(name: str) -> Any:
            return Watched(getattr(self, name), name, self.watch)

        carriers = dict.fromkeys(CertificateType, watched("sefaz"))
        intake = Intake(watched("archive"), watched("ledger"), MemoryQuarantine())
        stores = watched("requests"), self.settings, self.portfolios
        return Manifesting(*stores, carriers, intake, watched("deadlines"), self.told.append)

    def ask(
        self,
        count: int = 1,
        kind: ManifestationKind = ManifestationKind.CONFIRMATION,
        keys: Sequence[str] = (),
    ) -> SefazRequest:
        why = "O pedido foi cancelado" if kind is ManifestationKind.NOT_PERFORMED else None
        documents = tuple(
            Manifested(access_key=each, sequence=1, at=self.now)
            for each in keys or [key(number) for number in range(1, count + 1)]
        )
        request = SefazRequest(
            tenant="acme", request_id=new_id(self.now), type="manifestation", tax_id=self.tax_id,
            environment=Environment.PRODUCTION, created_at=self.now, by="u-1",
            manifestation=kind, justification=why, documents=documents, resumes_at=self.now,
        )  # fmt: skip
        assert self.requests.add(request)
        return request

    def try_to_take(self, of: SefazRequest) -> SefazRequest | None:
        return self.manifesting.take(of.tenant, of.request_id, self.now)

    def take(self, of: SefazRequest, later: timedelta = timedelta(0)) -> SefazRequest:
        """Nobody else is at it."""
        self.now += later
        taken = self.try_to_take(of)
        assert taken is not None
        return taken

    def rests(self, of: SefazRequest, times: int) -> list[float]:
        """In minutes, each time that it is taken when it is due."""
        rests = []
        for _ in range(times):
            due_at = self.take(of).resumes_at
            assert due_at is not None
            rests.append((due_at - self.now) / timedelta(minutes=1))
            self.now = due_at
        return rests

    def again(self, of: SefazRequest) -> SefazRequest:
        return self.requests.kept[of.tenant, of.request_id]
