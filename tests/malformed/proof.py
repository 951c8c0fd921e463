"""Malformed inputs and good ones through parse_xml together, and what each of them came to.

Each malformed one is to have a typed code in quarantine, unless it is readable for all that it
is; every good one is to be registered; and none may take long or much.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from itertools import batched, chain
from pathlib import Path
from random import Random
from time import process_time
from typing import NamedTuple

from malote.adapters import keys
from malote.adapters.bounded import Limits, Unfinished, each_bounded
from malote.certificates.trust import TrustStore
from malote.documents import Blob
from malote.documents.register import examine
from malote.errors import FiscalError, known_codes
from malote.fiscal.inspector import Inspector
from malote.fiscal.reader import layouts
from malote.fiscal.schemas import Schemas
from tests.documents import key, note
from tests.fresh import peak
from tests.integration.aws.intake import Intake, intake
from tests.malformed import broken
from tests.malformed.containers import containers
from tests.malformed.dear import dear
from tests.malformed.floods import floods
from tests.malformed.genuine import READABLE, TAX_IDS
from tests.malformed.mutations import mutations
from tests.signing import authority
from tests.unit.fiscal.nfelib_samples import HOME

CPU, MEMORY = 2.0, 512  # seconds; MB of the whole process
_GOOD = 5  # of every 25
_OWN = 120  # MB that parse_xml's process has before it reads; the tests' own has much more
_TYPED = known_codes(FiscalError)
_AT_LEAST = Limits(seconds=60, cpu=10, megabytes=2000)  # beyond what is proved, to tell how far
_NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Input(NamedTuple):
    """``broken`` ones must be refused; others may be readable all the same."""

    name: str
    content: bytes
    broken: bool


def inputs(mutated: int) -> Iterator[Input]:
    """Some 750 made by hand, and so many made by chance, less those that are the same."""
    by_hand = chain(
        broken.doctypes(), broken.cuts(), broken.syntax(), broken.strangers(),
        floods(), containers(),
    )  # fmt: skip
    yield from (Input(name, content, True) for name, content in by_hand)
    yield from (Input(name, content, False) for name, content in dear())
    yield from (Input(name, content, False) for name, content in mutations(mutated))


@dataclass
class Account:
    """How many ended how, and the worst of each cost with whose it was."""

    malformed: int = 0
    good: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    cpu: tuple[float, str] = (0, "")
    memory: tuple[float, str] = (0, "")
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ends = ", ".join(f"{end} {count}" for end, count in self.ends.most_common())
        return (
            f"{self.malformed} malformed inputs: {ends}; {self.good} good ones registered; worst "
            f"CPU {self.cpu[0]:.2f} s ({self.cpu[1]}), memory {self.memory[0]:.0f} MB "
            f"({self.memory[1]}); wrong: {len(self.wrong)}"
        )


def prove(malformed: Iterable[Input]) -> Iterator[Account]:
    """Put them through, 20 with 5 good ones a batch. The account so far, after each batch."""
    account, seen = Account(), set[bytes]()
    with intake(*TAX_IDS) as inbox:
        for number, some in enumerate(batched(malformed, 25 - _GOOD)):
            new = {each.content: each for each in some if each.content not in seen}
            seen |= {content for content in new if len(content) < 100_000}
            _settle(list(new.values()), number, inbox, account)
            _measure(list(new.values()), account)
            yield account


def _settle(malformed: Sequence[Input], batch: int, inbox: Intake, account: Account) -> None:
    numbers = range(1000 + batch * _GOOD, 1000 + (batch + 1) * _GOOD - 1)
    sample = READABLE[batch % len(READABLE)] + b"\n" * batch
    good = [*map(note, numbers), sample]
    stored = inbox.put([*(each.content for each in malformed), *good])
    waiting = Random(batch).sample(stored, len(stored))
    while waiting:  # what there was no time for
        account.wrong += [f"came again: {failed}" for failed in inbox.deliver(waiting)]
        waiting = inbox.waiting()
    account.malformed += len(malformed)
    for each, end in zip(malformed, inbox.outcomes(stored[: len(malformed)]), strict=True):
        account.ends[end] += 1
        readable = end in {"registered", "unpacked"} and not each.broken
        if not readable and (end not in _TYPED or end == "processing_failed"):
            account.wrong.append(f"{end}: {each.name}")
    shown = [inbox.table.get(keys.document(inbox.tenant, key(each))) or {} for each in numbers]
    kept = stored[len(malformed) :]
    registered = [inbox.entry(sha256).get("outcome") == "registered" for sha256 in kept]
    account.good += sum(registered)
    if not all(registered) or [each.get("sha256") for each in shown] != kept[:-1]:
        account.wrong.append(f"not registered: a good one of batch {batch}")


def _measure(malformed: Sequence[Input], account: Account) -> None:
    pieces = [partial(_cost, each.content) for each in malformed]
    for each, cost in zip(malformed, each_bounded(pieces, _AT_LEAST), strict=True):
        cpu, memory = (CPU + 1, MEMORY + 1) if isinstance(cost, Unfinished) else cost
        account.cpu = max(account.cpu, (cpu, each.name))
        account.memory = max(account.memory, (memory, each.name))
        if cpu > CPU or memory > MEMORY:
            account.wrong.append(f"{cost}: {each.name}")


@cache
def _inspector() -> Inspector:
    layouts()
    return Inspector(Schemas(HOME), TrustStore.from_pem(authority().pem))


def _cost(content: bytes) -> tuple[float, float]:
    """Seconds of CPU, and MB at the peak of a process like parse_xml's, of reading it once more."""
    inspector, tax_ids = _inspector(), frozenset(TAX_IDS)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew (proc(5))
    before, began = peak(), process_time()
    examine(Blob("acme", "0" * 64, content, _NOW), tax_ids, inspector)
    return process_time() - began, (peak() - before) / 1024 + _OWN
