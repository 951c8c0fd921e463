"""Access tokens (OAuth 2, RFC 6749): from what an account's owner granted, kept while fresh."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from malote.clock import utc_now
from malote.errors import ConsentWithdrawn, TokenUnavailable
from malote.grants import Grant
from malote.mail_accounts import Account
from malote.ports import Secrets, TokenEndpoint

_MARGIN = timedelta(seconds=60)
_ATTEMPTS = 3
_WRITING = 2.0  # seconds that another process may take to write what it was given


@dataclass(frozen=True, slots=True)
class _Made:
    token: str = field(repr=False)
    expires_at: datetime
    revision: str


class AccessTokens:
    """One serves the whole process, in threads; each account has one refresh at a time.

    A token is kept until 60 s before it expires, or until the account has another ``revision``,
    which a new grant gives it.
    """

    def __init__(
        self,
        secrets: Secrets,
        endpoint: TokenEndpoint,
        now: Callable[[], datetime] = utc_now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._secrets = secrets
        self._endpoint = endpoint
        self._now = now
        self._pause = pause
        self._made: dict[str, _Made] = {}
        self._refreshing: dict[str, Lock] = {}

    def get(self, account: Account, *, renew: bool = False, deadline: float = math.inf) -> str:
        """A token that opens the account; ``renew`` asks for another one than before.

        At ``deadline`` (``time.monotonic``) nobody is asked any more. Raises
        ``ConsentWithdrawn``, ``AppRefused`` or ``TokenUnavailable``.
        """
        name = account.secret_name
        with self._refreshing.setdefault(name, Lock()):
            if renew:
                self._made.pop(name, None)
            made = self._made.get(name)
            if made is None or not self._serves(made, account):
                made = self._made[name] = self._refresh(account, deadline)
            return made.token

    def _serves(self, made: _Made, account: Account) -> bool:
        return made.revision == account.revision and self._now() < made.expires_at - _MARGIN

    def _refresh(self, account: Account, deadline: float) -> _Made:
        name = account.secret_name
        for _ in range(_ATTEMPTS):
            kept = self._secrets.read(name)
            grant = Grant.from_secret(kept.text)
            asked_at = self._now()
            try:
                given = self._endpoint.refresh(account, grant, deadline)
            except ConsentWithdrawn:
                # A refresh token may be good for one use, and another process, which got the
                # next one, be about to write it.
                self._pause(_WRITING)
                if self._secrets.read(name).version == kept.version:
                    raise
                continue
            if given.refresh_token not in {None, grant.refresh_token.get_secret_value()}:
                # Written before the access token is used: if we die now, it is not lost.
                text = json.dumps({**json.loads(kept.text), "refresh_token": given.refresh_token})
                if not self._secrets.replace(name, text, instead_of=kept.version):
                    continue  # somebody gave a new grant meanwhile: theirs counts
            return _Made(given.access_token, asked_at + given.lifetime, account.revision)
        raise TokenUnavailable("a credencial mudou várias vezes durante a renovação")
