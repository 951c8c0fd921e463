"""SOAP 1.2 around what SEFAZ is asked, and SOAP of any kind off what it answers.

The envelope has no prefix: inclusive C14N signs the namespaces in scope, so a prefix around a
signed event would break its signature for whoever verifies it in its place.
"""

import re
from collections.abc import Iterator

from malote.errors import FiscalError, SefazNonsense
from malote.fiscal.xml import Element, parse
from malote.sefaz.endpoints import Endpoint
from malote.sefaz.markup import maker, written

MOST_BYTES = 16 * 1024 * 1024
"""Of an answer: fifty documents of the largest kind take half of it."""

_SOAP = "http://www.w3.org/2003/05/soap-envelope"
# Python's text is UTF-8 when encoded, whatever the declaration said of it.
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_MARKUP = re.compile(r"\s*<")


def content_type(action: str) -> str:
    """The header of SOAP 1.2, which has the action in it (RFC 3902)."""
    return f'application/soap+xml; charset=utf-8; action="{action}"'


def envelope(of: Endpoint, data: Element) -> bytes:
    """The whole message. ``data`` is taken from wherever it is."""
    soap, own = maker(_SOAP), maker(of.namespace)
    message = own(of.data, data)
    body = own(of.method, message) if of.wrapped else message
    return written(soap("Envelope", soap("Body", body)), declared=True)


def result(answer: bytes, name: str) -> Element:
    """The one element of that local name in an answer; also in text, as some services wrap it.

    Raises SefazNonsense, with what SEFAZ said where that is a fault.
    """
    try:
        root = parse(answer, most=MOST_BYTES)
        found = [*root.iter(f"{{*}}{name}")]
        if not found:
            found = [each for text in _texts(root, name) for each in _inside(text, name)]
    except FiscalError as error:
        raise SefazNonsense(f"não é um XML que se possa ler ({error.code})") from None
    if len(found) != 1:
        raise SefazNonsense(fault_of(root) or f"{len(found)} {name} na resposta")
    return found[0]


def fault(answer: bytes) -> str | None:
    """What a SOAP fault says, if that is what it is."""
    try:
        return fault_of(parse(answer, most=MOST_BYTES))
    except FiscalError:
        return None


def fault_of(root: Element) -> str | None:
    """In one line; of SOAP 1.1 or 1.2."""
    for each in root.iter("{*}Fault"):
        texts = [*each.iter("{*}faultstring"), *each.iterfind("{*}Reason/{*}Text")]
        return " ".join(" ".join(text.text or "" for text in texts).split())[:200] or "SOAP Fault"
    return None


def _texts(root: Element, name: str) -> Iterator[str]:
    for each in root.iter("*"):
        if not len(each) and each.text and name in each.text and _MARKUP.match(each.text):
            yield each.text


def _inside(text: str, name: str) -> Iterator[Element]:
    bare = _DECLARATION.sub("", text, count=1)
    yield from parse(bare.encode(), most=MOST_BYTES).iter(f"{{*}}{name}")
