"""Where a certificate and its key are; never a PIN or a password."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class CertificateRef(BaseModel):
    """``thumbprint``, the SHA-256 of its DER in hexadecimal, alone says which one it is.

    The others tell where to look: for ``pkcs11`` a module, the token's label and serial number,
    and the object's CKA_ID in hexadecimal; for ``pfx`` a path; for ``windows`` nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["pkcs11", "pfx", "windows"]
    thumbprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    module: str = ""
    token: str = ""
    token_serial: str = ""
    object_id: str = ""
    path: str = ""
