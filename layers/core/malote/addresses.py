"""What may stand in a mail's header: addresses, and other text on one line."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError

# RFC 5321 4.1.2 without quoted names and literals, which no supplier's customer has; SMTPUTF8
# (RFC 6531) few servers take. A domain outside of ASCII is written as IDNA has it.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{1,62}[A-Za-z0-9]"
)


def _address(text: str) -> str:
    local, _, domain = _printable(text).rpartition("@")  # IDNA drops some that nobody sees
    try:
        text = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise ValueError("o domínio do endereço de e-mail não existe") from None
    if len(local) > 64 or len(text) > 254 or not _ADDRESS.fullmatch(text):
        raise ValueError("não é um endereço de e-mail")
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("quebra de linha ou caractere de controle não é permitido")
    return text


Address = Annotated[str, StringConstraints(max_length=320), AfterValidator(_address)]
"""``local@domain`` in ASCII (RFC 5321); the domain may be given in Unicode."""

HeaderText = Annotated[str, StringConstraints(max_length=200), AfterValidator(_printable)]
"""Unicode on one line: what a header may hold."""

_READ: TypeAdapter[str] = TypeAdapter(Address)


def read_address(text: str | None) -> str | None:
    """The address, as ``Address`` has it, or None if it is none."""
    try:
        return _READ.validate_python(text)
    except ValidationError:
        return None
