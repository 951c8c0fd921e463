"""Manifestations are sent in lots, each event registered once, whatever dies or times out.

SEFAZ knows an event by key, type and sequence, so an event whose answer was lost is sent again,
the very same: what was registered is then answered with 573.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from malote.errors import ChangedMeanwhile, MaloteError, SefazError, SefazNotConfigured
from malote.ports import Portfolios
from malote.ports.sefaz import Carried, Carrier, Deadlines, SefazRequests, SefazSettingsStore
from malote.sefaz.answers import Distributed, EventId, ManifestationAnswer
from malote.sefaz.exchange import Exchange
from malote.sefaz.intake import Intake
from malote.sefaz.lot_answers import PROVED, REGISTERED, answered, needs_somebody, put_off
from malote.sefaz.lots import begun, due, event_of, operation
from malote.sefaz.made import RequestStatus, SefazRequest
from malote.sefaz.manifestable import CONCLUSIVE
from malote.sefaz.manifestation import proc_event, read_answer, signed_events
from malote.sefaz.models import CertificateType, Service
from malote.sefaz.operations import Asking
from malote.sefaz.queued import ManifestationTurn
from malote.sefaz.served import served
from malote.tax_id import formatted

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Manifesting:
    """A lot is marked as asked, carried, and its answer kept before it is written down.

    ``tell`` is told of a request that waits for somebody to see to something.
    """

    requests: SefazRequests
    settings: SefazSettingsStore
    portfolios: Portfolios
    carriers: Mapping[CertificateType, Carrier]
    intake: Intake
    deadlines: Deadlines
    tell: Callable[[SefazRequest], None]

    def take(self, tenant: str, request_id: str, now: datetime) -> SefazRequest | None:
        """Send the next lot, if it is time. The request as it is then; None: another is at it."""
        request = self.requests.get(tenant, request_id)
        if request is None or not due(request, now):
            return request
        asked = begun(request, now)
        if not self.requests.write(request, asked):
            return None
        try:
            carried = self._carry(asked, now)
        except MaloteError as error:
            return self._put_off(asked, error, now)
        if isinstance(carried, Exchange):
            return self._answer(asked, carried, "sefaz", now)
        return self._change(asked, partial(_handed, of=asked.asked_at, job=carried))

    def answered(
        self, turn: ManifestationTurn, job_id: str, outcome: Exchange | SefazError, now: datetime
    ) -> SefazRequest | None:
        """What the Integrador brought of a job, however late; of an old job's error nothing."""
        request = self.requests.get(turn.tenant, turn.request_id)
        if request is None:
            return None
        if isinstance(outcome, Exchange):
            return self._answer(request, outcome, "integrador", now)
        return self._put_off(request, outcome, now) if request.job == job_id else request

    def _carry(self, asked: SefazRequest, now: datetime) -> Carried:
        tenant, tax_id = asked.tenant, asked.tax_id
        settings = self.settings.get(tenant, tax_id)
        if settings is None:
            raise SefazNotConfigured(formatted(tax_id))
        asking = Asking(
            tax_id=tax_id,
            state=served(self.portfolios.get(tenant), tax_id, Service.NFE).state,
            environment=asked.environment,
            operation=operation(asked),
        )
        turn = ManifestationTurn(tenant=tenant, request_id=asked.request_id)
        return self.carriers[settings.certificate_type].carry(settings, asking, turn, now)

    def _answer(
        self,
        request: SefazRequest,
        exchange: Exchange,
        brought_by: Literal["sefaz", "integrador"],
        now: datetime,
    ) -> SefazRequest:
        own = {event_of(request, each) for each in request.documents}
        try:
            answer = read_answer(exchange.answer, exchange.request)
            signed = signed_events(exchange.request)
        except SefazError as error:
            return self._put_off(request, error, now)
        events = {name: event for name, event in signed.items() if name in own}
        kept = self._keep(request, events, answer, brought_by, now)
        if request.manifestation in CONCLUSIVE:
            known = (of for of, said in answer.results.items() if said.status_code in REGISTERED)
            self.deadlines.settle(request.tenant, [of.access_key for of in known if of in events])
        asked = frozenset(events)
        return self._change(request, lambda found: answered(found, asked, answer, kept, now))

    def _keep(
        self,
        request: SefazRequest,
        events: Mapping[EventId, bytes],
        answer: ManifestationAnswer,
        brought_by: Literal["sefaz", "integrador"],
        now: datetime,
    ) -> dict[EventId, str]:
        """The events that SEFAZ's answer proves, with it, through the one door."""
        contents = {
            name: proc_event(events[name], result)
            for name, result in answer.results.items()
            if result.status_code in PROVED and name in events
        }
        documents = [Distributed(None, "procEventoNFe_v1.00", each) for each in contents.values()]
        told = {"request": request.request_id}
        received = self.intake.keep(request.feed_id, documents, now, brought_by, **told)
        return {
            name: each.sha256 for name, each in zip(contents, received, strict=True) if each.sha256
        }

    def _put_off(self, request: SefazRequest, error: MaloteError, now: datetime) -> SefazRequest:
        change = partial(_failed, of=request.asked_at, error=error, now=now)
        after = self._change(request, change)
        if after.problem == error.code and needs_somebody(error):
            self.tell(after)
        return after

    def _change(
        self, request: SefazRequest, change: Callable[[SefazRequest], SefazRequest]
    ) -> SefazRequest:
        """Write what becomes of it; of it as it is then, if it changed meanwhile."""
        for _ in range(_TRIES):
            after = change(request)
            if after is request or self.requests.write(request, after):
                return after
            request = self.requests.get(request.tenant, request.request_id) or request
        raise ChangedMeanwhile(f"{_TRIES} tentativas")


def _handed(request: SefazRequest, of: datetime | None, job: str) -> SefazRequest:
    if request.status is not RequestStatus.ASKED or request.asked_at != of:
        return request  # its answer was faster
    return request.changed(job=job)


def _failed(
    request: SefazRequest, of: datetime | None, error: MaloteError, now: datetime
) -> SefazRequest:
    stands = request.status is RequestStatus.ASKED and request.asked_at == of
    return put_off(request, error, now) if stands else request
