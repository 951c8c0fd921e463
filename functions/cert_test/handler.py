"""The one function of certificates that opens what is kept of them: to show that it works."""

from typing import Any

from malote import certificate_parameters as given
from malote.audit import Action
from malote.bootstrap import certificates
from malote.certificates.key_test import KeyTest, test_key
from malote.web import by_admin, rest_api

app = rest_api()


@app.post(
    "/certificates/<certificate_id>/test", summary="Tries the kept key", tags=["certificates"]
)
def post_test(certificate_id: given.CertificateId) -> KeyTest:
    return test_key(certificates.keys(), by_admin(app, Action.CERTIFICATE_USED, certificate_id))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
