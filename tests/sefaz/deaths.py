"""The worker dies at any of its calls, before or after it; or another one works just then.

In memory, at each boundary, one by one. In the end nothing is lost, nothing is there twice, and
SEFAZ was never asked in a way that earns a 656.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.fakes.watching import Stopped, nothing, stop_at
from tests.sefaz.histories import HISTORIES, History
from tests.sefaz.world import FEED, World


@dataclass
class Deaths:
    """``wrong`` says after which death something was not as it has to be."""

    kills: int = 0
    again: int = 0
    rivals: int = 0
    requests: int = 0
    theirs: int = 0
    boundaries: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def line(self, history: str, documents: int) -> str:
        """For people."""
        died = (
            f"{self.kills} deaths at {len(self.boundaries)} kinds of boundary, {self.again} twice"
        )
        asked = f"{self.requests} requests, {self.theirs} met another's 656"
        return f"{history}, {documents} documents: {died}; {self.rivals} rivals; {asked}; {len(self.wrong)} wrong"


def die_everywhere(
    name: str, documents: int, say: Callable[[str], None], *, every: int = 1
) -> Deaths:
    """Each boundary (or every so many) is one life's end; then each is a rival's moment."""
    deaths, history = Deaths(), HISTORIES[name]
    for step in count(1, every):
        world = World()
        at = live(world, history, documents, step, deaths)
        if not at:
            break
        deaths.kills += 1
        deaths.boundaries[at] += 1
        _look(world, f"{name}, killed at {step} ({at})", deaths)
    for step in count(1, every):
        world = World()
        if not _met(world, history, documents, step):
            break
        deaths.rivals += 1
        _look(world, f"{name}, a rival at {step}", deaths)
    say(deaths.line(name, documents))
    for each in deaths.wrong[:20]:
        say(each)
    return deaths


def live(world: World, history: History, documents: int, step: int, deaths: Deaths) -> str:
    """Where it died; the next one dies, too, at times."""
    history.begin(world, documents)
    steps: list[str] = []
    stop = stop_at(step)

    def watch(label: str) -> None:
        steps.append(label)
        stop(label)

    world.watch = watch
    died = _survive(world, history.after)
    if died and step % 3 == 0:
        world.watch = stop_at(1 + step % 17)
        deaths.again += _survive(world, history.after)
    at = steps[-1] if died else ""
    if not died:
        history.happens(world)
        died = _survive(world, history.hours)
        at = steps[-1] if died else ""
        world.watch = nothing
        _survive(world, history.hours)
        return at
    world.watch = nothing
    _survive(world, 2 * history.after)
    history.happens(world)
    _survive(world, history.hours)
    return at


def _met(world: World, history: History, documents: int, step: int) -> bool:
    """At this step of one worker another takes the feed as far as he can."""
    history.begin(world, documents)
    steps = iter(range(1, step + 1))
    met = []

    def watch(label: str) -> None:
        if next(steps, None) == step:
            met.append(label)
            world.watch = nothing
            world.work()

    world.watch = watch
    world.run(2 * history.after)
    history.happens(world)
    world.run(history.hours)
    return bool(met)


def _survive(world: World, hours: float) -> bool:
    """Whether somebody died meanwhile."""
    try:
        world.run(hours)
    except Stopped:
        return True
    return False


def _look(world: World, when: str, deaths: Deaths) -> None:
    deaths.requests += len(world.sefaz.told)
    deaths.theirs += world.sefaz.theirs
    deaths.wrong += [f"{when}: {each}" for each in complaints(world)]


def complaints(world: World) -> Iterator[str]:
    """What is not as it has to be."""
    sefaz = world.sefaz
    yield from sefaz.undue
    if sefaz.hurried:
        yield f"{sefaz.hurried} requests in a hurry"
    if world.missing() - sefaz.broken:
        yield f"lost: {sorted(world.missing() - sefaz.broken)}"
    if len(world.quarantine.kept) != len(sefaz.broken):
        yield f"{len(world.quarantine.kept)} in quarantine, not {len(sefaz.broken)}"
    unique = Counter(world.numbers())
    twice = [nsu for nsu, times in unique.items() if times > 1]
    wanted = set(sefaz.documents) - sefaz.unnumbered
    if twice or set(unique) != wanted:
        yield f"twice in the ledger: {twice}, not there: {sorted(wanted - set(unique))}"
    brought = {sha256: set(of) for sha256, of in world.sources.of.items() if len(of) != 1}
    if brought:
        yield f"brought more than once: {brought}"
    if int(world.feed.position) != sefaz.highest or world.feed.asked:
        yield f"not at the end: {world.feed}"
    if world.automatic and world.feeds.gaps(FEED, 10):
        yield f"gaps are left: {world.feeds.gaps(FEED, 10)}"
    unfinished = world.requests.open_queries(FEED)
    if unfinished:
        yield f"unfinished: {unfinished}"
