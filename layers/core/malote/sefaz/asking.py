"""An ``Asking`` from its typed form to SEFAZ's answer: rendered, signed, sent."""

from malote.ports.sefaz import Signer, Transport
from malote.sefaz import distribution_request, endpoints, manifestation_request
from malote.sefaz.exchange import Exchange
from malote.sefaz.operations import Asking, Manifest
from malote.sefaz.soap import envelope


def render(asking: Asking, signer: Signer) -> bytes:
    """The SOAP envelope; events alone are signed. Raises what the signer does."""
    operation = asking.operation
    data = (
        manifestation_request.content(asking, operation, signer)
        if isinstance(operation, Manifest)
        else distribution_request.content(asking, operation)
    )
    return envelope(endpoints.endpoint(operation), data)


def address(asking: Asking, base_url: str = "") -> tuple[str, str]:
    """The URL and the SOAP action; ``base_url`` takes the place of SEFAZ's hosts."""
    return endpoints.address(endpoints.endpoint(asking.operation), asking.environment, base_url)


def exchange(asking: Asking, signer: Signer, transport: Transport, base_url: str = "") -> Exchange:
    """Ask once. Raises SefazUnreachable, SefazUncertain, SefazCertificateRefused."""
    request = render(asking, signer)
    return Exchange(request=request, answer=transport.post(*address(asking, base_url), request))
