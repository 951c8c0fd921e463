"""Whether a kept private key still does its work: it signs, and its certificate verifies that."""

import secrets
from typing import Literal, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic import BaseModel

from malote.audit import Entry
from malote.certificates.pfx import OpenedPfx
from malote.certificates.use import Keys
from malote.errors import CertificateError, KeptKeyLost, PrivateKeyOfAnother


class KeyTest(BaseModel):
    """How it went; when it ``failed``, ``code`` is stable and ``action`` says what to do."""

    status: Literal["ok", "failed"]
    message: str
    code: str | None = None
    detail: str | None = None
    action: str | None = None


def test_key(keys: Keys, entry: Entry) -> KeyTest:
    """Test the one of ``entry.target``. Raises NotFound."""
    try:
        prove(keys.open(entry.tenant, entry.target, "test", entry.actor, entry.at))
    except (CertificateError, KeptKeyLost) as error:
        return KeyTest(
            status="failed",
            message=error.message,
            code=error.code,
            detail=error.detail,
            action=error.action,
        )
    return KeyTest(status="ok", message="A chave privada guardada assina, e o certificado confere.")


def prove(opened: OpenedPfx) -> None:
    """Raise PrivateKeyOfAnother if the certificate does not verify what the key signs."""
    challenge = secrets.token_bytes(32)
    signature = opened.key.sign(challenge, PKCS1v15(), SHA256())
    public_key = cast("RSAPublicKey", opened.certificate.public_key())
    try:
        public_key.verify(signature, challenge, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise PrivateKeyOfAnother from None
