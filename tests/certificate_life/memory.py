"""The world in memory, where somebody can watch, and nothing half done stays unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from malote.errors import MaloteError
from tests.certificate_life.world import World
from tests.fakes.messages import MemoryOnce
from tests.fakes.portfolios import MemoryLedger, MemoryPfxVault, MemoryPortfolios
from tests.fakes.trail import MemoryTrail
from tests.fakes.watching import nothing

type Act = Callable[["Office"], object]


@dataclass
class Office(World):
    """``memory``, ``secrets`` and ``entries`` are what its ports stand on."""

    def __init__(self) -> None:
        self.memory = MemoryPortfolios()
        self.secrets = MemoryPfxVault()
        self.entries = MemoryTrail()
        super().__init__(
            self.memory,
            MemoryLedger(self.memory),
            self.secrets,
            MemoryOnce(),
            self.entries,
            lambda modules: self.memory.licensed.update({self.tenant: modules}),
        )

    def watch(self, watcher: Callable[[str], None]) -> None:
        self.memory.watch = self.secrets.watch = watcher

    def sweep(self) -> int:
        """Two hours later."""
        return self.changes.sweep(self.now + timedelta(hours=2))

    def race(self, first: Act, rival: Act, number: int) -> tuple[str, str]:
        """How both end, when the rival does its deed at once at this step of the first one."""
        steps: list[str] = []
        ends = ["late"]

        def watch(step: str) -> None:
            steps.append(step)
            if len(steps) == number:
                self.watch(nothing)
                ends[0] = self.attempt(rival)
                self.watch(watch)

        self.watch(watch)
        end = self.attempt(first)
        self.watch(nothing)
        return end, self.attempt(rival) if ends == ["late"] else ends[0]

    def attempt(self, act: Act) -> str:
        """``done``, or the error's code."""
        try:
            act(self)
        except MaloteError as error:
            return error.code
        return "done"

    def half_done(self) -> list[str]:
        """What nothing may leave behind, at no moment."""
        found = []
        live = self.memory.get(self.tenant).certificates
        rows = sorted(self.memory.rows, key=lambda row: row.at)
        last = {row.certificate_id: row for row in rows}
        for (tenant, id_), one in self.memory.certificates.items():
            serves = self.memory.get(tenant).bindings_of(id_)
            if one.state != "live" and serves:
                found.append(f"{one.state}, and bound: {id_}")
            if one.state == "live" and one.secret_name not in self.secrets.kept:
                found.append(f"live without its secret: {id_}")
            if one.state != "pending" and last[id_].after != serves:
                found.append(f"the last row does not say what it serves: {id_}")
        for name in self.secrets.kept:
            id_ = name.rpartition("/")[2]
            if id_ not in live and (self.tenant, id_) not in self.memory.left:
                found.append(f"a secret that nobody knows of: {id_}")
        of = {each.facts.sha256 for each in live.values()}
        return found if len(of) == len(live) else [*found, "one certificate twice"]
