"""Whose a certificate is."""

from cryptography import x509

from malote.certificates.facts import facts_of
from malote.errors import CertificateError


def holder(certificate: x509.Certificate) -> str | None:
    """The CNPJ or CPF that it names, None for neither."""
    try:
        return facts_of(certificate).tax_id
    except CertificateError:
        return None
