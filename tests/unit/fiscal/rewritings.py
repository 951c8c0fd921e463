"""Rewritings of a signed document, named; some leave its signature whole and most do not."""

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

type Named = Iterator[tuple[str, bytes]]


def rewritings(xml: bytes, most: int) -> Named:
    """Every kind of rewriting, each at about so many places spread over the document."""
    return chain(
        _texts(xml, most),
        _tags(xml, most),
        _attributes(xml, most),
        _elements(xml, most),
        _base64(xml),
        _encodings(xml),
    )


def _spots(pattern: bytes, xml: bytes, most: int) -> Iterator[re.Match[bytes]]:
    root = re.search(rb"<\w", xml)
    found = [each for each in re.finditer(pattern, xml) if root and each.start() >= root.start()]
    yield from found[:: max(1, len(found) // most)]


def _texts(xml: bytes, most: int) -> Named:
    signed_value = xml.rindex(b"<SignatureValue>")
    for text in _spots(rb">([^<>]+)<", xml, most):
        head, old, tail = xml[: text.start(1)], text[1], xml[text.end(1) :]
        yield "text longer", head + old + b"0" + tail
        yield "text shorter", head + old[:-1] + tail
        yield "blank before", head + b" " + old + tail
        yield "blank after", head + old + b"\n" + tail
        yield "carriage return", head + old + b"\r\n" + tail
        yield "comment", head + old + b"<!-- c -->" + tail
        yield "instruction", head + b"<?pi data?>" + old + tail
        if text.start() < signed_value:  # xmlsec reads past elements there
            yield "element within", head + old + b"<x/>" + tail
        if b"&" not in old:
            yield "CDATA", head + b"<![CDATA[" + old + b"]]>" + tail
        if old.isalnum():
            half = len(old) // 2
            yield "comment within", head + old[:half] + b"<!---->" + old[half:] + tail
            yield "instruction within", head + old[:half] + b"<?x?>" + old[half:] + tail
            yield "reference", head + b"&#%d;" % old[0] + old[1:] + tail
            yield "reference to CR", head + b"&#13;" + old + tail
            yield "flipped", head + bytes([old[0] ^ 1]) + old[1:] + tail


def _tags(xml: bytes, most: int) -> Named:
    for tag in _spots(rb"<[\w:]+((?:\s[^<>]*)?)(/?)>", xml, most):
        head, tail = xml[: tag.end(1)], xml[tag.end(1) :]
        yield "namespace unused", head + b' xmlns:unused="urn:x"' + tail
        yield "attribute", head + b' added="1"' + tail
        yield "xml:lang", head + b' xml:lang="pt"' + tail
        yield "xml:space", head + b' xml:space="preserve"' + tail
        yield "blank in the tag", head + b"\n " + tail
        if b"xmlns=" not in tag[1]:
            yield "default emptied", head + b' xmlns=""' + tail
        head, tail = xml[: tag.start()], xml[tag.start() :]
        yield "comment before", head + b"<!--x-->" + tail
        yield "instruction before", head + b"<?x?>" + tail
        yield "blank before the tag", head + b" " + tail
        yield "renamed", head + b"<z" + tail[1:]


def _attributes(xml: bytes, most: int) -> Named:
    for attribute in _spots(rb"\s(\w+)=\"([^\"]*)\"", xml, most):
        head, old, tail = xml[: attribute.start(2)], attribute[2], xml[attribute.end(2) :]
        yield "value longer", head + old + b"x" + tail
        yield "value blank", head + old + b" " + tail
        yield "tab by reference", head + b"&#9;" + old + tail
        yield "other quotes", head[:-1] + b"'" + old + b"'" + tail[1:]
        yield "attribute gone", xml[: attribute.start()] + tail[1:]


def _elements(xml: bytes, most: int) -> Named:
    yield "comment in SignedInfo", xml.replace(b"<SignedInfo>", b"<SignedInfo><!-- c -->")
    for element in _spots(rb"<(\w+)>[^<]*</\1>", xml, most):
        yield "element gone", xml[: element.start()] + xml[element.end() :]
        yield "element twice", xml[: element.end()] + element[0] + xml[element.end() :]


def _base64(xml: bytes) -> Named:
    for coded in re.finditer(rb"<(DigestValue|SignatureValue|X509Certificate)>([^<]*)<", xml):
        name, (start, end) = coded[1].decode(), coded.span(2)
        for at in (start, (start + end) // 2, end - 4, end - 3, end - 2, end - 1):
            for new in b"AQgw/+=-* ":
                yield f"base64 of {name}", xml[:at] + bytes([new]) + xml[at + 1 :]
        lines = (coded[2][at : at + 76] for at in range(0, end - start, 76))
        yield "base64 folded", xml[:start] + b"\n".join(lines) + xml[end:]
        if name != "X509Certificate":  # OpenSSL forgives what follows a certificate
            yield "base64 with another tail", xml[:end] + b"AAAA" + xml[end:]


def _encodings(xml: bytes) -> Named:
    text = re.sub(r"^<\?xml[^>]*>", "", xml.decode("utf-8-sig"))
    latin = text.encode("iso-8859-1", "xmlcharrefreplace")
    yield "no declaration", text.encode()
    yield "ISO-8859-1", b'<?xml version="1.0" encoding="ISO-8859-1"?>' + latin
    yield "UTF-16", f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
    yield "BOM", b"\xef\xbb\xbf" + text.encode()
    yield "CRLF", text.replace("\n", "\r\n").encode()
    yield "pretty", text.replace("><", ">\n<").encode()
    root = etree.fromstring(xml)
    yield "written by lxml", etree.tostring(root)
    yield "written by C14N", etree.tostring(root, method="c14n")
