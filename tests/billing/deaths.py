"""The process dies between any two steps of applying a history, in memory: at each, one by one.

Then the next notification comes, or the daily comparison, or more happens first. What is booked in
the end is what would have been, byte for byte but for when and how Malote learned of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from random import Random

from malote.billing.remote import PixReceived, PixReturn
from tests.billing_world import World, bytes_of, watched
from tests.fakes.billing import account, charge
from tests.fakes.stores import NOON
from tests.fakes.watching import Stopped, nothing, stop_at

_THEN = {
    "waiting": ["paid", "paid", "settled", "canceled"], "settled": ["paid"], "canceled": ["paid"],
    "paid": ["refunded", "contested"], "contested": ["paid", "refunded"], "refunded": ["paid"],
}  # fmt: skip
_A_DAY = timedelta(days=1)
_PIX, _TXID = "E1", "t" * 30


@dataclass
class Deaths:
    """``wrong`` says after which death the ledger was another one."""

    histories: int = 0
    kills: int = 0
    again: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For people."""
        died = f"{self.kills} deaths, after {self.again} of which one died again"
        return f"{self.histories} histories, {died}; {len(self.wrong)} wrong"


class Life:
    """A charge, a carnê and a Pix; of their histories the first row was told, and no more yet."""

    def __init__(self, seed: int) -> None:
        self.world = world = World(account=account(pix_key="chave"), now=NOON + _A_DAY)
        rng = Random(seed)
        one, (carnet, parcels) = world.issue(), world.issue_carnet(2, 3)
        world.book.add([charge(9, method="pix", txid=_TXID, status="waiting")])
        self.tokens = [f"token-{one}", f"token-c{carnet}"]
        self.charge_ids = [each.charge_id for each in world.book.charges.values()]  # type: ignore[attr-defined]
        for token in self.tokens:
            world.tell(token)
        self.coming = [
            *(step for efi_id in [one, *parcels] for step in _walk(efi_id, rng)),
            *((_PIX, "", str(part)) for part in range(4)),
        ]
        places = sorted(range(len(self.coming)), key=lambda _: rng.random())
        self.coming = _interleaved(self.coming, places)

    def happen(self, share: float = 1.0) -> None:
        """So much of what is to come does."""
        now, self.coming = _split(self.coming, share)
        for what, status, value in now:
            if what == _PIX:
                self.world.efi.receive(self.world.account, _pix(int(value or 0)))
            else:
                self.world.efi.happen(int(what), status, value)

    def tell(self) -> None:
        """Somebody is told of everything."""
        for token in self.tokens:
            self.world.tell(token)
        self.world.tell(_PIX, "pix")

    def compare(self) -> None:
        """The day's comparison comes."""
        self.world.reconcile()

    def kept(self) -> tuple[bytes, list[object]]:
        """The ledger, and how each charge stands."""
        found = [self.world.book.get("acme", each) for each in self.charge_ids]
        stand = [(x.status, x.credited, x.cycle, x.settled_amount) for x in found if x]
        return bytes_of(self.world.ledger(), "booked_at", "source"), list(stand)


type Act = Callable[[Life], None]
_WAYS: dict[str, tuple[float, Act, Act]] = {
    "told, told": (1.0, Life.tell, Life.tell),
    "told, compared": (1.0, Life.tell, Life.compare),
    "compared, told": (1.0, Life.compare, Life.tell),
    "compared, compared": (1.0, Life.compare, Life.compare),
    "told, more happens, told": (0.6, Life.tell, Life.tell),
    "compared, more happens, told": (0.6, Life.compare, Life.tell),
}


def die_everywhere(seeds: range, say: Callable[[str], None]) -> Deaths:
    """Each seed is a life of its own."""
    deaths = Deaths()
    for seed in seeds:
        undisturbed = Life(seed)
        undisturbed.happen()
        undisturbed.tell()
        wanted = undisturbed.kept()
        deaths.histories += 1
        for way in _WAYS:
            for step in count(1):
                if not _die(seed, step, way, wanted, deaths):
                    break
    say(deaths.line())
    return deaths


def _die(seed: int, step: int, way: str, wanted: object, deaths: Deaths) -> bool:
    """False where there is no such step."""
    share, dying, after = _WAYS[way]
    life = Life(seed)
    life.happen(share)
    if not _killed(life, step, dying):
        return False
    deaths.kills += 1
    life.happen()
    if step % 3 == 0:  # who puts it right dies, too
        deaths.again += _killed(life, 1 + (step * 7 + seed) % 11, after)
    after(life)
    if life.kept() != wanted:
        deaths.wrong.append(f"history {seed}, killed at step {step}: {way}")
    return True


def _killed(life: Life, step: int, dying: Act) -> bool:
    watched(life.world, stop_at(step))
    try:
        dying(life)
    except (Stopped, ExceptionGroup):
        return True
    finally:
        watched(life.world, nothing)
    return False


def _walk(efi_id: int, rng: Random) -> list[tuple[str, str, str | None]]:
    steps, status = [], "waiting"
    for _ in range(rng.randint(1, 5)):
        status = rng.choice(_THEN[status])
        value = rng.choice(["100.00", "100.00", "99.37"]) if status == "paid" else None
        steps.append((str(efi_id), status, value))
    return steps


def _interleaved[T: tuple[str, str, str | None]](steps: list[T], places: list[int]) -> list[T]:
    """In another order, but each one's own in theirs."""
    names = [steps[place][0] for place in places]
    queues = {name: iter([step for step in steps if step[0] == name]) for name in names}
    return [next(queues[name]) for name in names]


def _split[T](steps: list[T], share: float) -> tuple[list[T], list[T]]:
    at = round(len(steps) * share)
    return steps[:at], steps[at:]


def _pix(returns: int) -> PixReceived:
    """It came, and so often some of it went back."""
    back = [PixReturn(f"d{n}", Decimal("20.00"), NOON + timedelta(hours=n), True) for n in range(3)]
    return PixReceived(_PIX, _TXID, Decimal("100.00"), NOON, returns=tuple(back[:returns]))
