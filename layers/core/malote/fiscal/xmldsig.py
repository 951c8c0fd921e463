"""The parts of an XML signature, as fiscal layouts allow them (XMLDSig, W3C 2008).

Whatever no layout allows is ``Unsupported``: a verifier that understands less has less to be
fooled by.
"""

import hashlib
from binascii import a2b_base64
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import hashes

from malote.certificates.strangers import MAX_BYTES, Certificate, load
from malote.fiscal.xml import Element

DSIG = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"
_ENVELOPED = f"{DSIG}enveloped-signature"
_MAX_CERTIFICATES = 8


class Canonicalization(NamedTuple):
    """Which C14N: a reference of a layout never keeps comments, a SignedInfo may."""

    exclusive: bool
    comments: bool


_CANONICALIZATIONS = {
    C14N: Canonicalization(False, False),
    f"{C14N}#WithComments": Canonicalization(False, True),
    "http://www.w3.org/2001/10/xml-exc-c14n#": Canonicalization(True, False),
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments": Canonicalization(True, True),
}
DIGESTS: dict[str, Callable[[bytes], Any]] = {
    f"{DSIG}sha1": hashlib.sha1,  # the NF-e's own layout asks for it
    f"{_ENC}sha256": hashlib.sha256,
    f"{_ENC}sha512": hashlib.sha512,
}
SIGNATURES: dict[str, hashes.HashAlgorithm] = {
    f"{DSIG}rsa-sha1": hashes.SHA1(),  # noqa: S303
    f"{_MORE}rsa-sha256": hashes.SHA256(),
    f"{_MORE}rsa-sha512": hashes.SHA512(),
}


class Unsupported(Exception):
    """Its text says in Portuguese what is not as a layout has it."""


class SignatureParts(NamedTuple):
    """What a Signature holds: of the certificates, those that can be read.

    ``value`` and ``digest`` are None when they are not base64.
    """

    algorithm: hashes.HashAlgorithm
    value: bytes | None
    uri: str
    digest_algorithm: Callable[[bytes], Any]
    digest: bytes | None
    certificates: tuple[Certificate, ...]
    canonicalization: Canonicalization = _CANONICALIZATIONS[C14N]
    reference_canonicalization: Canonicalization = _CANONICALIZATIONS[C14N]


def read_parts(signature: Element) -> SignatureParts:
    """Take a Signature apart. Raises Unsupported."""
    signed_info, value, *others = _children(signature)
    _expect(signed_info, "SignedInfo")
    _expect(value, "SignatureValue")
    method, algorithm, reference = _children(signed_info, 3)
    transforms, digest_method, digest = _children(reference, 3)
    _expect(reference, "Reference")
    _expect(transforms, "Transforms")
    _expect(digest, "DigestValue")
    enveloped, canonicalization = _children(transforms, 2)
    if _algorithm(enveloped, "Transform") != _ENVELOPED:
        raise Unsupported("as transformações da referência não são as do leiaute")
    return SignatureParts(
        algorithm=_chosen(SIGNATURES, algorithm, "SignatureMethod"),
        value=decoded(_text(value)),
        uri=_uri(reference),
        digest_algorithm=_chosen(DIGESTS, digest_method, "DigestMethod"),
        digest=decoded(_text(digest)),
        certificates=_certificates(others),
        canonicalization=_chosen(_CANONICALIZATIONS, method, "CanonicalizationMethod"),
        reference_canonicalization=_chosen(_CANONICALIZATIONS, canonicalization, "Transform"),
    )


def decoded(text: bytes) -> bytes | None:
    """Base64 with blanks anywhere; None for anything else."""
    try:
        return a2b_base64(b"".join(text.split()), strict_mode=True)
    except ValueError:
        return None


def certificate(text: bytes) -> Certificate | None:
    """A DER certificate in base64; None when it cannot be read."""
    return _certificate(text) if len(text) <= 2 * MAX_BYTES else None


@lru_cache(512)  # of one that came before, decoding takes longer than all else
def _certificate(text: bytes) -> Certificate | None:
    der = decoded(text)
    return load(der) if der else None


def _children(element: Element, count: int | None = None) -> list[Element]:
    found = list(element.iterchildren("*"))
    if len(found) != count if count else len(found) < 2:
        raise Unsupported(f"{element.tag.rpartition('}')[2]} não tem as partes do leiaute")
    return found


def _expect(element: Element, name: str) -> None:
    if element.tag != f"{{{DSIG}}}{name}":
        raise Unsupported(f"falta {name} no seu lugar")


def _algorithm(element: Element, name: str) -> str:
    _expect(element, name)
    if len(element):  # HMACOutputLength, XPath, InclusiveNamespaces: parameters change the meaning
        raise Unsupported(f"{name} traz parâmetros que o leiaute não prevê")
    return element.get("Algorithm") or ""


def _chosen[Choice](table: dict[str, Choice], element: Element, name: str) -> Choice:
    algorithm = _algorithm(element, name)
    if algorithm not in table:
        raise Unsupported(f"algoritmo não previsto em {name}: {algorithm[:80]}")
    return table[algorithm]


def _uri(reference: Element) -> str:
    uri = reference.get("URI")
    if uri is None:
        raise Unsupported("a referência não diz o que foi assinado")
    return uri


def _certificates(others: list[Element]) -> tuple[Certificate, ...]:
    if not others or others[0].tag != f"{{{DSIG}}}KeyInfo":
        raise Unsupported("a assinatura não traz o certificado")
    written = list(others[0].iterfind(f"{{{DSIG}}}X509Data/{{{DSIG}}}X509Certificate"))
    if not written:
        raise Unsupported("a assinatura não traz o certificado")
    if len(written) > _MAX_CERTIFICATES:
        raise Unsupported(f"{len(written)} certificados na assinatura")
    return tuple(filter(None, (certificate(_text(each)) for each in written)))


def _text(element: Element) -> bytes:
    """The text of an element that holds nothing else; ``*``, which is not base64, of others."""
    return b"*" if len(element) else (element.text or "").encode()
