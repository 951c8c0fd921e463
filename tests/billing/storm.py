"""Thousands of notifications, true and false, many at once, while Efí has a bad day."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from threading import BoundedSemaphore, Lock
from urllib.parse import urlencode
from uuid import UUID

from malote.audit import Action, Entry
from malote.billing.accounts import BillingAccount
from malote.billing.charges import Charge
from malote.billing.queued import Told
from malote.billing.receiving import Posted
from malote.errors import ChangedMeanwhile, ChargeNotOpen, EfiError, InvalidInput, NotFound
from tests.billing.lives import Lives
from tests.billing.market import Market
from tests.billing.weather import worsen
from tests.fakes.trail import entry

AT_ONCE = 50
_MALFORMED = [b"", b"notification=", b"notification=a%20b", b"nada=1", b"\xff" * 300]
_TOLD = 0.7  # of what happens, at once
_KINDS = {"life": 30, "again": 40, "forged": 8, "astray": 10, "unknown": 3, "malformed": 3,
          "stranger": 8, "burst": 1, "compare": 0.05, "by hand": 3}  # fmt: skip


@dataclass
class Storm:
    """``posted`` counts what was posted by its kind, ``ended`` what became of it."""

    market: Market
    charges: list[Charge]
    strangers: list[tuple[BillingAccount, str]]
    rng: Random
    say: Callable[[str], None]
    posted: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    again: list[Told] = field(default_factory=list)
    _known: list[tuple[Charge, str]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.lives = Lives(self.market.efi.control, self.rng)
        self._room = BoundedSemaphore(2 * AT_ONCE)
        self._owners = {(each.tenant, each.account_id): each for each in self.market.owners}

    def blow(self, count: int) -> None:
        """So many are posted; what Efí would not answer waits ``again``."""
        said = time.monotonic()
        names, weights = list(_KINDS), list(_KINDS.values())
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for owner, token in self.strangers:  # they come first, before anybody heard of ours
                self._post(pool, "stranger", owner, _body(token, False), False)
            while self.posted.total() < count:
                worsen(self.market.efi.control, self.rng)
                (kind,) = self.rng.choices(names, weights)
                self._step(pool, kind)
                if time.monotonic() - said > 5:
                    said = time.monotonic()
                    self.say(f"{self.posted.total()} of {count} posted, {self.ended.total()} done")

    def drain(self, hints: Iterable[Told]) -> None:
        """The queue gives back what was not done, until all is."""
        waiting = list(hints)
        for _ in range(20):
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(self._apply, waiting))
            waiting, self.again = self.again, []
            if not waiting:
                return
        self.broken.append(f"{len(waiting)} hints are never done")

    def hints(self, charges: Iterable[Charge]) -> Iterator[Told]:
        """One for each of them, as Efí names it."""
        control = self.market.efi.control
        for each in map(self.found, charges):
            webhook_id = self._owner(each).webhook_id
            if each.txid:
                for pix in list(control.bank.received.values()):
                    if pix.txid == each.txid:
                        name = pix.end_to_end_id
                        yield Told(webhook_id=webhook_id, kind="pix", reference=name)
            else:
                token = control.token(each.efi_id or 0)
                yield Told(webhook_id=webhook_id, kind="charge", reference=token)

    def _step(self, pool: ThreadPoolExecutor, kind: str) -> None:
        charge, name = self.rng.choice(self._known or [(self.charges[0], "nada")])
        owner, pix = self._owner(charge), bool(charge.txid)
        match kind:
            case "life":
                self._happens(pool)
            case "compare":
                pool.submit(self._compare, owner).add_done_callback(self._failed)
            case "by hand":
                change = self.rng.choice([self.market.changes.settle, self.market.changes.cancel])
                charge = self.rng.choice(self.charges)
                pool.submit(self._change, change, charge).add_done_callback(self._failed)
            case "again":
                self._post(pool, kind, owner, _body(name, pix), pix)
            case "burst":
                self._burst(pool, self.found(self.rng.choice(self.charges)))
            case "unknown":
                nobody = owner.model_copy(
                    update={"webhook_id": f"{self.rng.getrandbits(128):032x}"}
                )
                self._post(pool, kind, nobody, _body(name, pix), pix, NotFound)
            case "malformed":
                self._post(pool, kind, owner, self.rng.choice(_MALFORMED), False, InvalidInput)
            case _:
                self._lie(pool, kind, name, pix)

    def _happens(self, pool: ThreadPoolExecutor) -> None:
        """Something, at Efí; at times nobody is told yet."""
        charge = self.found(self.rng.choice(self.charges))
        named = None
        for _ in range(self.rng.randint(1, 3)):
            named = self.lives.step(charge) or named
        if named and self.rng.random() < _TOLD:
            self._known.append((charge, named))
            pix = bool(charge.txid)
            self._post(pool, "life", self._owner(charge), _body(named, pix), pix)

    def _burst(self, pool: ThreadPoolExecutor, charge: Charge) -> None:
        """Something happens, all hear of it at once, and meanwhile more happens."""
        for _ in range(2):
            if named := self.lives.step(charge):
                self._known.append((charge, named))
                pix = bool(charge.txid)
                for _ in range(AT_ONCE):
                    self._post(pool, "burst", self._owner(charge), _body(named, pix), pix)

    def _lie(self, pool: ThreadPoolExecutor, kind: str, name: str, pix: bool) -> None:
        """Something that is not so is posted to somebody's right address."""
        owner = self.rng.choice(self.market.owners)
        if kind == "forged":
            pix = self.rng.random() < 0.3
            name = str(UUID(int=self.rng.getrandbits(128), version=4))
        elif kind == "stranger":
            pix, (_, name) = False, self.rng.choice(self.strangers)
        self._post(pool, kind, owner, _body(name, pix), pix)

    def _post(
        self,
        pool: ThreadPoolExecutor,
        kind: str,
        owner: BillingAccount,
        body: bytes,
        pix: bool,
        refused: type[Exception] | None = None,
    ) -> None:
        """``refused`` is what has to become of it at the door."""
        self.posted[kind] += 1
        form = "application/json" if pix else "application/x-www-form-urlencoded"
        posted = Posted(owner.webhook_id, form, body, "", certified=True)
        self._room.acquire()
        pool.submit(self._hear, posted, refused).add_done_callback(self._done)

    def _done(self, future: Future[None]) -> None:
        self._room.release()
        self._failed(future)

    def _failed(self, future: Future[None]) -> None:
        if error := future.exception():
            self.broken.append(repr(error))

    def _compare(self, owner: BillingAccount) -> None:
        self.market.reconciler.reconcile(owner)

    def _change(self, change: Callable[[Entry], Charge], charge: Charge) -> None:
        """A user does, while notifications come."""
        by = entry(Action.CHARGE_CANCELED, charge.charge_id, tenant=charge.tenant)
        with suppress(EfiError, ChargeNotOpen):
            change(by)
            self._end("changed by hand")

    def _hear(self, posted: Posted, refused: type[Exception] | None) -> None:
        queues = self.market.queues
        try:
            self.market.door.hear(posted)
        except (NotFound, InvalidInput) as error:
            self._end("turned away")
            if refused is None or not isinstance(error, refused):
                self.broken.append(f"turned away: {posted}: {error!r}")
            return
        if refused:
            self.broken.append(f"taken: {posted}")
        with self._lock:
            hints, queues.hints[:] = list(queues.hints), []
        for each in hints:
            self._apply(each)

    def _apply(self, hint: Told) -> None:
        try:
            outcome = self.market.applier.apply(hint)
        except (EfiError, ChangedMeanwhile) as error:
            with self._lock:
                self.again.append(hint)
            self._end(f"put off: {error.code}")
        else:
            self._end("applied" if outcome.applied else "ignored" if outcome.ignored else "nothing")

    def _end(self, how: str) -> None:
        with self._lock:
            self.ended[how] += 1

    def _owner(self, charge: Charge) -> BillingAccount:
        return self._owners[charge.tenant, charge.account_id]

    def found(self, charge: Charge) -> Charge:
        """With Efí's id, though its answer may have been lost."""
        if charge.efi_id or charge.txid:
            return charge
        for each in self.market.efi.control.issued(self._owner(charge).client_id):
            named = {charge.charge_id, charge.carnet_id}
            if each["custom_id"] in named and each["parcel"] == charge.parcel:
                return charge.model_copy(update={"efi_id": each["charge_id"]})
        raise AssertionError(f"Efí does not have {charge.charge_id}")


def _body(name: str, pix: bool) -> bytes:
    if pix:
        return f'{{"pix": [{{"endToEndId": "{name}", "valor": "1.00"}}]}}'.encode()
    return urlencode({"notification": name}).encode()
