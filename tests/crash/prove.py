"""One proof: so many mails, so many kills, one seed; what held and what did not."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash import mails as truth
from tests.crash.account import Account, Auditor
from tests.crash.contents import Contents
from tests.crash.driver import Driver
from tests.crash.environments import environments
from tests.crash.mails import TENANTS, Mail
from tests.crash.plans import Plans
from tests.crash.watch import Box, Watch
from tests.crash.world import World, after_import, user, world

_SHARES = {"poll": 0.6, "parse": 0.34, "fan_out": 0.03, "reconcile": 0.03}


@dataclass(frozen=True)
class Proof:
    """What came out. ``broken`` is what did not hold between two crashes."""

    account: Account
    plans: Plans
    broken: list[str]

    @property
    def complaints(self) -> list[str]:
        """Nothing, if all is well."""
        account = self.account
        return [*account.lost, *account.doubled, *account.unexplained, *self.broken]


def prove(mails: int, boxes: int, kills: int, seed: int, say: Callable[[str], None]) -> Proof:
    """Starts a world, lets functions work and die in it, and makes up the account.

    The metrics that functions log are no part of it: who dies logs nothing, and whoever does the
    work again counts it again.
    """
    began = time.monotonic()
    owners = list(TENANTS)
    named = [(owners[number % 2], f"caixa-{number}") for number in range(boxes)]
    made = truth.make(named, mails, seed)
    plans = Plans(kills, seed, _SHARES, stops="poll")
    with TemporaryDirectory(prefix="malote-crash-") as folder:
        Path(folder).chmod(0o755)  # Dovecot's own users have to get in
        with world(Path(folder)) as around:
            around.deliver(made)
            watch = Watch(around, {box: max(m.uid for m in _of(made, box)) for box in named})
            log = Path(folder) / "functions.log"
            with environments("tests.crash.victim", around.env, log) as processes:
                blobs = len({(mail.tenant, blob) for mail in made for blob in mail.blobs})
                driver = Driver(around, processes, plans, watch, say, blobs)
                driver.settle_world(around.settings(named))
                driver.run()
            account = _account(around, made, named)
    proof = Proof(account, plans, watch.broken)
    spent = time.monotonic() - began
    say(f"seed {seed}, {spent:.0f} s: {plans.summary()}\n{account.table()}")
    for complaint in proof.complaints[:20]:
        say(complaint)
    return proof


def _of(mails: list[Mail], box: Box) -> list[Mail]:
    return [mail for mail in mails if (mail.tenant, mail.box) == box]


def _account(around: World, mails: list[Mail], boxes: list[Box]) -> Account:
    inboxes = {box: around.listed(user(*box), "INBOX") for box in boxes}
    epochs = {box: epoch for box, (epoch, _) in inboxes.items()}
    contents = Contents.of(around.cloud, around.table, around.bucket)
    account = Auditor(mails, contents, epochs).account()
    for number, (box, (_, left)) in enumerate(inboxes.items()):
        moved = around.listed(user(*box), "Malote")[1]
        for mail in _of(mails, box):
            places = len(left.get(mail.name, ())) + len(moved.get(mail.name, ()))
            if places != 1:
                which = account.doubled if places else account.lost
                which.append(f"{box}: mail {mail.uid} is {places} times on the server")
            imported = any(blob.outcome != "refused" for blob in mail.blobs)
            if after_import(number) == "move" and imported and mail.name in left:
                account.unmoved += 1
    return account
