"""Asking Efí for an account: with a token, within a deadline, again only where it is safe."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from malote.adapters.efi.budget import Budget
from malote.adapters.efi.hosts import Hosts
from malote.adapters.efi.refusals import refusal
from malote.adapters.efi.request import Request
from malote.adapters.efi.sessions import Session, Sessions
from malote.adapters.efi.wire import Wire, parsed
from malote.adapters.https import Answer, CertificateAlert, Lost, NotSent, Sent, exchange
from malote.billing.accounts import BillingAccount
from malote.errors import EfiCertificateRefused, EfiUnavailable, EfiUncertain

_PAUSE = 0.4  # seconds, on average


@dataclass(frozen=True, slots=True)
class Asker:
    """``seconds`` are for an answer with all that it takes: token, repeats and pauses."""

    sessions: Sessions
    budget: Budget
    hosts: Hosts
    seconds: float
    pause: Callable[[float], None]

    def ask[T: Wire](self, account: BillingAccount, request: Request, expected: type[T]) -> T:
        """Its answer. Raises EfiError."""

        def once(deadline: float) -> T:
            answer = self._answered(account, request, deadline)
            read = parsed(answer.body, expected)
            if read is None:
                raise nonsense(request, "a resposta não é a que a Efí documenta")
            return read

        return self._persist(once, repeatable=request.repeatable)

    def tell(self, account: BillingAccount, request: Request) -> None:
        """Have something done whose answer tells nothing more. Raises EfiError."""
        self._answered(account, request, time.monotonic() + self.seconds)

    def fetch(self, link: str) -> bytes:
        """What anybody may have; 200 alone is good. Raises EfiUnavailable."""

        def once(deadline: float) -> bytes:
            try:
                answer = exchange(Sent("GET", link), self.sessions.tls, deadline)
            except (NotSent, Lost, CertificateAlert) as lost:
                raise EfiUnavailable(f"o documento não veio ({lost})") from None
            if answer.status != 200:
                raise EfiUnavailable(f"o documento não veio (HTTP {answer.status})")
            return answer.body

        return self._persist(once, repeatable=True)

    def _persist[T](self, once: Callable[[float], T], *, repeatable: bool) -> T:
        deadline = time.monotonic() + self.seconds
        uncertain: EfiUncertain | None = None
        for last in (False, False, True):
            try:
                return once(deadline)
            except (EfiUnavailable, EfiUncertain) as error:
                if isinstance(error, EfiUncertain):
                    uncertain = error
                wait = random.uniform(0.5, 1.5) * _PAUSE  # noqa: S311
                if last or not repeatable or time.monotonic() + wait >= deadline:
                    # What is certain of the last time is not of those before.
                    raise uncertain or error from None
                self.pause(wait)
        raise AssertionError  # the last one returns or raises

    def _answered(self, account: BillingAccount, request: Request, deadline: float) -> Answer:
        session = self.sessions.open(account, request.api, deadline)
        answer = self._sent(account, request, session, deadline)
        if answer.status == 401:  # nothing was done; the token may have died early
            session = self.sessions.open(account, request.api, deadline, instead_of=session)
            answer = self._sent(account, request, session, deadline)
        if not 200 <= answer.status < 300:
            raise refusal(request.api, answer, makes=request.makes, withheld=session.withheld)
        return answer

    def _sent(
        self, account: BillingAccount, request: Request, session: Session, deadline: float
    ) -> Answer:
        if request.api == "charges":
            self.budget.take(account, request.endpoint)
        sent = Sent(
            request.method,
            self.hosts.base(request.api, account.environment) + request.path,
            {
                "Authorization": f"Bearer {session.token}",
                "Accept": "application/json",
                "Content-Type": "application/json",
            }
            | dict(request.headers),
            request.encoded(),
        )
        try:
            return exchange(sent, session.tls, deadline)
        except NotSent as error:
            raise EfiUnavailable(f"sem conexão ({error})") from None
        except CertificateAlert:
            raise EfiCertificateRefused from None
        except Lost as error:
            raise nonsense(request, f"sem resposta ({error})") from None


def nonsense(request: Request, detail: str) -> EfiUnavailable | EfiUncertain:
    """What to raise of an answer that does not say whether it was done."""
    return EfiUncertain(detail) if request.makes else EfiUnavailable(detail)
