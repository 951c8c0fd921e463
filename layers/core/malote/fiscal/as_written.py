"""What a signature signs, taken from the bytes as they came: canonicalising takes thrice as long.

Nearly every document is written as its canonical form is, but for the tags that signers write as
they like; those are written anew here, and what is between them is taken as it stands. Bytes that
are not those signed have another digest, and then are canonicalised after all.
"""

import re
from functools import cache
from typing import NamedTuple

from malote.fiscal.xmldsig import (
    C14N,
    DIGESTS,
    DSIG,
    SIGNATURES,
    SignatureParts,
    certificate,
    decoded,
)

_OWN_SPACE = f' xmlns="{DSIG}"'
_INSIDE = (
    f'<CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod>'
    '<SignatureMethod Algorithm="%b"></SignatureMethod>'
    '<Reference URI="%b"><Transforms>'
    f'<Transform Algorithm="{DSIG}enveloped-signature"></Transform>'
    f'<Transform Algorithm="{C14N}"></Transform></Transforms>'
    '<DigestMethod Algorithm="%b"></DigestMethod>'
    "<DigestValue>%b</DigestValue></Reference></SignedInfo>"
)
_CANONICAL = f"<SignedInfo{_OWN_SPACE}>{_INSIDE}".encode()
_TEXT = "([^<]*+)"
_EMPTY_TAG = re.compile(r"></(\w*Method|Transform)>")
_SIGNATURE = re.compile(
    (
        rf"\s*+<Signature{re.escape(_OWN_SPACE)}><SignedInfo(?:{re.escape(_OWN_SPACE)})?+>"
        + _EMPTY_TAG.sub(r" ?+(?:/>|></\1>)", re.escape(_INSIDE))
        .replace('"%b"', '"([^"<&]*+)"')
        .replace("%b", _TEXT)
        + rf"\s*+<SignatureValue>{_TEXT}</SignatureValue>\s*+<KeyInfo>\s*+<X509Data>\s*+"
        rf"<X509Certificate>{_TEXT}</X509Certificate>"
        r"\s*+</X509Data>\s*+</KeyInfo>\s*+</Signature>"
    ).encode()
)
# Without prefixes: these tags declare the default namespace alone, and have no xml: attributes.
_ATTRIBUTES = r'(?:\s++\w++="[^"<&]*+"){0,20}+\s*+'
_ATTRIBUTE = re.compile(rb'\w+="[^"]*"')
_XMLNS = b"xmlns="


class Written(NamedTuple):
    """The parts of a signature, and the canonical forms of its SignedInfo and of the group."""

    parts: SignatureParts
    signed_info: bytes
    group: bytes


def as_written(xml: bytes, path: tuple[str, ...]) -> Written | None:
    """The group at ``path`` and the signature behind it; None when they are not written plainly.

    ``xml`` is UTF-8, and nothing in it but the group is at ``path``, with one signature beside
    it. Each tag of the path must come first in the one before it, with only blanks between. So
    these are the tags in which the values are read: no attribute holds a ``<``, and no comment is
    passed over. If the bytes are those that were signed then they end where those did, and what
    comes next is the signature.
    """
    opening = _opening(path).match(xml)
    if opening is None:
        return None
    name, start = path[-1].encode(), opening.end()
    closing = b"</%b>" % name
    end = xml.find(closing, start) + len(closing)
    written = _SIGNATURE.match(xml, end)
    if written is None:
        return None
    method, uri, digest_method, digest, value, signer = written.groups()
    algorithm = SIGNATURES.get(method.decode("latin-1"))
    digest_algorithm = DIGESTS.get(digest_method.decode("latin-1"))
    leaf = certificate(signer)
    if algorithm is None or digest_algorithm is None or leaf is None:
        return None
    parts = SignatureParts(
        algorithm,
        decoded(value),
        uri.decode("latin-1"),
        digest_algorithm,
        decoded(digest),
        (leaf,),
    )
    group = b"<%b%b>%b" % (name, _attributes(*opening.groups()), xml[start:end])
    return Written(parts, _CANONICAL % (method, uri, digest_method, digest), group)


@cache
def _opening(path: tuple[str, ...]) -> re.Pattern[bytes]:
    outer = "".join(rf"<{name}{_ATTRIBUTES}>\s*+" for name in (r"\w++", *path[:-1]))
    declaration = r"(?:\xef\xbb\xbf)?(?:<\?xml[^<>?]*+\?>)?\s*+"
    return re.compile(rf"{declaration}({outer}<{path[-1]}({_ATTRIBUTES})>)".encode())


def _attributes(tags: bytes, own: bytes) -> bytes:
    """As they are canonically: the namespace, by the last tag to declare one, and then by name."""
    spaces = [each for each in _ATTRIBUTE.findall(tags) if each.startswith(_XMLNS)]
    others = [each for each in _ATTRIBUTE.findall(own) if not each.startswith(_XMLNS)]
    return b" ".join((b"", *spaces[-1:], *sorted(others)))
