"""What is shown of SEFAZ: settings, requests, feeds and their ledger."""

from datetime import datetime

from malote.errors import NotFound
from malote.ports import Portfolios
from malote.ports.relay import Devices
from malote.ports.sefaz import Feeds, SefazRequests, SefazSettingsStore
from malote.sefaz.feed_views import FeedPage, FeedView
from malote.sefaz.models import FeedId, SefazSettings, Service
from malote.sefaz.request_views import SefazRequestDetail
from malote.sefaz.settings_views import SefazSettingsPage, SefazSettingsView
from malote.tax_id import formatted

_GAPS_SHOWN = 100


def settings_page(
    tenant: str,
    store: SefazSettingsStore,
    portfolios: Portfolios,
    devices: Devices,
    at: datetime,
) -> SefazSettingsPage:
    """Of every branch."""
    portfolio = portfolios.get(tenant)
    return SefazSettingsPage.of(store.list(tenant), portfolio, _enrolled(devices, tenant), at)


def settings_of(
    tenant: str,
    tax_id: str,
    store: SefazSettingsStore,
    portfolios: Portfolios,
    devices: Devices,
    at: datetime,
) -> SefazSettingsView:
    """Of one branch; what is in force before anything was saved, too. Raises NotFound."""
    found = store.get(tenant, tax_id) or SefazSettings(tenant=tenant, tax_id=tax_id)
    return SefazSettingsView.of(found, portfolios.get(tenant), _enrolled(devices, tenant), at)


def request(
    tenant: str, request_id: str, requests: SefazRequests, feeds: Feeds
) -> SefazRequestDetail:
    """Raises NotFound."""
    found = requests.get(tenant, request_id)
    if found is None:
        raise NotFound(f"pedido {request_id}")
    feed_id = FeedId(tenant, found.tax_id, found.service, found.environment)
    return SefazRequestDetail.of(found, feeds.get(feed_id))


def feed_page(
    tenant: str,
    tax_id: str | None,
    service: Service | None,
    feeds: Feeds,
    portfolios: Portfolios,
    now: datetime,
) -> FeedPage:
    """Of one tax id and service, or of all. Raises NotFound."""
    if tax_id is not None:
        portfolios.get(tenant).branch(tax_id)
    found = [
        each
        for each in feeds.of_tenant(tenant)
        if tax_id in {None, each.tax_id} and service in {None, each.service}
    ]
    return FeedPage(
        items=[FeedView.of(each, feeds.gaps(each.feed_id, _GAPS_SHOWN), now) for each in found]
    )


def feed_of(settings: SefazSettings | None, service: Service, feeds: Feeds) -> FeedId:
    """The feed of a branch that its settings name now. Raises NotFound."""
    if settings is None:
        raise NotFound("este CNPJ ou CPF não está configurado para a SEFAZ")
    feed_id = FeedId(settings.tenant, settings.tax_id, service, settings.environment)
    if feeds.get(feed_id) is None:
        raise NotFound(f"{formatted(settings.tax_id)}, {service}: nada foi consultado ainda")
    return feed_id


def _enrolled(devices: Devices, tenant: str) -> set[str]:
    return {each.tax_id for each in devices.list(tenant) if each.revoked_at is None}
