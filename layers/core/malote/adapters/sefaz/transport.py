"""HTTPS to SEFAZ's services, which know the caller by the client certificate."""

import ssl
import time

from malote.adapters import client_certificate
from malote.adapters.https import (
    Answer,
    Bounds,
    CertificateAlert,
    Lost,
    NotSent,
    Sent,
    ServerNotTrusted,
    exchange,
)
from malote.adapters.tls import tls_context
from malote.certificates.pfx import OpenedPfx
from malote.errors import (
    SefazCertificateRefused,
    SefazNonsense,
    SefazUncertain,
    SefazUnreachable,
)
from malote.sefaz.soap import MOST_BYTES, content_type, fault

_BOUNDS = Bounds(connect=10.0, answer=MOST_BYTES)
_SECONDS = 60.0


class SefazTransport:
    """The port ``Transport``, with an A1. ``seconds`` are for a whole answer."""

    def __init__(self, opened: OpenedPfx, roots_pem: str, seconds: float = _SECONDS) -> None:
        """``roots_pem`` is trusted besides the system's authorities; it may be empty.

        Raises SefazCertificateRefused.
        """
        self._seconds = seconds
        self._tls = tls_context(roots_pem)
        self._tls.post_handshake_auth = True  # IIS asks for it once it knows the path
        try:
            client_certificate.present(self._tls, opened)
        except ssl.SSLError:
            raise SefazCertificateRefused("o TLS não aceita esta chave") from None

    def post(self, url: str, action: str, body: bytes) -> bytes:
        """Raises SefazUnreachable, SefazUncertain, SefazNonsense, SefazCertificateRefused."""
        sent = Sent("POST", url, {"Content-Type": content_type(action)}, body)
        try:
            answer = exchange(sent, self._tls, time.monotonic() + self._seconds, _BOUNDS)
        except ServerNotTrusted as error:
            detail = f"o certificado do servidor não é de confiança ({error})"
            raise SefazUnreachable(detail) from None
        except NotSent as error:
            raise SefazUnreachable(f"sem conexão ({error})") from None
        except CertificateAlert:
            raise SefazCertificateRefused("recusado ao abrir a conexão") from None
        except Lost as error:
            raise SefazUncertain(f"sem resposta inteira ({error})") from None
        return _taken(answer)


def _taken(answer: Answer) -> bytes:
    if answer.status == 403:  # of IIS: 403.7, none was shown; 403.13 and 403.16, it is not taken
        raise SefazCertificateRefused("HTTP 403")
    if answer.status != 200:
        said = fault(answer.body)
        raise SefazNonsense(f"HTTP {answer.status}" + (f": {said}" if said else ""))
    return answer.body
