"""What a domain says of its servers in Mozilla's autoconfig format, written by anybody.

https://www.bucksch.org/1/projects/thunderbird/autoconfiguration/config-file-format.html
"""

from collections.abc import Mapping
from itertools import islice

from lxml import etree

from malote.mail_accounts import Security
from malote.mail_hosts import IMAP_PORTS, SMTP_PORTS, public_name
from malote.providers.models import WHOLE_ADDRESS, Server

MAX_BYTES = 64 * 1024
_MOST_SERVERS = 20
_SECURITY: Mapping[str, Security] = {"SSL": "tls", "STARTTLS": "starttls"}
_PLACES = ("%EMAILADDRESS%", "%EMAILLOCALPART%", "%EMAILDOMAIN%")


def servers(xml: bytes) -> tuple[Server | None, Server | None]:
    """The first IMAP and the first SMTP server that speak TLS on the ports of mail.

    What is no such document, too long, or has a DOCTYPE says nothing: (None, None).
    """
    root = _parsed(xml)
    if root is None or root.tag != "clientConfig":
        return None, None
    return (
        _first(root, "emailProvider/incomingServer", "imap", IMAP_PORTS),
        _first(root, "emailProvider/outgoingServer", "smtp", SMTP_PORTS),
    )


def _parsed(xml: bytes) -> etree._Element | None:
    if len(xml) > MAX_BYTES:
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return None
    # Asked of the tree: in UTF-16 a DOCTYPE has other bytes.
    return root if root.getroottree().docinfo.internalDTD is None else None


def _first(root: etree._Element, path: str, kind: str, ports: Mapping[str, int]) -> Server | None:
    told = (element for element in root.iterfind(path) if element.get("type") == kind)
    found = (_server(element, ports) for element in islice(told, _MOST_SERVERS))
    return next(filter(None, found), None)


def _server(element: etree._Element, ports: Mapping[str, int]) -> Server | None:
    security = _SECURITY.get(_text(element, "socketType"))
    host = public_name(_text(element, "hostname"))
    if host is None or security is None or _text(element, "port") != str(ports[security]):
        return None
    return Server(host, ports[security], security, username=_username(_text(element, "username")))


def _username(told: str) -> str:
    """Made of the address's parts, or else the whole of it."""
    rest = told
    for place in _PLACES:
        rest = rest.replace(place, "")
    fit = len(told) <= 100 and told.isprintable() and "%" not in rest
    return told if fit and rest != told else WHOLE_ADDRESS


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
