"""All that the stand-in knows, in memory. Whoever reads or changes it holds ``lock``."""

import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from threading import RLock
from typing import Any
from uuid import UUID

from local.efi.accounts import Account, Accounts
from local.efi.answers import no_such
from local.efi.billets import Carnet, Charge
from local.efi.histories import BRASILIA, History
from local.efi.misbehaviour import Misbehaviour
from local.efi.posting import Notice, Poster
from local.efi.received import Received
from local.misbehaviours import Misbehaviours


@dataclass(frozen=True)
class Options:
    """How this Efí is. ``retries`` are seconds between one post of a notification and the next.

    ``identical`` charges of one account are let through, and not one more (4600210); None is no
    limit. The same ``seed`` gives the same tokens and disorder. Pix's webhooks have to be at https
    if ``https_only``; ``webhook_certificate`` (PEM, with its key) is what Efí shows there, and
    ``trusted_ca`` whom it believes besides the public ones.
    """

    seed: int = 0
    token_life: float = 600
    quota: int = 15000
    identical: int | None = 2
    retries: tuple[float, ...] = (0.2, 0.4, 0.8, 1.6, 3.2)
    https_only: bool = False
    trusted_ca: Path | None = None
    webhook_certificate: Path | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Bank:
    """Ids begin high, as Efí's do: one that was read from a short row shows."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.now = options.now
        self.lock = RLock()
        self.rng = Random(options.seed)
        self.accounts = Accounts(options.now, self.rng, options.token_life, options.quota)
        self.misbehaviours = Misbehaviours[Misbehaviour]()
        self.poster = Poster(options.retries, Random(options.seed), cache(self.tls))
        self.calls: Counter[str] = Counter()
        self.charge_ids = count(24_000_001)
        self.carnet_ids = count(2_500_001)
        self.charges: dict[int, Charge] = {}
        self.carnets: dict[int, Carnet] = {}
        self.histories: dict[str, History] = {}
        self.alike: Counter[str] = Counter()
        self.cobs: dict[tuple[str, str], dict[str, Any]] = {}
        self.received: dict[str, Received] = {}
        self.webhooks: dict[str, str] = {}  # URLs by Pix key

    def tls(self, *, anonymous: bool = False) -> ssl.SSLContext:
        """How Efí calls others; ``anonymous`` shows no certificate."""
        context = ssl.create_default_context()
        if self.options.trusted_ca:
            context.load_verify_locations(self.options.trusted_ca)
        if self.options.webhook_certificate and not anonymous:
            context.load_cert_chain(self.options.webhook_certificate)
        return context

    def today(self) -> date:
        """In Brasília, where due dates are."""
        return self.now().astimezone(BRASILIA).date()

    def token(self) -> str:
        """A new one, in a UUID's form."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def history(self, account: Account, metadata: dict[str, Any]) -> History:
        """A new one, which stays with its charge or carnê for life."""
        history = History(
            self.token(),
            account.client_id,
            metadata.get("notification_url"),
            metadata.get("custom_id"),
        )
        self.histories[history.token] = history
        return history

    def announce(self, history: History) -> None:
        """Post the token to whoever is to be told, until he asks what happened."""
        self.poster.post(Notice(history))

    def charge(self, account: Account, charge_id: str) -> Charge:
        """One of this account's own. Raises Refused."""
        charge = self.charges.get(int(charge_id)) if charge_id.isdecimal() else None
        if charge is None or charge.account != account.client_id:
            raise no_such()
        return charge

    def carnet(self, account: Account, carnet_id: str) -> Carnet:
        """One of this account's own. Raises Refused."""
        carnet = self.carnets.get(int(carnet_id)) if carnet_id.isdecimal() else None
        if carnet is None or carnet.account != account.client_id:
            raise no_such()
        return carnet
