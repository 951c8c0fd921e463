"""The inbox, its ledger and the queue as the reconciler sees them, in memory."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import batched

from malote.documents.reconcile import Page, Stored, Sweep


@dataclass
class MemoryInbox:
    """Objects in the order of their keys, so many a page; those of no tenant are strays."""

    objects: list[Stored] = field(default_factory=list)
    per_page: int = 2

    def pages(self, after: str | None) -> Iterator[Page]:
        def key(each: Stored) -> str:
            return f"{each.tenant}/{each.sha256}"

        left = sorted((each for each in self.objects if key(each) > (after or "")), key=key)
        for number, page in enumerate(batched(left, self.per_page), start=1):
            ours = [each for each in page if each.tenant]
            last = number * self.per_page >= len(left)
            yield Page(ours, len(page) - len(ours), None if last else key(page[-1]))
        if not left:
            yield Page([], 0, None)


@dataclass
class MemorySettled:
    """It counts what it is asked."""

    known: set[tuple[str, str]] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def unknown(self, names: Sequence[tuple[str, str]]) -> Set[tuple[str, str]]:
        assert names, "a call for nothing"
        assert len(set(names)) == len(names), "DynamoDB refuses repeats"
        self.asked += names
        return set(names) - self.known


@dataclass
class MemorySweep:
    sweep: Sweep = field(default_factory=Sweep)

    def load(self) -> Sweep:
        return self.sweep

    def save(self, sweep: Sweep) -> None:
        self.sweep = sweep


@dataclass
class MemoryInboxQueue:
    """The port ``InboxQueue``, which fails for the tenants that are ``down``."""

    down: frozenset[str] = frozenset()
    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, tenant: str, sha256s: Iterable[str]) -> int:
        if tenant in self.down:
            raise ConnectionError
        names = [(tenant, sha256) for sha256 in sha256s]
        self.sent += names
        return len(names)
