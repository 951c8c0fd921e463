"""What is no document, or not whole: encodings, DOCTYPEs, cuts, and XML that is none."""

import gzip
import json
import random
import re
import zlib

from malote.fiscal.reader import layouts
from tests.malformed.genuine import KINDS, Inputs

_ENTITIES = "".join(
    f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(10)
)
_DOCTYPES = {
    "bare": "<!DOCTYPE {root}>",
    "empty": "<!DOCTYPE {root} []>",
    "file": '<!DOCTYPE {root} SYSTEM "file:///etc/passwd">',
    "network": '<!DOCTYPE {root} PUBLIC "-//x//EN" "http://192.0.2.1/x.dtd">',
    "entity": '<!DOCTYPE {root} [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE {root} [<!ENTITY % p SYSTEM "http://192.0.2.1/p.dtd"> %p;]>',
    "billion laughs": f'<!DOCTYPE {{root}} [<!ENTITY a "aaaaaaaaaa">{_ENTITIES}]>',
    "quadratic": '<!DOCTYPE {root} [<!ENTITY k "' + "a" * 50_000 + '">]>',
    "defaults": '<!DOCTYPE {root} [<!ATTLIST {root} versao CDATA "4.00">]>',
    "recursive": '<!DOCTYPE {root} [<!ENTITY k "&j;"><!ENTITY j "&k;">]>',
}
_ENCODINGS = {
    "utf-8": ("UTF-8", "utf-8"), "utf-8 with a BOM": ("UTF-8", "utf-8-sig"),
    "utf-16": ("UTF-16", "utf-16"), "utf-16 little": ("UTF-16LE", "utf-16-le"),
    "utf-16 big": ("UTF-16BE", "utf-16-be"), "utf-32": ("UTF-32", "utf-32"),
    "utf-7": ("UTF-7", "utf-8"), "latin-1": ("ISO-8859-1", "latin-1"),
    "ebcdic": ("IBM037", "cp037"),
}  # fmt: skip


def doctypes() -> Inputs:
    for place, xml in enumerate(KINDS[:4]):
        text = re.sub(r"<\?xml.*?\?>", "", xml.decode("utf-8-sig")).lstrip()
        root = text[1:].split(maxsplit=1)[0]
        uses = re.sub(r"<(?=/)", "&k;" * 200 + "<", text, count=1)
        for name, doctype in _DOCTYPES.items():
            for encoding, (declared, codec) in _ENCODINGS.items():
                whole = doctype.format(root=root) + (uses if "k " in doctype else text)
                if declared == "UTF-7":
                    whole = whole.replace("<!", "+ADwAIQ-")
                whole = f'<?xml version="1.0" encoding="{declared}"?>{whole}'
                if (place + len(encoding)) % 2 == 0 or name in {"bare", "parameter"}:
                    yield f"doctype {name}, {encoding}, {place}", whole.encode(codec, "replace")


def cuts() -> Inputs:
    """Each document ended at boundaries of its tags, and within them."""
    for place, xml in enumerate(KINDS):
        ends = [found.end() for found in re.finditer(rb'[<>="/?]', xml[: xml.rindex(b"</")])]
        for end in random.Random(place).sample(ends, 24):
            yield f"cut at {end}, {place}", xml[:end]


def syntax() -> Inputs:
    wrong = {
        "a NUL in a text": (b">", b">\0"), "a NUL in a tag": (b"<inf", b"<in\0f"),
        "a control letter": (b"</", b"\x01</"), "an ampersand": (b"</", b" & </"),
        "an unknown entity": (b"</", b"&nbsp;</"), "an entity of no letter": (b"</", b"&#0;</"),
        "a surrogate": (b"</", b"&#xD800;</"), "far too large a letter": (b"</", b"&#x7FFFFFFF;</"),
        "the end of a CDATA": (b"</", b"]]></"), "an open CDATA": (b"</", b"<![CDATA[</"),
        "an open comment": (b"</", b"<!-- </"), "dashes in a comment": (b"</", b"<!-- -- --></"),
        "an open instruction": (b"</", b"<?x </"), "a second declaration": (b"</", b'<?xml version="1.0"?></'),
        "an unknown prefix": (b"<inf", b"<x:inf"), "a prefix that is none": (b"<inf", b"<:inf"),
        "an attribute twice": (b' xmlns="', b' a="" a="" xmlns="'), "one without quotes": (b' xmlns="', b' a=b xmlns="'),
        "one without a value": (b' xmlns="', b' a xmlns="'), "a tag in one": (b' xmlns="', b' a="<" xmlns="'),
        "xmlns bound": (b' xmlns="', b' xmlns:xmlns="u" xmlns="'), "xml bound": (b' xmlns="', b' xmlns:xml="u" xmlns="'),
        "a prefix unbound": (b' xmlns="', b' xmlns:p="" xmlns="'), "another end": (b"</", b"</x></"),
        "a name of digits": (b"<inf", b"<0inf"), "two roots": (b"</", b"</x><"),
        "a BOM in a tag": (b"<inf", b"<\xef\xbb\xbf\xff\xfeinf"), "a DOCTYPE within": (b"</", b"<!DOCTYPE x></"),
        "an XML 1.1 line": (b"</", b"&#x1;</"), "an open end": (b"</", b"<"),
    }  # fmt: skip
    for name, (before, after) in wrong.items():
        for place, xml in enumerate(KINDS[2:6]):
            yield f"{name}, {place}", xml.replace(before, after, 1)


def strangers() -> Inputs:
    """Files that are something else, and roots with nothing in them."""
    rng = random.Random(1)
    blank = (b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 512, b"<", b"<?xml?>", b"<a")
    for none in blank:
        yield f"nothing {none[:9]!r}", none
    for length in (1, 10, 1000, 100_000, 5_000_000):
        yield f"{length} random bytes", rng.randbytes(length)
    packed = {"gzip": gzip.compress(KINDS[0], mtime=0), "zlib": zlib.compress(KINDS[0])}
    others = {
        "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj", "zip": b"PK\3\4" + rng.randbytes(200),
        "png": b"\x89PNG\r\n\x1a\n" + rng.randbytes(200), "json": json.dumps({"a": ["<NFe/>"]}).encode(),
        "html": b"<html><body><p>Nota<br></body></html>", "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "rss": b"<rss><channel><item/></channel></rss>", "text": b"Segue a nota em anexo.",
        "xslt": b"<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
        b"<xsl:copy-of select=\"document('file:///etc/passwd')\"/></xsl:stylesheet>",
        "xinclude": b"<NFe xmlns:xi='http://www.w3.org/2001/XInclude'>"
        b"<xi:include href='file:///etc/passwd' parse='text'/></NFe>",
        "only an instruction": b"<?xml-stylesheet href='file:///etc/passwd'?>",
        "an unknown encoding": b"<?xml version='1.0' encoding='klingon'?><a>\xff</a>",
        "half a utf-16": "<NFe>ç</NFe>".encode("utf-16")[:-3],
        "another byte order": b"\xfe\xff" + "<NFe/>".encode("utf-16-le"),
    }  # fmt: skip
    yield from (packed | others).items()
    for root in layouts():
        space, _, tag = root.lstrip("{").rpartition("}")
        yield f"an empty {root}", f"<{tag} xmlns='{space}'/>".encode()
