"""Carnês of twelve parcels, paid, refunded and cancelled in interleaved rows, told at any moment."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from malote.billing.charges import Carnet, Charge
from malote.billing.queued import Told
from malote.errors import ChangedMeanwhile, EfiError
from tests.billing.lives import Lives
from tests.billing.market import Market, Stores, market
from tests.billing.truth import Audit, audit
from tests.billing.weather import worsen

_STEPS = 40  # for each carnê

type Made = tuple[Carnet, tuple[Charge, ...]]


@dataclass(frozen=True)
class Booklets:
    """``complaints`` are none if every parcel is right."""

    audit: Audit
    statuses: Counter[str]
    complaints: list[str]


def interleave(stores: Stores, carnets: int, seed: int, say: Callable[[str], None]) -> Booklets:
    """In the end the half of them are told once more, and the others compared."""
    with market(stores, seed) as world:
        made = [world.issue_carnet(world.rng.choice(world.owners)) for _ in range(carnets)]
        lives = Lives(world.efi.control, world.rng)
        _live(world, lives, made)
        for number, (carnet, of) in enumerate(made):
            for each in of[:3]:
                lives.step(each)
            if number % 2:
                _tell(world, carnet)
        for owner in world.owners:
            world.reconciler.reconcile(owner)
        parcels = [each for _, of in made for each in of]
        result = audit(world, parcels)
        statuses = Counter(world.again(each).status.value for each in parcels)
        complaints = [*result.wrong, *world.witness.odd, *_otherwise(world, made)]
    say(f"{carnets} carnês, seed {seed}, {lives.happened} things happened: {dict(statuses)}")
    say(result.line())
    for complaint in complaints[:20]:
        say(complaint)
    return Booklets(result, statuses, complaints)


def _live(world: Market, lives: Lives, made: list[Made]) -> None:
    """Some of what happens is told at once, by two, while more happens."""
    running, control = list[Future[None]](), world.efi.control
    with ThreadPoolExecutor(12) as pool:
        for _ in range(_STEPS * len(made)):
            carnet, of = world.rng.choice(made)
            worsen(control, world.rng, 0.02)
            if lives.step(world.rng.choice(of)) and world.rng.random() < 0.5:
                running += [pool.submit(_tell, world, carnet) for _ in range(2)]
    for each in running:
        each.result()
    control.behave()


def _tell(world: Market, carnet: Carnet) -> None:
    """A notification of its history comes; what Efí does not answer then is lost."""
    now = world.book.carnet(carnet.tenant, carnet.carnet_id)
    assert now
    token = world.efi.control.bank.carnets[now.efi_id or 0].history.token
    owners = {(each.tenant, each.account_id): each for each in world.owners}
    webhook_id = owners[carnet.tenant, carnet.account_id].webhook_id
    with suppress(EfiError, ChangedMeanwhile):
        world.applier.apply(Told(webhook_id=webhook_id, kind="charge", reference=token))


def _otherwise(world: Market, made: list[Made]) -> Iterator[str]:
    for carnet, _ in made:
        here = world.book.carnet(carnet.tenant, carnet.carnet_id)
        assert here
        there = world.efi.control.bank.carnets[here.efi_id or 0]
        if here.status != there.status:
            yield f"{here.carnet_id} is {here.status}, at Efí {there.status}"
