"""One proof: so many messages, so many kills, one seed; what held and what did not."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash.contents import Contents
from tests.crash.environments import environments
from tests.crash.plans import Plans
from tests.sending.account import Account, Auditor
from tests.sending.driver import Driver
from tests.sending.mails import make
from tests.sending.world import world

_SHARES = {"send": 0.96, "sweep": 0.04}


@dataclass(frozen=True)
class Proof:
    """What came out."""

    account: Account
    plans: Plans

    @property
    def complaints(self) -> list[str]:
        """Nothing, if all is well."""
        account = self.account
        return [*account.lost, *account.doubled, *account.unexplained]


def prove(messages: int, kills: int, seed: int, rate: float, say: Callable[[str], None]) -> Proof:
    """Starts a world, lets the sender work and die in it, and makes up the account."""
    began = time.monotonic()
    mails = make(messages, seed, datetime.now(UTC))
    plans = Plans(kills, seed, _SHARES, stops="send")
    with TemporaryDirectory(prefix="malote-sending-") as name:
        folder = Path(name)
        with world(folder, seed, rate) as around:
            log = folder / "functions.log"
            with environments("tests.sending.victim", around.env, log) as processes:
                Driver(around, processes, plans, mails, say).run()
            around.log.read()
            cuts = around.log.cuts
            contents = Contents.of(around.cloud, around.table, around.bucket)
            account = Auditor(mails, contents, around.log).account()
    proof = Proof(account, plans)
    spent = time.monotonic() - began
    say(f"{messages} messages, seed {seed}, {spent:.0f} s: {plans.summary()}, {cuts} cuts")
    say(account.line())
    for complaint in proof.complaints[:20]:
        say(complaint)
    return proof
