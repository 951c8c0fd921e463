"""Documents with a name, and with what costs most to read, to verify or to validate."""

from html import escape

from tests.documents import key, note
from tests.malformed.floods import named
from tests.malformed.genuine import ISSUER, Inputs
from tests.signing import authority, certificate, sign
from tests.unit.fiscal.test_floods import CASES, full, tags

_SIGNATURE = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>{}</SignedInfo>{}</Signature>'


def dear() -> Inputs:
    """They may be read for all that, but not for long."""
    for name, (xml, _) in CASES.items():
        yield f"flood: {name}", xml.encode()
    reference = '<Reference URI="#x"><Transforms>{}</Transforms></Reference>'
    transform = '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'
    signatures = {
        "1,000 references": _SIGNATURE.format(reference.format(transform) * 1000, ""),
        "60,000 transforms": _SIGNATURE.format(reference.format(transform * 60_000), ""),
        "1,000 signatures": _SIGNATURE.format("", "") * 1000,
        "a huge value": _SIGNATURE.format("", f"<SignatureValue>{'A' * 5_000_000}</SignatureValue>"),
        "100,000 certificates": _SIGNATURE.format("", "<KeyInfo><X509Data>" + "<X509Certificate/>" * 100_000 + "</X509Data></KeyInfo>"),
    }  # fmt: skip
    for name, signature in signatures.items():
        yield f"signed with {name}", note(900).replace(b"</NFe>", signature.encode() + b"</NFe>")
    signer = certificate(ISSUER, authority())
    whole = sign(note(903), signer, f"NFe{key(903)}")
    altered = {
        "tags": tags("<y/>"), "names": named(390_000), "comments": tags("<!--a-->"), "an instruction": "<?a b?>" + named(390_000),
        "inherited attributes": "<y xml:space='preserve'/>" + named(380_000), "named attributes": "".join(f"<y a{n}=''/>" for n in range(190_000)),
        "the same name": "".join(f"<y Id='a{n}'/>" for n in range(190_000)), "wide tags": f"<y {' '.join(f'a{n}=""' for n in range(199))}/>" * 1900,
        "prefixes": f"<y {' '.join(f'xmlns:p{n}="u{n}"' for n in range(20))}>{named(370_000)}</y>",
        "more prefixes": f"<y {' '.join(f'xmlns:p{n}="u{n}"' for n in range(220))}>{'<z/>' * 3500}</y>",
    }  # fmt: skip
    for name, more in altered.items():
        yield f"signed, and then {name}", whole.replace(b"</infNFe>", more.encode() + b"</infNFe>")
    wide = whole.replace(b"</infNFe>", named(320_000).encode() + b"</infNFe>")
    yield "signed, and then in utf-16", wide.decode().encode("utf-16")
    wrong = {
        "unknown tags": tags("<x/>"), "fewer unknown tags": "<x/>" * 60_000, "unknown values": "<vNF>x</vNF>" * 30_000,
        "empty groups": "<det/>" * 20_000, "wide ones": f"<x {' '.join(f'a{n}=""' for n in range(190))}/>" * 500,
        "prefixes": "".join(f"<p{n}:x xmlns:p{n}='u'/>" for n in range(2000)), "CDATA": tags("<![CDATA[a]]>"),
        "comments": tags("<!--a-->"), "instructions": tags("<?a b?>"), "letters by number": full("&#65;", 4_000_000),
        "a long value": f"<x>{'a' * 5_000_000}</x>", "depth": "<x>" * 240 + "</x>" * 240,
        "deep prefixes": "".join(f"<x xmlns:p{n}='u{n}'>" for n in range(240)) + "<y/>" * 3000 + "</x>" * 240,
        "blanks": full("\n", 5_000_000), "letters": f"<natOp>{full('á ', 5_000_000)}</natOp>",
    }  # fmt: skip
    for name, more in wrong.items():
        yield f"an NF-e with {name}", note(901, more.encode())
    yield (
        "an NF-e in utf-16",
        note(902, full("<x>a</x>", 2_500_000).encode()).decode().encode("utf-16"),
    )
    batch = "".join(f"<x>{escape(note(n).decode())}</x>" for n in range(200))
    yield "a batch of 200 as text", f"<a>{batch}</a>".encode()
