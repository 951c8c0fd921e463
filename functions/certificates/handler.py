"""The tenant's certificates, for its admins to look at; nothing here reaches a secret."""

from typing import Any

from malote import certificate_parameters as own
from malote import parameters as given
from malote.bootstrap import certificates as made
from malote.certificates.history_views import CertificateHistoryPage
from malote.certificates.views import CertificatePage, CertificateView
from malote.clock import utc_now
from malote.errors import NotFound
from malote.web import admin_of, rest_api

app = rest_api()
_TAGS = ["certificates"]


@app.get("/certificates", summary="Lists certificates, the first to expire first", tags=_TAGS)
def list_certificates(expiring_in: own.ExpiringIn = None) -> CertificatePage:
    portfolio = made.portfolios().get(admin_of(app))
    return CertificatePage.of(portfolio, utc_now(), expiring_in)


@app.get("/certificates/history", summary="Tells what was done, newest first", tags=_TAGS)
def list_history(limit: given.Limit = 50, cursor: given.Cursor = None) -> CertificateHistoryPage:
    history = made.certificate_ledger().history
    return CertificateHistoryPage.of(*history(admin_of(app), None, limit, cursor))


@app.get("/certificates/<certificate_id>", summary="Shows a certificate", tags=_TAGS)
def get_certificate(certificate_id: own.CertificateId) -> CertificateView:
    portfolio = made.portfolios().get(admin_of(app))
    return CertificateView.found(portfolio, certificate_id, utc_now())


@app.get("/certificates/<certificate_id>/history", summary="Tells what was done to it", tags=_TAGS)
def list_history_of_one(
    certificate_id: own.CertificateId, limit: given.Limit = 50, cursor: given.Cursor = None
) -> CertificateHistoryPage:
    tenant, ledger = admin_of(app), made.certificate_ledger()
    if ledger.get(tenant, certificate_id) is None:  # a deleted one still is there
        raise NotFound(f"certificado {certificate_id}")
    return CertificateHistoryPage.of(*ledger.history(tenant, certificate_id, limit, cursor))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
