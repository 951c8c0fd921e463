"""Whether a kept private key still does its work: it signs, and its certificate verifies that."""

from typing import Literal

from pydantic import BaseModel

from malote.audit import Entry
from malote.certificates.use import Keys
from malote.errors import CertificateError, KeptKeyLost


class KeyTest(BaseModel):
    """How it went; when it ``failed``, ``code`` is stable and ``action`` says what to do."""

    status: Literal["ok", "failed"]
    message: str
    code: str | None = None
    detail: str | None = None
    action: str | None = None


def test_key(keys: Keys, entry: Entry) -> KeyTest:
    """Test the one of ``entry.target``. Raises NotFound."""
    try:  # no PFX opens whose key does not sign
        keys.open(entry.tenant, entry.target, "test", entry.actor, entry.at)
    except (CertificateError, KeptKeyLost) as error:
        return KeyTest(
            status="failed",
            message=error.message,
            code=error.code,
            detail=error.detail,
            action=error.action,
        )
    return KeyTest(status="ok", message="A chave privada guardada assina, e o certificado confere.")
