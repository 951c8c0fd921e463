"""Once a day: users are told of certificates that expire, and secrets of no use are given up."""

from datetime import datetime
from typing import Any

from malote.bootstrap import certificates, follow_ups
from malote.certificates.expiry import AHEAD, Census, census, notices_of
from malote.clock import utc_now
from malote.notices.tell import tell
from malote.observability import count, gauge, logger, metrics


def tell_users(tenant: str, at: datetime) -> Census:
    """Keep a tenant's notices and have the new ones mailed; the same again does no harm."""
    portfolio = certificates.portfolios().get(tenant)
    for notice in notices_of(portfolio, at):
        tell(notice, at, follow_ups.notices(), follow_ups.notice_queue())
    return census(portfolio, at)


def watch(at: datetime) -> None:
    """Look at all tenants; what failed for some is raised at the end, as an ExceptionGroup."""
    expiring = certificates.certificate_ledger().expiring(at + AHEAD)
    total, failures = Census(), list[Exception]()
    for tenant in sorted({each.tenant for each in expiring}):
        try:
            total += tell_users(tenant, at)
        except Exception as error:
            logger.exception("certificates not watched", extra={"tenant": tenant})
            failures.append(error)
    gauge("CertificatesExpiring", total.expiring)
    gauge("CertificatesExpired", total.expired)
    if failures:
        raise ExceptionGroup("certificates not watched", failures)


@metrics.log_metrics
def handle(_event: dict[str, Any], _context: Any) -> None:
    """EventBridge's rule → notices, counts for the dashboard, leftovers; if it fails, all again."""
    now = utc_now()
    try:
        watch(now)
    finally:
        count("CertificateSecretsGivenUp", certificates.certificate_changes().sweep(now))
