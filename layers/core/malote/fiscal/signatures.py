"""What verifying a document's signature tells."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Verdict(StrEnum):
    """The one word on a signature.

    ``valid``: whole, by the issuer's own certificate, which led to a trusted root when it signed.
    ``untrusted_chain``: whole, but not so. ``tampered``: not what was signed. ``unsupported``: an
    algorithm or shape that no layout allows, so nothing is said of it.
    """

    VALID = "valid"
    UNTRUSTED_CHAIN = "untrusted_chain"
    TAMPERED = "tampered"
    UNSUPPORTED = "unsupported"
    ABSENT = "absent"


class Signature(BaseModel):
    """A verdict, who signed, and in Portuguese what was found when the verdict is not ``valid``."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    signer_tax_id: str | None = None
    signer_name: str | None = None
    detail: str = ""
