"""The reconciler over fakes: what is queued again, what is looked up, where it goes on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from malote.documents.reconcile import Reconciler, Stored, Swept
from tests.fakes.stores import NOON
from tests.fakes.sweep import MemoryInbox, MemoryInboxQueue, MemorySettled, MemorySweep


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@dataclass
class World:
    inbox: MemoryInbox = field(default_factory=MemoryInbox)
    ledger: MemorySettled = field(default_factory=MemorySettled)
    state: MemorySweep = field(default_factory=MemorySweep)
    queue: MemoryInboxQueue = field(default_factory=MemoryInboxQueue)

    def put(self, sha256: str, seconds: float, *, known: bool = True, tenant: str = "acme") -> None:
        self.inbox.objects.append(Stored(tenant, sha256, at(seconds)))
        if known:
            self.ledger.known.add((tenant, sha256))

    def cycle(self, seconds: float, pages: int = 100, at_most: int = 100) -> Swept:
        self.ledger.asked.clear()
        self.queue.sent.clear()
        reconciler = Reconciler(
            self.inbox, self.state, self.ledger, self.queue,
            pages=pages, at_most=at_most, now=lambda: at(seconds),
        )  # fmt: skip
        return reconciler.cycle()

    @property
    def queued(self) -> str:
        return "".join(sha256 for _, sha256 in self.queue.sent)

    @property
    def asked(self) -> str:
        return "".join(sorted(sha256 for _, sha256 in self.ledger.asked))


@pytest.fixture
def world() -> World:
    return World()


def test_what_the_ledger_does_not_know_is_queued_again(world: World) -> None:
    for sha256, known in zip("abcde", (True, False, True, True, False), strict=True):
        world.put(sha256, 0, known=known)
    assert world.cycle(100) == Swept(listed=5, unknown=2, queued=2)
    assert world.queue.sent == [("acme", "b"), ("acme", "e")]


def test_each_goes_to_its_own_tenant(world: World) -> None:
    world.put("a", 0, known=False)
    world.put("a", 1, tenant="outra")
    world.put("b", 2, known=False, tenant="outra")
    world.cycle(100)
    assert world.queue.sent == [("acme", "a"), ("outra", "b")]


def test_an_empty_inbox_is_a_round_too(world: World) -> None:
    assert world.cycle(100) == Swept()
    assert world.state.sweep.settled_before == at(40)


def test_the_young_are_let_be_and_looked_up_in_the_next_cycle(world: World) -> None:
    world.put("a", 39, known=False)
    world.put("b", 41, known=False)
    assert world.cycle(100) == Swept(listed=2, unknown=1, queued=1, settling=1)
    assert (world.asked, world.queued) == ("a", "a")
    world.cycle(200)
    assert world.queued == "ab"


def test_what_is_settled_is_looked_up_once(world: World) -> None:
    world.put("a", 0)
    world.cycle(100)
    world.put("b", 50)
    world.cycle(1300)
    assert world.asked == "b"
    assert world.cycle(2500) == Swept(listed=2)
    assert world.asked == ""


def test_what_stays_unknown_is_never_forgotten(world: World) -> None:
    world.put("a", 0)
    world.put("b", 1, known=False)
    world.put("c", 2)
    for cycle in range(1, 6):
        world.cycle(1200 * cycle)
        assert world.queued == "b"
        assert world.asked == ("abc" if cycle == 1 else "bc"), "what is older is settled"
    world.ledger.known.add(("acme", "b"))
    world.cycle(7200)
    assert (world.asked, world.queued) == ("bc", "")
    world.cycle(8400)
    assert world.asked == ""


def test_a_large_inbox_goes_on_where_the_last_cycle_stopped(world: World) -> None:
    for number, sha256 in enumerate("abcdefg"):
        world.put(sha256, number, known=sha256 not in "bg")
    listed = [(world.cycle(100 * cycle, pages=1).listed, world.queued) for cycle in range(1, 5)]
    assert listed == [(2, "b"), (2, ""), (2, ""), (1, "g")]
    assert world.state.sweep.settled_before == at(1), "the first cycle's, three cycles later"
    world.cycle(500, pages=1)
    assert world.asked == "b", "from the beginning again, from the watermark on"


def test_a_round_that_takes_several_cycles_counts_from_its_beginning(world: World) -> None:
    for sha256 in "bcde":
        world.put(sha256, 0)
    world.cycle(100, pages=1)
    world.put("a", 150, known=False)  # behind the place where the round is
    world.cycle(1300, pages=1)
    assert (world.queued, world.state.sweep.settled_before) == ("", at(40))
    world.cycle(2500)
    assert world.queued == "a"


def test_of_too_many_the_oldest_go_first_and_the_others_next(world: World) -> None:
    for sha256, seconds in zip("abcdefg", (6, 3, 5, 1, 4, 2, 0), strict=True):
        world.put(sha256, seconds, known=False)
    assert world.cycle(100, at_most=3) == Swept(listed=7, unknown=7, queued=3)
    assert world.queued == "gdf"
    world.ledger.known |= {("acme", sha256) for sha256 in "gdf"}
    world.cycle(1300, at_most=3)
    assert world.queued == "bec"


def test_strays_are_counted_and_stop_nothing(world: World) -> None:
    for key in ("0", "1", "2", "3"):  # two whole pages of them, before anything of ours
        world.put(key, 0, tenant="")
    world.put("a", 0, known=False)
    assert world.cycle(100) == Swept(listed=1, unknown=1, queued=1, strays=4)
    world.state.save(type(world.state.sweep)())
    assert [world.cycle(100 + n, pages=1).strays for n in range(3)] == [2, 2, 0]
    assert world.queued == "a"


def test_when_the_queue_fails_the_same_is_done_again(world: World) -> None:
    world.put("a", 0, known=False)
    before, world.queue.down = world.state.sweep, frozenset({"acme"})
    with pytest.raises(ConnectionError):
        world.cycle(100)
    assert world.state.sweep is before
    world.queue.down = frozenset()
    assert world.cycle(101).queued == 1


def test_two_at_once_lose_nothing_in_whatever_order_they_end(world: World) -> None:
    """The one that began first saves last, after the other found everything settled."""
    for sha256 in "abcd":
        world.put(sha256, 0, known=sha256 != "a")
    world.cycle(100, pages=1)
    slow = world.state.sweep
    world.ledger.known.add(("acme", "a"))
    world.cycle(101, pages=1)
    world.put("e", 80, known=False)
    world.cycle(200)
    assert world.queued == "e"
    world.state.save(slow)
    world.cycle(1300)
    world.cycle(2500)
    assert world.queued == "e", "looked up more often than need be, and never less"
