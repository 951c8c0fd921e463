"""Documents in something else: too many, too deep, bombs, or not what they are said to be."""

import base64
import gzip
import zlib
from html import escape

from malote.fiscal.xml import MAX_BYTES
from tests.documents import note
from tests.malformed.genuine import NAMESPACE, Inputs
from tests.unit.fiscal.test_floods import full


def containers() -> Inputs:
    batch = "<enviNFe xmlns='{}'>{}</enviNFe>".format
    small = f"<NFe xmlns='{NAMESPACE}'><infNFe Id='NFe{{:044}}'/></NFe>".format
    yield "a batch of 10,000", batch(NAMESPACE, "".join(map(small, range(10_000)))).encode()
    yield "a batch of 1,001", batch(NAMESPACE, "".join(map(small, range(1001)))).encode()
    yield "a batch of empty ones", batch(NAMESPACE, "<NFe/>" * 5000).encode()
    yield "too large a batch", batch(NAMESPACE, "".join(escape(note(n).decode()) for n in range(3))
                                     + f"<x>{escape('<a>' + full('b', 5_900_000) + '</a>')}</x>").encode()  # fmt: skip
    text = note(1).decode()
    for depth in range(1, 9):
        nested = text
        for _ in range(depth + 3):
            nested = f"<soap:Envelope xmlns:soap='s'><soap:Body>{escape(nested)}</soap:Body></soap:Envelope>"
        if len(nested) < MAX_BYTES:
            yield f"SOAP in SOAP, {depth + 4} times", nested.encode()
    zeros, six = _bomb(b"\0" * 10_000_000, 100), _packed(b"<a>" + b"b" * 5_900_000 + b"</a>")
    layers = _packed(gzip.compress(base64.b64decode(zeros)))
    answers = {
        "a bomb of zeros": zeros, "a bomb of tags": _bomb(b"<i/>" * 1_000_000, 100),
        "200 bombs": [six] * 200, "a bomb in a bomb": layers,
        "no base64": "!!!!", "no gzip": "AAAA", "nothing": "", "half a gzip": _packed(note(1))[:400],
        "zlib": base64.b64encode(zlib.compress(note(1))).decode(), "a DOCTYPE": _packed(b"<!DOCTYPE a><a/>"),
        "half a document": _packed(note(1)[:500]), "another document": _packed(b"<a/>"),
        "3,001 of nothing": [_packed(b"<a/>")] * 3001, "3,001 that are none": ["<a"] * 3001,
        "six million tags": [_packed(b"<a>" + b"<i/>" * 390_000 + b"</a>")] * 15,
        "five of each other": _deep(note(1)), "an entity": _packed(b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"),
    }  # fmt: skip
    for name, content in answers.items():
        zips = content if isinstance(content, list) else [content]
        inner = "".join(
            f"<docZip NSU='{nsu}' schema='procNFe_v4.00.xsd'>{each}</docZip>"
            for nsu, each in enumerate(zips)
        )
        yield (
            f"docZip of {name}",
            f"<retDistDFeInt><loteDistDFeInt>{inner}</loteDistDFeInt></retDistDFeInt>".encode(),
        )


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _bomb(piece: bytes, times: int) -> str:
    """A gigabyte is never in memory."""
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    pieces = [packer.compress(piece) for _ in range(times)]
    return base64.b64encode(b"".join([*pieces, packer.flush()])).decode()


def _deep(content: bytes) -> str:
    for _ in range(5):
        content = b"<a><docZip>" + _packed(content).encode() + b"</docZip></a>"
    return _packed(content)
