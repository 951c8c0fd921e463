"""A company with one feed, the scripted SEFAZ, and the worker and planner that serve it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from malote.branches.models import Branch, Module, ModuleParameters, SefazParameters
from malote.documents import Source
from malote.environment import Environment
from malote.ports.sefaz import Carrier
from malote.sefaz import pace
from malote.sefaz.book import FeedBook
from malote.sefaz.feeds import Feed
from malote.sefaz.intake import Intake
from malote.sefaz.made import RequestType, SefazRequest
from malote.sefaz.models import CertificateType, FeedId, SefazSettings, Service
from malote.sefaz.turns import FeedTurns
from malote.sefaz.waking import wake
from tests.fakes.portfolios import MemoryPortfolios
from tests.fakes.scripted_sefaz import ScriptedSefaz
from tests.fakes.sefaz import MemoryFeeds, MemorySefazRequests, MemorySefazSettings
from tests.fakes.stores import MemoryArchive, MemoryQuarantine
from tests.fakes.watching import nothing
from tests.sefaz.watched import Watched

TENANT, CNPJ = "acme", "45723174000110"
FEED = FeedId(TENANT, CNPJ, Service.NFE, Environment.PRODUCTION)
_TICK = timedelta(minutes=5)


@dataclass
class Sources:
    """The port ``UploadLedger``; ``of`` has the sources of each blob."""

    of: dict[str, dict[str, Source]] = field(default_factory=dict)

    def record_upload(self, tenant: str, sha256s: Sequence[str], source: Source) -> None:
        raise AssertionError("nobody uploads here")

    def record_sources(self, tenant: str, brought: Sequence[tuple[str, Source]]) -> None:
        for sha256, source in brought:
            self.of.setdefault(sha256, {})[source.source_id] = source


@dataclass
class World:
    """``noticed`` counts how often each document was shown, ``told`` has the problems."""

    sefaz: ScriptedSefaz = field(default_factory=ScriptedSefaz)
    feeds: MemoryFeeds = field(default_factory=MemoryFeeds)
    settings: MemorySefazSettings = field(default_factory=MemorySefazSettings)
    portfolios: MemoryPortfolios = field(default_factory=MemoryPortfolios)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    sources: Sources = field(default_factory=Sources)
    quarantine: MemoryQuarantine = field(default_factory=MemoryQuarantine)
    noticed: Counter[str] = field(default_factory=Counter)
    told: list[Feed] = field(default_factory=list)
    watch: Callable[[str], None] = nothing
    carrier: Carrier | None = None

    def __post_init__(self) -> None:
        self.serve()
        modules = ModuleParameters(sefaz=SefazParameters())
        branch = Branch(
            tenant=TENANT, tax_id=CNPJ, name="Acme", state="SP", modules=modules, revision="1"
        )
        self.portfolios.branches[TENANT, CNPJ] = branch
        self.portfolios.licensed[TENANT] = frozenset({Module.SEFAZ})

    def serve(self, **settings: Any) -> None:
        """Automatically with an A1, or otherwise."""
        values = {"automatic": True, "revision": "1", **settings}
        self.settings.kept[TENANT, CNPJ] = SefazSettings(tenant=TENANT, tax_id=CNPJ, **values)

    @property
    def automatic(self) -> bool:
        return self.settings.kept[TENANT, CNPJ].automatic

    @property
    def requests(self) -> MemorySefazRequests:
        return self.feeds.requests

    @property
    def now(self) -> datetime:
        return self.sefaz.now

    @property
    def turns(self) -> FeedTurns:
        """What a worker that starts now has; each port is looked at."""

        def seen(port: Any, name: str) -> Any:
            return Watched(port, name, self._seen)

        return FeedTurns(
            FeedBook(
                seen(self.feeds, "feeds"),
                seen(self.requests, "requests"),
                seen(self.settings, "settings"),
            ),
            dict.fromkeys(CertificateType, seen(self.carrier or self.sefaz, "sefaz")),
            self.portfolios,
            Intake(
                seen(self.archive, "archive"),
                seen(self.sources, "sources"),
                seen(self.quarantine, "quarantine"),
            ),
            seen(self, "hooks").notice,
            seen(self, "hooks").tell,
            lambda: self.now,
        )

    def _seen(self, step: str) -> None:
        self.watch(step)  # which may be another one by then

    def notice(self, of: FeedId, settings: SefazSettings, contents: Any, now: datetime) -> None:
        for sha256, _ in contents:
            assert sha256 in self.archive.inbox
            self.noticed[sha256] += 1

    def tell(self, feed: Feed) -> None:
        self.told.append(feed)

    @property
    def feed(self) -> Feed:
        return self.feeds.kept[FEED]

    def ask(self, number: int, type_: RequestType, **values: Any) -> str:
        """A user asks; the request's id."""
        request = SefazRequest(
            tenant=TENANT,
            request_id=f"r-{number:03}",
            type=type_,
            tax_id=CNPJ,
            environment=FEED.environment,
            created_at=self.now,
            by="ana",
            **values,
        )
        assert self.requests.add(request)
        wake(self.feeds, FEED, self.now)
        return request.request_id

    def request(self, request_id: str) -> SefazRequest:
        return self.requests.kept[TENANT, request_id]

    def wake(self) -> None:
        wake(self.feeds, FEED, self.now)

    def take(self) -> Feed | None:
        return self.turns.take(FEED, self.now)

    def work(self) -> None:
        """A worker goes on with the feed as long as that is worth its while."""
        feed = self.take()
        while (wait := pace.pause(feed, self.now)) is not None:
            self.pass_(seconds=wait)
            feed = self.take()

    def pass_(self, **times: float) -> None:
        self.sefaz.now += timedelta(**times)

    def run(self, hours: float) -> None:
        """The planner looks every five minutes what is due, and has it worked at."""
        until = self.now + timedelta(hours=hours)
        while self.now < until:
            for _ in self.feeds.due(self.now):
                self.work()
            self.sefaz.now = max(self.now, min(self.now + _TICK, until))

    def numbers(self) -> list[int]:
        """Of the documents in the ledger's rows, each as often as it is there."""
        rows = self.feeds.rows.get(FEED, [])
        return sorted(int(x.nsu) for row in rows for x in row.documents if x.nsu)

    def missing(self) -> set[int]:
        """Documents of SEFAZ's that are not in the inbox."""
        here = set(self.archive.inbox.values())
        return {nsu for nsu, content in self.sefaz.documents.items() if content not in here}
