"""SOAP 1.2 as the ``.asmx`` of the national environment speak it: three services, one each."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

SOAP = "http://www.w3.org/2003/05/soap-envelope"
_PORTAL = "http://www.portalfiscal.inf.br"


@dataclass(frozen=True)
class Service:
    """``wrapped``: what is asked is in an element of the operation's name, and so is the answer.

    ``schema`` is of what is asked, in ``namespace``.
    """

    name: str
    path: str
    wsdl: str
    operation: str
    data: str
    result: str
    wrapped: bool
    namespace: str
    schema: str


NFE = Service(
    name="nfe",
    path="/NFeDistribuicaoDFe/NFeDistribuicaoDFe.asmx",
    wsdl=f"{_PORTAL}/nfe/wsdl/NFeDistribuicaoDFe",
    operation="nfeDistDFeInteresse",
    data="nfeDadosMsg",
    result="nfeDistDFeInteresseResult",
    wrapped=True,
    namespace=f"{_PORTAL}/nfe",
    schema="nfe_dist_dfe/schemas/v1_0/distDFeInt_v1.01.xsd",
)
CTE = Service(
    name="cte",
    path="/CTeDistribuicaoDFe/CTeDistribuicaoDFe.asmx",
    wsdl=f"{_PORTAL}/cte/wsdl/CTeDistribuicaoDFe",
    operation="cteDistDFeInteresse",
    data="cteDadosMsg",
    result="cteDistDFeInteresseResult",
    wrapped=True,
    namespace=f"{_PORTAL}/cte",
    schema="cte_dist_dfe/schemas/v1_0/distDFeInt_v1.00.xsd",
)
EVENTS = Service(
    name="events",
    path="/NFeRecepcaoEvento4/NFeRecepcaoEvento4.asmx",
    wsdl=f"{_PORTAL}/nfe/wsdl/NFeRecepcaoEvento4",
    operation="nfeRecepcaoEventoNF",
    data="nfeDadosMsg",
    result="nfeRecepcaoEventoNFResult",
    wrapped=False,
    namespace=f"{_PORTAL}/nfe",
    schema="nfe_evento_mde/schemas/v1_0/envConfRecebto_v1.00.xsd",
)
SERVICES = {each.path.lower(): each for each in (NFE, CTE, EVENTS)}  # IIS minds no case


class Unreadable(Exception):
    """No envelope of this service; its text says why."""


def asked(service: Service, content: bytes) -> etree._Element:
    """What is in the envelope, whatever it is. Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        envelope: etree._Element = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"Server was unable to read request. ---> {error}") from error
    if envelope.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("For security reasons DTD is prohibited in this XML document.")
    path = [f"{{{SOAP}}}Body", f"{{{service.wsdl}}}{service.data}"]
    if service.wrapped:
        path.insert(1, f"{{{service.wsdl}}}{service.operation}")
    found = envelope.find("/".join(path)) if envelope.tag == f"{{{SOAP}}}Envelope" else None
    if found is None or len(found) != 1:
        raise Unreadable("Object reference not set to an instance of an object.")
    return found[0]


def answered(service: Service, xml: str) -> bytes:
    """The answer's envelope."""
    result = f"<{service.result}>{xml}</{service.result}>"
    if service.wrapped:
        result = f"<{service.operation}Response>{result}</{service.operation}Response>"
    result = result.replace(">", f' xmlns="{service.wsdl}">', 1)
    return _envelope(result)


def fault(reason: str) -> bytes:
    """What goes with an HTTP 500."""
    return _envelope(
        "<soap:Fault><soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code><soap:Reason>"
        f'<soap:Text xml:lang="en">{escape(reason)}</soap:Text></soap:Reason><soap:Detail />'
        "</soap:Fault>"
    )


def _envelope(body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"<soap:Body>{body}</soap:Body></soap:Envelope>"
    ).encode()
