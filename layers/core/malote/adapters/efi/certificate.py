"""The client certificate that Pix asks for, from a PKCS#12 file."""

import ssl

from malote.adapters import client_certificate
from malote.billing.remote import EfiSecret
from malote.certificates.pfx import open_pfx
from malote.errors import CertificateError, EfiCertificateRefused


def present(tls: ssl.SSLContext, secret: EfiSecret) -> None:
    """Have a context show the secret's certificate. Raises EfiCertificateRefused."""
    if secret.pix_pfx is None:
        raise EfiCertificateRefused("não há certificado guardado")
    password = secret.pix_password.get_secret_value() if secret.pix_password else ""
    try:
        client_certificate.present(tls, open_pfx(secret.pix_pfx, password))
    except CertificateError as error:
        raise EfiCertificateRefused(error.message) from None
    except ssl.SSLError:
        raise EfiCertificateRefused("a chave privada não é a do certificado") from None
