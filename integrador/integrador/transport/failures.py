"""What libcurl's errors mean: whether anything was sent, and whose fault it is."""

import pycurl

from malote.errors import (
    SefazCertificateRefused,
    SefazError,
    SefazNonsense,
    SefazUncertain,
    SefazUnreachable,
)
from malote.sefaz.soap import fault

# Alerts that a server gives of a client's certificate (RFC 8446, 6.2), as OpenSSL writes them.
_OF_CERTIFICATES = ("certificate", "unknown ca", "access denied")
_CAUSES = {
    pycurl.E_COULDNT_RESOLVE_PROXY: "o proxy não foi encontrado",
    pycurl.E_COULDNT_RESOLVE_HOST: "o endereço não foi encontrado",
    pycurl.E_COULDNT_CONNECT: "a conexão não foi aceita",
    pycurl.E_OPERATION_TIMEDOUT: "o prazo acabou",
    pycurl.E_SSL_CONNECT_ERROR: "o TLS não se estabeleceu",
    pycurl.E_PEER_FAILED_VERIFICATION: "o certificado do servidor não é confiável",
    pycurl.E_SSL_CERTPROBLEM: "a chave do certificado não pôde ser usada",
    pycurl.E_UNSUPPORTED_PROTOCOL: "o endereço não é https",
}


def failure(error: pycurl.error, *, begun: bool) -> SefazError:
    """``begun`` is whether TLS was established: before, no byte of the request has left.

    With TLS 1.3 our side of the handshake is done before the server judges our certificate, so
    that its refusal is read where the answer should be. It then read no request. One that slams
    the door may reset its own alert away: that is uncertain.
    """
    number, text = int(error.args[0]), str(error.args[-1]).lower()
    if "alert" in text and any(each in text for each in _OF_CERTIFICATES):
        return SefazCertificateRefused("no TLS")
    cause = f"{_CAUSES.get(number, 'a conexão caiu')} (curl {number})"
    return SefazUncertain(cause) if begun else SefazUnreachable(cause)


def judge_status(status: int, answer: bytes) -> None:
    """Raise SefazCertificateRefused for 403, as IIS answers it, and SefazNonsense unless 200."""
    if status == 403:
        raise SefazCertificateRefused("HTTP 403")
    if status != 200:
        said = fault(answer)
        raise SefazNonsense(f"HTTP {status}" + (f": {said}" if said else ""))
