"""The audit trail in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from malote.audit import Action, Actor, Entry
from tests.fakes.stores import NOON


@dataclass
class MemoryTrail:
    kept: list[Entry] = field(default_factory=list)

    def record(self, entry: Entry) -> None:
        self.kept.append(entry)


def entry(
    action: Action, target: str, user: str = "u-1", tenant: str = "acme", at: datetime = NOON
) -> Entry:
    return Entry(tenant, at, Actor("user", user, "ana@acme.test"), action, target)
