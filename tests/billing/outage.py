"""Efí is down, slow, over quota and out of its mind, while many workers issue charges, and die.

The clock is the proof's own: nobody waits for back-off. What Efí is slow at is waited for, as no
function of ours lives as long as it takes until a charge is looked for.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from local.efi.control import Control
from malote.billing.charges import OPEN, Carnet, Charge, Status
from malote.errors import EfiCredentialsRefused, EfiOverQuota, EfiUnavailable, EfiUncertain
from malote.notices.follow import Change, notices_of
from malote.notices.models import Notice
from tests.billing.market import Clock, Market, Stores, market
from tests.billing.workers import Wanted, Workers

_MAKES = ["POST /charge/one-step", "POST /carnet", "PUT /v2/cob/:txid"]
_ASKS = ["GET /charges", "GET /charge/:id", "GET /v2/cob/:txid", "POST /authorize"]
_HOW = ["error", "outage", "cut", "midway", "slow", "html", "empty", "truncated", "wrong_types",
        "quota", "unauthorized"]  # fmt: skip
_TOLD = {each.code for each in (EfiUnavailable, EfiUncertain, EfiOverQuota, EfiCredentialsRefused)}


@dataclass
class Outage:
    """``complaints`` are none if all was issued once, and all was told."""

    asked: int
    issued: int
    deaths: int
    problems: Counter[str]
    notices: Counter[str]
    complaints: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For people."""
        told = ", ".join(f"{code} {count}" for code, count in self.notices.items())
        return (
            f"{self.asked} charges and carnês, {self.issued} at Efí, {self.deaths} workers died;"
            f" open with {dict(self.problems)}; notices: {told}; {len(self.complaints)} wrong"
        )


def endure(stores: Stores, charges: int, seed: int, say: Callable[[str], None]) -> Outage:
    """So many are asked for while it lasts; then Efí is well again, and a day passes."""
    began, clock = time.monotonic(), Clock()
    with market(stores, seed, clock, seconds=0.4) as world:
        workers, control = Workers(world, clock), world.efi.control
        wanted = [_wanted(world, number) for number in range(charges)]
        problems: Counter[str] = Counter()
        for number, some in enumerate(_batches(wanted, 10)):
            _spoil(control, world.rng)
            if number == 3:
                control.revoke(world.owners[0].client_id)
            if number == 5:
                for _ in range(15_000):  # somebody else uses the same account
                    stores.quota.take(world.owners[4], "POST /charge/one-step", clock())
            workers.create(some)
            workers.pass_time(timedelta(seconds=world.rng.choice([20, 90, 200])))
            problems.update(_open_with(world))
            workers.create([each for each in some if world.rng.random() < 0.5])  # asks again
            say(f"{(number + 1) * 10} % asked for, {dict(_open_with(world))} open")
        workers.pass_time(timedelta(minutes=30))
        problems.update(_open_with(world))
        workers.fate.rate = 0
        control.restore(world.owners[0].client_id)
        control.behave()
        workers.pass_time(timedelta(hours=26))
        notices = _notices(world)
        there = _there(control)
        outage = Outage(
            asked=len(_here(world)),
            issued=len(there),
            deaths=workers.fate.deaths.total(),
            problems=problems,
            notices=Counter(each.details.get("code", "") for each in notices),
        )
        outage.complaints = [
            *workers.broken,
            *world.witness.odd,
            *_not_once(world, there),
            *_asked_too_often(outage, charges),
            *_untold(outage, notices),
        ]
    say(f"seed {seed}, {time.monotonic() - began:.0f} s: {outage.line()}")
    say(f"died {dict(workers.fate.deaths)}")
    for each in outage.complaints[:20]:
        say(each)
    return outage


def _wanted(world: Market, number: int) -> Wanted:
    kind = world.rng.choices(["boleto", "bolix", "carnet", "pix"], [5, 5, 2, 4])[0]
    return Wanted(world.rng.choice(world.owners), kind, f"key-{number}")


def _batches[T](things: list[T], count: int) -> Iterable[list[T]]:
    size = -(-len(things) // count)
    return (things[start : start + size] for start in range(0, len(things), size))


def _spoil(control: Control, rng: Random) -> None:
    """What was to go wrong and did not is forgotten: each part of the proof has its own."""
    with control.bank.lock:
        control.behave()
        for endpoint in [*_MAKES, *_ASKS]:
            for _ in range(rng.randint(2, 12)):
                how = rng.choice(_HOW)
                done = how in {"error", "outage", "cut", "slow"} and rng.random() < 0.5
                if not (how == "slow" and endpoint in _ASKS):
                    control.misbehave(endpoint, how, rng.randint(1, 2), done, seconds=0.6)


def _open_with(world: Market) -> Counter[str]:
    return Counter(f"{x.status} {x.problem}" for x in _here(world).values() if x.status in OPEN)


def _here(world: Market) -> dict[str, Charge | Carnet]:
    """By what Efí calls it: our id, or the txid."""
    found: dict[str, Charge | Carnet] = {}
    for tenant, name in world.witness.made:
        charge = world.book.get(tenant, name)
        found[name] = charge or world.book.carnet(tenant, name)  # type: ignore[assignment]
    return found


def _there(control: Control) -> Counter[str]:
    """How often Efí has what it calls so."""
    charges = (each["custom_id"] for each in control.issued() if each["parcel"] in {None, 1})
    return Counter([*charges, *(txid for _, txid in control.bank.cobs)])


def _not_once(world: Market, there: Counter[str]) -> Iterable[str]:
    here = _here(world)
    names = {name.replace("-", "") if _is_pix(each) else name: each for name, each in here.items()}
    for name in there.keys() - names.keys():
        yield f"{name} is at Efí, and nobody knows of it"
    for name, each in names.items():
        if there[name] != 1 or each.status in {*OPEN, Status.NOT_ISSUED}:
            yield f"{name} is {each.status} ({each.problem}), {there[name]} times at Efí"


def _asked_too_often(outage: Outage, charges: int) -> Iterable[str]:
    if outage.asked > charges:
        yield f"{outage.asked} were made for {charges} keys"


def _is_pix(thing: Charge | Carnet) -> bool:
    return isinstance(thing, Charge) and thing.method == "pix"


def _notices(world: Market) -> list[Notice]:
    """What follows from all that was written; the same is told once."""
    told = {(each.tenant, each.account_id): each.told for each in world.owners}
    found: dict[object, Notice] = {}
    for before, after in world.witness.changes:
        subject = "charge" if isinstance(after, Charge) else "carnet"
        name = after.charge_id if isinstance(after, Charge) else after.carnet_id
        images = [each.model_dump(mode="json", exclude_none=True) for each in (before, after)]
        change = Change(after.tenant, subject, name, images[0], images[1], world.now())  # type: ignore[arg-type]
        for each in notices_of(change, lambda tenant, account: told[tenant, account]):
            found.setdefault((each.tenant, each.kind, each.of), each)
    return list(found.values())


def _untold(outage: Outage, notices: list[Notice]) -> Iterable[str]:
    met = {each.partition(" ")[2] for each in outage.problems}
    yield from (f"no charge was ever open with {code}" for code in _TOLD - met)
    for code in (EfiCredentialsRefused.code, EfiOverQuota.code, EfiUnavailable.code):
        if not outage.notices[code]:
            yield f"nobody was told of {code}"
    yield from (f"to everybody: {each}" for each in notices if not each.only)
