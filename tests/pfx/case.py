"""One PFX of the table, and the certificates that most are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property

from tests.pfx.parts import certificate_bag, encrypted, key_der, plain, shrouded, whole
from tests.pfx.protections import Password, Pbes1, Pbes2
from tests.signing import Identity, authority, certificate

AT = datetime(2026, 8, 3, 12, tzinfo=UTC)
CNPJ, CPF, PASSWORD = "12ABC34501DE35", "52998224725", "Senha-123"


@dataclass(frozen=True)
class Case:
    make: Callable[[], bytes]
    error: str | None = None
    password: str = PASSWORD

    @cached_property
    def pfx(self) -> bytes:
        return self.make()


@cache
def root() -> Identity:
    return authority("AC Raiz de Teste")


@cache
def issuer() -> Identity:
    return authority("AC Teste Múltipla", root())


@cache
def leaf() -> Identity:
    return certificate(CNPJ, issuer())


@cache
def other() -> Identity:
    return certificate("11222333000181", issuer())


def usual(
    protection: Pbes1 | Pbes2,
    password: Password = PASSWORD,
    identity: Identity | None = None,
    certificates: Pbes1 | Pbes2 | None = None,
    hash_name: str = "sha1",
    iterations: int = 2000,
    told: int | None = None,
    mac: bool = True,
) -> bytes:
    """Laid out as all programs do: the shrouded key, and the certificates encrypted as a whole."""
    whose = identity or leaf()
    bags = [certificate_bag(each.der) for each in (whose, issuer())]
    return whole(
        [
            encrypted(bags, certificates or protection, password),
            plain(shrouded(key_der(whose.key), protection, password)),
        ],
        password if mac else None,
        hash_name=hash_name,
        iterations=iterations,
        told=told,
    )
