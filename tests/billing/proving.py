"""The first proof: so many notifications, a drain, one comparison; what held and what did not."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from malote.billing.accounts import BillingAccount
from malote.billing.charges import Charge
from malote.billing.queries import LedgerQuery
from tests.billing.market import NOBODY, Market, Stores, market
from tests.billing.storm import Storm
from tests.billing.truth import Audit, audit

_LOST = 0.1  # of the answers to what was issued


@dataclass(frozen=True)
class Proof:
    """``complaints`` are none if all is well."""

    audit: Audit
    storm: Storm
    complaints: list[str]


def prove(
    stores: Stores, notifications: int, charges: int, seed: int, say: Callable[[str], None]
) -> Proof:
    """So many charges, a third of them parcels of carnês."""
    began = time.monotonic()
    with market(stores, seed) as world:
        made = _issued(world, charges)
        say(f"{len(made)} charges of {len(world.owners)} accounts, in {stores.name}, seed {seed}")
        known = [each for each in made if each.txid or (each.efi_id and not each.carnet_id)]
        silent = known[:: len(known) // 20]
        told = [each for each in made if each not in silent]
        storm = Storm(world, told, _strangers(world, made), world.rng, say)
        storm.blow(notifications)
        world.efi.control.behave()
        storm.drain([*storm.again, *storm.hints(told)])
        missed = [each for each in told if storm.lives.step(storm.found(each))]
        for each in silent:
            storm.lives.pay(each)
        time.sleep(1)  # a Pix of this very second is the next comparison's
        differences = _compared(world, storm)
        result = audit(world, told + silent)
        before = _ledgers(world)
        storm.drain(storm.hints(told))
        if _ledgers(world) != before:
            storm.broken.append("what was told once more changed the ledger")
        late = _told_late(storm, silent, told + silent)
    spent = time.monotonic() - began
    say(f"posted {dict(storm.posted)}; {storm.lives.happened} things happened at Efí")
    say(f"ended {dict(storm.ended)}; {world.witness.looked} writes looked at")
    say(f"{len(missed)} missed and {len(silent)} never told, {differences} mended; {spent:.0f} s")
    say(result.line())
    if not any(each.startswith("put off") for each in storm.ended):
        storm.broken.append("nothing was put off, whatever Efí answered")
    complaints = [*storm.broken, *world.witness.odd, *result.wrong, *late.wrong]
    for complaint in complaints[:20]:
        say(complaint)
    return Proof(result, storm, complaints)


def _issued(world: Market, count: int) -> list[Charge]:
    """Of all kinds and owners; of some nobody heard that Efí has them."""
    made, control = list[Charge](), world.efi.control
    while len(made) < count:
        owner, kind = world.rng.choice(world.owners), world.rng.randrange(20)
        lost = world.rng.random() < _LOST
        endpoint = "POST /carnet" if kind == 0 else "POST /charge/one-step"
        if lost and kind < 15:
            control.misbehave(endpoint, world.rng.choice(["cut", "empty"]), after=True)
        if kind == 0:
            made += world.issue_carnet(owner)[1]
        else:
            made.append(world.issue(owner, "pix" if kind >= 15 else ("boleto", "bolix")[kind % 2]))
        assert not control.bank.misbehaviours.next(endpoint)
    return made


def _strangers(world: Market, made: list[Charge]) -> list[tuple[BillingAccount, str]]:
    """Charges that somebody made at Efí himself, under ids of ours; all are paid."""
    found, control = list[tuple[BillingAccount, str]](), world.efi.control
    billets = [each for each in made if not each.txid]
    lost = [each for each in billets if each.efi_id is None]
    for number, victim in enumerate([*world.rng.sample(billets, 40), *lost]):
        others = [x for x in world.owners if x.account_id != victim.account_id or victim.efi_id]
        # The nearest is of the same tenant, in another account.
        near = [x for x in others if x.tenant == victim.tenant]
        owner = world.rng.choice(near if near and number % 2 else others)
        copy = victim.model_copy(update={"carnet_id": None, "parcel": None})
        efi_id = world.client.issue(owner, copy, NOBODY).efi_id or 0
        control.pay(efi_id)
        found.append((owner, control.token(efi_id)))
    return found


def _compared(world: Market, storm: Storm) -> int:
    """Every account with Efí's list; what is left over are the strangers' alone."""
    mended, control = 0, world.efi.control
    for owner in world.owners:
        report = world.reconciler.reconcile(owner)
        mended += report.mended
        if report.problem or report.more:
            storm.broken.append(f"not compared: {report.problem}")
        left = {(each.what, each.efi_id) for each in report.differences if not each.mended}
        theirs = [token for of, token in storm.strangers if of == owner]
        ids = [control.rows(token)[0]["identifiers"]["charge_id"] for token in theirs]
        if left != {("unknown_here", each) for each in ids}:
            storm.broken.append(f"{owner.tenant} {owner.account_id}: {left} are left over")
    return mended


def _told_late(storm: Storm, silent: list[Charge], charges: list[Charge]) -> Audit:
    """Of some charges, that were paid and refunded, only the comparisons knew; now rows come."""
    world = storm.market
    for each in silent[::2]:
        if not each.txid:
            storm.lives.refund(each)
    for owner in world.owners:
        world.reconciler.reconcile(owner)
    storm.drain(storm.hints(silent))
    return audit(world, charges)


def _ledgers(world: Market) -> bytes:
    tenants = sorted({each.tenant for each in world.owners})
    entries = [each for of in tenants for each in world.book.entries(of, LedgerQuery())]
    return b"\n".join(each.model_dump_json().encode() for each in entries)
