"""Accounts, their tokens, and how often each endpoint was called.

Cobranças and Pix hand out tokens of their own: 600 s and 3600 s.
"""

import base64
import binascii
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from local.efi.answers import Answer, over_quota, unauthorized

type Api = Literal["charges", "pix"]


@dataclass(frozen=True)
class Account:
    """``bolix``: its boletos carry a Pix, too, as is chosen in the account's settings."""

    client_id: str
    client_secret: str
    pix_keys: tuple[str, ...] = ()
    bolix: bool = True


class Accounts:
    """``token_life`` in seconds, for Cobranças; ``quota`` a day for each account and endpoint."""

    def __init__(
        self, now: Callable[[], datetime], rng: Random, token_life: float, quota: int
    ) -> None:
        self.known: dict[str, Account] = {}
        self.revoked: set[str] = set()
        self._now = now
        self._rng = rng
        self._lives: dict[Api, float] = {"charges": token_life, "pix": 3600}
        self._quota = quota
        self._tokens: dict[str, tuple[str, Api, datetime]] = {}
        self._calls: Counter[tuple[str, str, str]] = Counter()

    def authorize(self, header: str, api: Api) -> Answer:
        """A token for HTTP Basic credentials. Raises Refused."""
        account = self._with_password(header)
        token = f"{self._rng.getrandbits(256):064x}"
        life = self._lives[api]
        until = self._now() + timedelta(seconds=life)
        self._tokens[token] = (account.client_id, api, until)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": int(life)}
        if api == "pix":
            return Answer(200, answer | {"scope": "cob.read cob.write pix.read pix.write"})
        at = str(int(until.timestamp() * 1000))
        return Answer(200, answer | {"refresh_token": f"r{token}", "expire_at": at})

    def holder(self, header: str, api: Api) -> Account:
        """Whose token it is. Raises Refused."""
        scheme, _, token = header.partition(" ")
        client_id, of, until = self._tokens.get(token, ("", api, self._now()))
        if scheme != "Bearer" or of != api or until <= self._now() or client_id in self.revoked:
            raise unauthorized()
        return self.known[client_id]

    def spend(self, account: Account, endpoint: str) -> None:
        """One call more. Raises Refused over the quota; notifications have twice as much."""
        today = self._now().date().isoformat()
        self._calls[account.client_id, endpoint, today] += 1
        limit = self._quota * (2 if endpoint == "GET /notification/:token" else 1)
        if self._calls[account.client_id, endpoint, today] > limit:
            raise over_quota()

    def expire_tokens(self) -> None:
        """None that was handed out is good any more."""
        self._tokens.clear()

    def _with_password(self, header: str) -> Account:
        scheme, _, encoded = header.partition(" ")
        try:
            pair = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise unauthorized() from error
        client_id, _, secret = pair.partition(":")
        account = self.known.get(client_id)
        if account is None or (scheme, secret) != ("Basic", account.client_secret):
            raise unauthorized()
        if client_id in self.revoked:
            raise unauthorized()
        return account
