"""XMLDSig as NF-e and events have it: RSA-SHA1, enveloped, C14N (MOC 7.0, annex on signatures)."""

import hashlib
import re
from base64 import b64encode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from local.authority import Identity

NAMESPACE = "http://www.portalfiscal.inf.br/nfe"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def digest(text: str, group: str) -> str:
    """The SHA-1 of the group of that name, which inherits its namespace, in base64."""
    alone = _group(text, group).replace(f"<{group}", f'<{group} xmlns="{NAMESPACE}"', 1)
    return b64encode(hashlib.sha1(_canonical(alone)).digest()).decode()


def signed(text: str, group: str, signer: Identity) -> str:
    """The same, with the signature of that group right after it."""
    found = _group(text, group)
    match = re.search(r' Id="(\w+)"', found)
    assert match is not None
    end = text.index(found) + len(found)
    return f"{text[:end]}{_signature(match[1], digest(text, group), signer)}{text[end:]}"


def _group(text: str, group: str) -> str:
    return text[text.index(f"<{group} ") : text.index(f"</{group}>") + len(group) + 3]


def _signature(reference: str, value: str, signer: Identity) -> str:
    signed_info = (
        f'<SignedInfo xmlns="{_DSIG}"><CanonicalizationMethod Algorithm="{_C14N}"/>'
        f'<SignatureMethod Algorithm="{_DSIG}rsa-sha1"/><Reference URI="#{reference}"><Transforms>'
        f'<Transform Algorithm="{_DSIG}enveloped-signature"/><Transform Algorithm="{_C14N}"/>'
        f'</Transforms><DigestMethod Algorithm="{_DSIG}sha1"/><DigestValue>{value}</DigestValue>'
        f"</Reference></SignedInfo>"
    )
    proof = signer.key.sign(_canonical(signed_info), padding.PKCS1v15(), hashes.SHA1())
    der = signer.certificate.public_bytes(serialization.Encoding.DER)
    return (
        f'<Signature xmlns="{_DSIG}">{signed_info.replace(f' xmlns="{_DSIG}"', "", 1)}'
        f"<SignatureValue>{b64encode(proof).decode()}</SignatureValue><KeyInfo><X509Data>"
        f"<X509Certificate>{b64encode(der).decode()}</X509Certificate></X509Data></KeyInfo>"
        f"</Signature>"
    )


def _canonical(xml: str) -> bytes:
    canonical: bytes = etree.tostring(etree.fromstring(xml), method="c14n")
    return canonical
