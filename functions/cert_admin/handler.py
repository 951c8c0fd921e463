"""Installing, changing and deleting certificates, for the tenant's admins; no kept key is read."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import certificate_parameters as own
from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import certificates as made
from malote.certificates.answers import CertificateDeleted, CertificateSaved
from malote.certificates.check_views import CertificateReport
from malote.certificates.requests import CertificateEdit, NewCertificate
from malote.web import body_as, by_admin, created, rest_api

app = rest_api()
_TAGS = ["certificates"]


@app.post("/certificates", summary="Checks a PFX and installs it", tags=_TAGS)
def post_certificate(idempotency_key: given.IdempotencyKey = None) -> Response[CertificateSaved]:
    entry = by_admin(app, Action.CERTIFICATE_INSTALLED, "")
    done = made.installer().install(body_as(app, NewCertificate), idempotency_key, entry)
    return created(CertificateSaved.of(*done, entry.at))


@app.post("/certificates/check", summary="Checks a PFX and saves nothing", tags=_TAGS)
def check_certificate() -> CertificateReport:
    entry = by_admin(app, Action.CERTIFICATE_INSTALLED, "")
    checked = made.installer().check(body_as(app, NewCertificate), entry)
    return CertificateReport.of(checked, entry.at)


@app.put("/certificates/<certificate_id>", summary="Changes what it serves", tags=_TAGS)
def put_certificate(certificate_id: own.CertificateId) -> CertificateSaved:
    entry = by_admin(app, Action.CERTIFICATE_CHANGED, certificate_id)
    done = made.certificate_changes().edit(body_as(app, CertificateEdit), entry)
    return CertificateSaved.of(*done, entry.at)


@app.delete("/certificates/<certificate_id>", summary="Deletes a certificate", tags=_TAGS)
def delete_certificate(
    certificate_id: own.CertificateId, confirm: own.Confirm = False
) -> CertificateDeleted:
    entry = by_admin(app, Action.CERTIFICATE_DELETED, certificate_id)
    done = made.certificate_changes().delete(entry, confirmed=confirm)
    return CertificateDeleted.of(*done, entry.at)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
