"""XMLDSig as the layouts of events ask for it: RSA with SHA-1, enveloped, C14N 1.0."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding

from malote.certificates.pfx import OpenedPfx
from malote.fiscal.canonical import inclusive
from malote.fiscal.xml import Element
from malote.fiscal.xmldsig import C14N, DSIG
from malote.ports.sefaz import Signer
from malote.sefaz.markup import maker

_make = maker(DSIG)


@dataclass(frozen=True, slots=True)
class PfxSigner:
    """The port ``Signer``, with an A1's key."""

    opened: OpenedPfx

    @property
    def certificate(self) -> bytes:
        """In DER."""
        return self.opened.certificate.public_bytes(Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        """By PKCS #1 v1.5, which gives the same of the same."""
        return self.opened.key.sign(data, PKCS1v15(), SHA1())  # noqa: S303


def sign(element: Element, signer: Signer) -> Element:
    """The Signature over an element with an ``Id``, to be put beside it.

    No prefix may be in scope where the two are put. Raises what the signer does.
    """
    digest = hashlib.sha1(inclusive(element, plain=True)).digest()  # noqa: S324
    reference = _make(
        "Reference",
        _make(
            "Transforms",
            _make("Transform", Algorithm=f"{DSIG}enveloped-signature"),
            _make("Transform", Algorithm=C14N),
        ),
        _make("DigestMethod", Algorithm=f"{DSIG}sha1"),
        _make("DigestValue", _coded(digest)),
        URI=f"#{element.get('Id')}",
    )
    signed_info = _make(
        "SignedInfo",
        _make("CanonicalizationMethod", Algorithm=C14N),
        _make("SignatureMethod", Algorithm=f"{DSIG}rsa-sha1"),
        reference,
    )
    value = signer.sign(inclusive(signed_info, plain=True))
    certificate = _make("X509Data", _make("X509Certificate", _coded(signer.certificate)))
    return _make(
        "Signature",
        signed_info,
        _make("SignatureValue", _coded(value)),
        _make("KeyInfo", certificate),
    )


def _coded(data: bytes) -> str:
    return b64encode(data).decode()
