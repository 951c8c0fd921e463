"""What may happen to a feed: each is a world, and how long it is lived in."""

from collections.abc import Callable
from dataclasses import dataclass

from malote.errors import SefazUncertain, SefazUnreachable
from tests.sefaz.world import World

KEY = "35260712345678000195550010000000011000000017"


@dataclass(frozen=True)
class History:
    """``happens`` comes ``after`` so many hours; ``hours`` more and all is to be at rest."""

    begin: Callable[[World, int], None]
    happens: Callable[[World], None]
    after: float
    hours: float


def plain(world: World, count: int) -> None:
    """All come in pages of fifty."""
    world.sefaz.fill(count)
    world.wake()


def holes(world: World, count: int) -> None:
    """Numbers that are left out, numbers that hold nothing, none at all, and broken ones."""
    plain(world, count)
    sefaz = world.sefaz
    sefaz.skipped = set(range(7, count, 23)) | {count - 1, count}
    for vacant in range(11, count, 31):
        sefaz.documents.pop(vacant, None)
    sefaz.unnumbered = set(range(13, count, 29)) & set(sefaz.documents)
    sefaz.broken = set(range(17, count, 37)) & set(sefaz.documents)


def troubled(world: World, count: int) -> None:
    """SEFAZ cannot be reached, and some answers are lost."""
    plain(world, count)
    world.sefaz.trouble = [SefazUnreachable("rede"), SefazUnreachable("rede")]
    world.sefaz.after = [SefazUncertain("cortada")]


def asked_for(world: World, count: int) -> None:
    """Nothing is automatic: users ask, for a distribution, a number, a key."""
    world.serve(automatic=False)
    plain(world, count)
    world.sefaz.by_key[KEY] = b"<nfeProc/>"
    world.ask(1, "distribution")
    world.sefaz.documents.pop(7)
    world.ask(2, "nsu", nsu=f"{7:015}")
    world.ask(3, "key", access_key=KEY)


def more(world: World) -> None:
    """New documents come; sixty are more than a page."""
    world.sefaz.fill(60)


def taken(world: World) -> None:
    """Another system of the company's takes sixty new ones, at the end of our rest."""
    world.sefaz.fill(60)
    world.pass_(minutes=61)
    world.sefaz.consume(2)


def nothing_more(world: World) -> None:
    """Nothing happens."""


HISTORIES = {
    "plain": History(plain, more, 3, 4),
    "holes": History(holes, more, 3, 14),
    "troubled": History(troubled, more, 5, 4),
    "asked for": History(asked_for, nothing_more, 1, 8),
    "second consumer": History(plain, taken, 3, 14),
}
