"""Requests of users: checked, told in the trail, written once, and begun."""

import hashlib
from dataclasses import dataclass, replace

from malote.audit import Action, Entry
from malote.errors import AlreadyExists, ChangedMeanwhile, SefazNotConfigured
from malote.messages.identity import new_id
from malote.portfolio import Portfolio
from malote.ports import AuditTrail, Headers, Once, Portfolios
from malote.ports.sefaz import Feeds, SefazQueue, SefazRequests, SefazSettingsStore
from malote.sefaz.made import ManifestationStatus, Manifested, SefazRequest
from malote.sefaz.manifestable import check_document, sequence
from malote.sefaz.models import SefazSettings, Service
from malote.sefaz.operations import ManifestationKind
from malote.sefaz.queued import FeedTurn, ManifestationTurn
from malote.sefaz.requests import AskManifestation, Query
from malote.sefaz.served import first_nsu, served
from malote.sefaz.waking import wake
from malote.tax_id import formatted

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Requesting:
    """Makes requests; they are carried out off the request."""

    settings: SefazSettingsStore
    portfolios: Portfolios
    headers: Headers
    feeds: Feeds
    requests: SefazRequests
    queue: SefazQueue
    once: Once
    trail: AuditTrail

    def make(self, asked: Query | AskManifestation, key: str | None, entry: Entry) -> SefazRequest:
        """A request, as it stands; the ``entry``'s target and action are set here.

        The same ``key`` (Idempotency-Key) again is the same request; what a crash left undone is
        done. Raises NotFound, SefazNotConfigured, NotManifestable, AlreadyExists,
        IdempotencyMismatch.
        """
        name = new_id(entry.at)
        if key:
            fingerprint = hashlib.sha256(asked.model_dump_json().encode()).hexdigest()
            name = self.once.claim(entry.tenant, "SefazRequest", key, fingerprint, name)
        made = self.requests.get(entry.tenant, name)
        request = made or self._add(asked, replace(entry, target=name))
        self._begin(request, entry)
        return request

    def _add(self, asked: Query | AskManifestation, entry: Entry) -> SefazRequest:
        portfolio = self.portfolios.get(entry.tenant)
        portfolio.branch(asked.tax_id)
        served(portfolio, asked.tax_id, getattr(asked, "service", Service.NFE))
        settings = self.settings.get(entry.tenant, asked.tax_id)
        if settings is None:
            raise SefazNotConfigured(formatted(asked.tax_id))
        request = self._composed(asked, settings, portfolio, entry)
        self.trail.record(_told(entry, asked))
        for _ in range(_TRIES):
            if self.requests.add(request):
                return request
            if made := self.requests.get(entry.tenant, entry.target):
                return made
            request = self._composed(asked, settings, portfolio, entry)  # who has it, says this
        raise ChangedMeanwhile(f"{_TRIES} tentativas")

    def _composed(
        self,
        asked: Query | AskManifestation,
        settings: SefazSettings,
        portfolio: Portfolio,
        entry: Entry,
    ) -> SefazRequest:
        given = dict(asked)
        if isinstance(asked, AskManifestation):
            del given["access_keys"]
            given["documents"] = tuple(
                Manifested(
                    access_key=each,
                    sequence=self._sequence(asked, each, settings, portfolio),
                    at=entry.at,
                )
                for each in asked.access_keys
            )
            given["resumes_at"] = entry.at
        return SefazRequest(
            **given,
            tenant=entry.tenant,
            request_id=entry.target,
            environment=settings.environment,
            created_at=entry.at,
            by=entry.actor.name,
        )

    def _sequence(
        self,
        asked: AskManifestation,
        access_key: str,
        settings: SefazSettings,
        portfolio: Portfolio,
    ) -> int:
        tenant, kind = settings.tenant, asked.manifestation
        header = self.headers.header(tenant, access_key)
        own = portfolio.tax_ids
        check_document(access_key, asked.tax_id, settings.environment, own, header)
        taken = self.requests.claimed(tenant, access_key)
        for (of, _), request_id in taken.items():
            if of == kind and not self._may_follow(tenant, request_id, access_key, kind):
                raise AlreadyExists(f"{access_key}: é do pedido {request_id}")
        return sequence(access_key, kind, taken.keys())

    def _may_follow(
        self, tenant: str, request_id: str, access_key: str, kind: ManifestationKind
    ) -> bool:
        """A second conclusive answer is made when the first is registered, not before."""
        former = self.requests.get(tenant, request_id)
        registered = former and any(
            each.access_key == access_key and each.status is ManifestationStatus.REGISTERED
            for each in former.documents
        )
        return bool(registered) and kind is not ManifestationKind.AWARENESS

    def _begin(self, request: SefazRequest, entry: Entry) -> None:
        tenant = request.tenant
        if request.type == "manifestation":
            turn = ManifestationTurn(tenant=tenant, request_id=request.request_id)
            self.queue.send([turn])
            return
        branch = self.portfolios.get(tenant).branch(request.tax_id)
        wake(self.feeds, request.feed_id, entry.at, first_nsu(branch, request.service))
        self.queue.send([FeedTurn.of(request.feed_id)])


def _told(entry: Entry, asked: Query | AskManifestation) -> Entry:
    details = {name: f"{value}" for name, value in asked if name != "access_keys" and value}
    if not isinstance(asked, AskManifestation):
        return replace(entry, details=details)
    details["documents"] = " ".join(asked.access_keys)
    return replace(entry, action=Action.MANIFESTATION_REQUESTED, details=details)
