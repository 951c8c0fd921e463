"""The demo's own authority: tenants', suppliers' and SEFAZ's certificates are all of it."""

from functools import cache

from local.authority import Authority
from local.paths import LOCAL


@cache
def authority() -> Authority:
    """The same on this machine, from one demo to the next."""
    return Authority(LOCAL / "demo-authority")


def pfx(holder: str, tax_id: str, days: int, password: str) -> bytes:
    """An e-CNPJ of type A1 with a new key, valid for so many days, as authorities hand it over."""
    return authority().identity(holder, tax_id, days=days).pfx(password)
