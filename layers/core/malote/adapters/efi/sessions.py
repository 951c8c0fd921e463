"""Access tokens, one for each account, revision and API, renewed before they expire."""

import base64
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from pydantic import Field

from malote.adapters.efi import certificate
from malote.adapters.efi.budget import Budget
from malote.adapters.efi.hosts import Api, Hosts
from malote.adapters.efi.refusals import refusal
from malote.adapters.efi.wire import Text, Wire, parsed
from malote.adapters.https import Answer, CertificateAlert, Lost, NotSent, Sent, exchange
from malote.billing.accounts import BillingAccount
from malote.billing.remote import EfiSecret
from malote.errors import (
    EfiCertificateRefused,
    EfiCredentialsRefused,
    EfiUnavailable,
    NotFound,
)
from malote.ports.billing import BillingSecrets

_FRESH = 0.9  # of a token's life
_KEPT = 256  # sessions, of which those of other revisions are never asked for again
_PATHS: dict[Api, str] = {"charges": "/authorize", "pix": "/oauth/token"}


class _Granted(Wire):
    """RFC 6749 section 5.1; ``expires_in`` in seconds."""

    access_token: Text
    expires_in: int = Field(gt=0, le=86_400)


@dataclass(frozen=True, slots=True)
class Session:
    """``until`` is of ``time.monotonic``; ``withheld`` is what no error may repeat."""

    token: str = field(repr=False)
    tls: ssl.SSLContext
    until: float
    withheld: tuple[str, ...] = field(repr=False)


@dataclass(slots=True)
class _Slot:
    lock: Lock = field(default_factory=Lock)
    session: Session | None = None


class Sessions:
    """Safe among threads: of those that want a token at once, one asks for it."""

    def __init__(
        self,
        secrets: BillingSecrets,
        budget: Budget,
        hosts: Hosts,
        tls: Callable[[], ssl.SSLContext],
    ) -> None:
        self._secrets = secrets
        self._budget = budget
        self._hosts = hosts
        self._new_tls = tls
        self._slots: dict[tuple[str, str, str, Api], _Slot] = {}
        self._choosing = Lock()

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """Without a certificate of ours."""
        return self._new_tls()

    def open(
        self, account: BillingAccount, api: Api, deadline: float, instead_of: Session | None = None
    ) -> Session:
        """With a token that is fresh, and not the one that was refused. Raises EfiError."""
        slot = self._slot((account.tenant, account.account_id, account.revision, api))
        with slot.lock:  # no longer than whoever came first may take
            session = slot.session
            if session is None or session is instead_of or session.until <= time.monotonic():
                session = self.authorize(account, api, self._kept(account), deadline)
                slot.session = session
            return session

    def _kept(self, account: BillingAccount) -> EfiSecret:
        try:
            return self._secrets.read(account.secret_name)
        except NotFound as missing:
            raise EfiCredentialsRefused(missing.detail) from None

    def authorize(
        self, account: BillingAccount, api: Api, secret: EfiSecret, deadline: float
    ) -> Session:
        """A new token. Raises EfiError; whatever happens, nothing was done at Efí."""
        if api == "charges":
            self._budget.take(account, "POST /authorize")
            tls = self.tls
        else:
            tls = self._new_tls()
            certificate.present(tls, secret)
        asked = time.monotonic()
        withheld = _withheld(account, secret)
        answer = self._asked(account, api, secret, tls, deadline)
        if answer.status != 200:
            raise refusal(api, answer, withheld=withheld)
        granted = parsed(answer.body, _Granted)
        if granted is None:
            raise EfiUnavailable("a resposta à autorização não é a que a Efí documenta")
        return Session(
            granted.access_token,
            tls,
            asked + _FRESH * granted.expires_in,
            (granted.access_token, *withheld),
        )

    def _asked(
        self,
        account: BillingAccount,
        api: Api,
        secret: EfiSecret,
        tls: ssl.SSLContext,
        deadline: float,
    ) -> Answer:
        pair = f"{account.client_id}:{secret.client_secret.get_secret_value()}"
        sent = Sent(
            "POST",
            self._hosts.base(api, account.environment) + _PATHS[api],
            {
                "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
                "Content-Type": "application/json",
            },
            b'{"grant_type": "client_credentials"}',
        )
        try:
            return exchange(sent, tls, deadline)
        except CertificateAlert:
            raise EfiCertificateRefused from None
        except (NotSent, Lost) as lost:
            raise EfiUnavailable(f"sem resposta à autorização ({lost})") from None

    def _slot(self, key: tuple[str, str, str, Api]) -> _Slot:
        with self._choosing:
            slot = self._slots.pop(key, None) or _Slot()
            self._slots[key] = slot  # the last to be used is the last
            while len(self._slots) > _KEPT:
                del self._slots[next(iter(self._slots))]
            return slot


def _withheld(account: BillingAccount, secret: EfiSecret) -> tuple[str, ...]:
    secrets = (secret.client_secret, secret.pix_password, secret.hmac)
    held = (each.get_secret_value() for each in secrets if each is not None)
    return (*filter(None, held), account.webhook_id)
