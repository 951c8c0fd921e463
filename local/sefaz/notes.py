"""NF-e that somebody issued to a recipient: whole, and summed up."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from local.authority import Identity
from local.sefaz.clock import BRASILIA, written
from local.sefaz.signing import NAMESPACE, digest, signed
from malote.fiscal.access_key import check_digit

_TEMPLATE = Path(__file__).parent.parent / "demo" / "nfe.xml"
_TOTAL = "1250.50"


@dataclass
class Note:
    """``code`` is the key's own. Whole only for who manifested; ``linked``: events are 135.

    ``environment`` is tpAmb: "1" is production.
    """

    number: int
    issuer: str
    issuer_name: str
    recipient: str
    issued_at: datetime
    authorized_at: datetime
    recipient_name: str = "Alimentos Ltda"
    environment: str = "1"
    code: str = "12345678"
    linked: bool = True
    manifested: bool = False
    cancelled_at: datetime | None = None

    @cached_property
    def key(self) -> str:
        """Its access key."""
        body = f"35{self._local:%y%m}{self.issuer}55001{self.number:09}1{self.code}"
        return body + check_digit(body)

    @property
    def protocol(self) -> str:
        """Of its authorization."""
        return f"135{self._local:%y}{self.number:010}"

    @cached_property
    def digest(self) -> str:
        """What its signature and its protocol have."""
        return digest(self._unsigned, "infNFe")

    def whole(self, signer: Identity) -> bytes:
        """The ``nfeProc``, signed by its issuer."""
        text = signed(self._unsigned, "infNFe", signer)
        return text.replace("{DIGEST}", self.digest).encode()

    def summary(self) -> bytes:
        """The ``resNFe``, as schema 1.01 has it."""
        return (
            f'<resNFe xmlns="{NAMESPACE}" versao="1.01"><chNFe>{self.key}</chNFe>'
            f"<CNPJ>{self.issuer}</CNPJ><xNome>{self.issuer_name}</xNome><IE>111222333444</IE>"
            f"<dhEmi>{written(self.issued_at)}</dhEmi><tpNF>1</tpNF><vNF>{_TOTAL}</vNF>"
            f"<digVal>{self.digest}</digVal><dhRecbto>{written(self.authorized_at)}</dhRecbto>"
            f"<nProt>{self.protocol}</nProt><cSitNFe>{3 if self.cancelled_at else 1}</cSitNFe>"
            f"</resNFe>"
        ).encode()

    @property
    def _local(self) -> datetime:
        return self.issued_at.astimezone(BRASILIA)

    @cached_property
    def _unsigned(self) -> str:
        tag = "CPF" if len(self.recipient) == 11 else "CNPJ"
        values = {
            "KEY": self.key,
            "DIGIT": self.key[-1],
            "CODE": self.code,
            "NUMBER": str(self.number),
            "ENVIRONMENT": self.environment,
            "ISSUED": written(self.issued_at),
            "AUTHORIZED": written(self.authorized_at),
            "PROTOCOL": self.protocol,
            "ISSUER": self.issuer,
            "ISSUER_NAME": self.issuer_name,
            "RECIPIENT": f"<{tag}>{self.recipient}</{tag}>",
            "RECIPIENT_NAME": self.recipient_name,
        }
        return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), _template())


def _template() -> str:
    return re.sub(r">\s+<", "><", _TEMPLATE.read_text())
