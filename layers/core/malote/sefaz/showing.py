"""What is shown of SEFAZ: settings, requests, feeds and their ledger."""

from dataclasses import dataclass
from datetime import datetime

from malote.errors import NotFound
from malote.ports import Portfolios
from malote.ports.relay import Devices
from malote.ports.sefaz import Feeds, SefazRequests, SefazSettingsStore
from malote.sefaz.feed_views import FeedPage, FeedView, LedgerPage
from malote.sefaz.models import FeedId, SefazSettings, Service
from malote.sefaz.request_views import SefazRequestDetail
from malote.sefaz.settings_views import SefazSettingsPage, SefazSettingsView
from malote.tax_id import formatted

_GAPS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Showing:
    """Reads, and writes nothing. What is not there is NotFound."""

    settings: SefazSettingsStore
    portfolios: Portfolios
    devices: Devices
    feeds: Feeds
    requests: SefazRequests

    def settings_page(self, tenant: str, at: datetime) -> SefazSettingsPage:
        """Of every branch."""
        saved, portfolio = self.settings.list(tenant), self.portfolios.get(tenant)
        return SefazSettingsPage.of(saved, portfolio, self._enrolled(tenant), at)

    def settings_of(self, tenant: str, tax_id: str, at: datetime) -> SefazSettingsView:
        """Of one branch; what is in force before anything was saved, too."""
        found = self.settings.get(tenant, tax_id) or SefazSettings(tenant=tenant, tax_id=tax_id)
        portfolio = self.portfolios.get(tenant)
        return SefazSettingsView.of(found, portfolio, self._enrolled(tenant), at)

    def request(self, tenant: str, request_id: str) -> SefazRequestDetail:
        """One, with each of its documents."""
        found = self.requests.get(tenant, request_id)
        if found is None:
            raise NotFound(f"pedido {request_id}")
        return SefazRequestDetail.of(found, self.feeds.get(found.feed_id))

    def feed_page(
        self, tenant: str, tax_id: str | None, service: Service | None, now: datetime
    ) -> FeedPage:
        """Of one tax id and service, or of all."""
        if tax_id is not None:
            self.portfolios.get(tenant).branch(tax_id)
        found = [
            each
            for each in self.feeds.of_tenant(tenant)
            if tax_id in {None, each.tax_id} and service in {None, each.service}
        ]
        gaps = (self.feeds.gaps(each.feed_id, _GAPS_SHOWN) for each in found)
        return FeedPage(items=[FeedView.of(*each, now) for each in zip(found, gaps, strict=True)])

    def ledger_page(
        self, tenant: str, tax_id: str, service: Service, limit: int, cursor: str | None
    ) -> LedgerPage:
        """Of the feed that the branch's settings name now. Raises InvalidInput."""
        settings = self.settings.get(tenant, tax_id)
        if settings is None:
            raise NotFound("este CNPJ ou CPF não está configurado para a SEFAZ")
        feed_id = FeedId(tenant, tax_id, service, settings.environment)
        if self.feeds.get(feed_id) is None:
            raise NotFound(f"{formatted(tax_id)}, {service}: nada foi consultado ainda")
        return LedgerPage.of(*self.feeds.pages(feed_id, limit, cursor))

    def _enrolled(self, tenant: str) -> set[str]:
        return {each.tax_id for each in self.devices.list(tenant) if each.revoked_at is None}
