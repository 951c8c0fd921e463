"""A card that is logged in to, and its one certificate that is wanted.

libcurl's engine loads the same module and shares the login: PKCS#11 gives it to the process, so
that the engine finds the private key without a PIN, and never sees one.
"""

from contextlib import suppress
from hashlib import sha1, sha256

import pkcs11
from pkcs11 import Attribute, Mechanism, ObjectClass
from pkcs11.types import SignMixin

from integrador.errors import KeyMissing, TokenMissing
from integrador.keys.card import Card
from integrador.keys.card_errors import translated
from integrador.references import CertificateRef
from integrador.transport import CurlTransport, engine_options

# DER of a DigestInfo up to the digest (RFC 8017, 9.2).
_SHA1 = bytes.fromhex("3021300906052b0e03021a05000414")
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


class OpenCard:
    """One thread, one login."""

    def __init__(self, ref: CertificateRef, card: Card, pin: str) -> None:
        """Raises PinWrong, TokenLocked, TokenMissing, KeyMissing."""
        self._ref = ref
        self._card = card
        self._session = card.log_in(pin)
        self.certificate = self._certificate()
        if self._found_key() is None:
            raise KeyMissing(ref.token)

    def sign(self, data: bytes) -> bytes:
        """RSA with SHA-1. Raises TokenMissing."""
        digest = sha1(data).digest()  # noqa: S324 (SEFAZ's)
        return self._signed(data, Mechanism.SHA1_RSA_PKCS, _SHA1 + digest)

    def prove(self, data: bytes) -> bytes:
        """RSA with SHA-256. Raises TokenMissing."""
        return self._signed(data, Mechanism.SHA256_RSA_PKCS, _SHA256 + sha256(data).digest())

    def post(self, roots_pem: str, url: str, action: str, body: bytes) -> bytes:
        """As Transport.post; raises TokenMissing before anything is sent."""
        self._card.find()
        self._key()
        options = engine_options(self._ref, self.certificate)
        return CurlTransport(options, roots_pem).post(url, action, body)

    def close(self) -> None:
        """Log out; a card that is gone has no login."""
        with suppress(pkcs11.PKCS11Error):
            self._session.close()

    def _signed(self, data: bytes, mechanism: Mechanism, digest_info: bytes) -> bytes:
        key = self._key()
        with translated():
            try:
                return key.sign(data, mechanism=mechanism)
            except pkcs11.MechanismInvalid:  # a card that leaves the digest to its user
                return key.sign(digest_info, mechanism=Mechanism.RSA_PKCS)

    def _certificate(self) -> bytes:
        with translated():
            for each in self._session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
                der = bytes(each[Attribute.VALUE])
                if sha256(der).hexdigest() == self._ref.thumbprint:
                    return der
        raise KeyMissing(self._ref.token)

    def _key(self) -> SignMixin:
        key = self._found_key()
        if key is None:  # it was reset, maybe by another program: keys are seen by who logs in
            raise TokenMissing("o token perdeu a sessão")
        return key

    def _found_key(self) -> SignMixin | None:
        wanted = {
            Attribute.CLASS: ObjectClass.PRIVATE_KEY,
            Attribute.ID: bytes.fromhex(self._ref.object_id),
        }
        with translated():
            found = [
                each for each in self._session.get_objects(wanted) if isinstance(each, SignMixin)
            ]
        return found[0] if found else None
