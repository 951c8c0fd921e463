"""Files that ask for work without end, in every place where they can."""

from tests.pfx.case import PASSWORD, Case, leaf, usual
from tests.pfx.parts import certificate_bag, encrypted, key_der, shrouded, whole
from tests.pfx.protected import AES, TRIPLE_DES
from tests.pfx.protections import Pbes1, Pbes2

_ENDLESS = 2**31 - 1


def _hidden() -> bytes:
    # What is inside an encrypted part is known only when that is open.
    key = shrouded(key_der(leaf().key), Pbes2(told=_ENDLESS), PASSWORD)
    return whole([encrypted([key, certificate_bag(leaf().der)], AES, PASSWORD)], PASSWORD)


_MADE = {
    "2^31-1 iterations": lambda: usual(AES, told=_ENDLESS),
    "2^31-1 iterations of PBMAC1": lambda: usual(AES, hash_name="pbmac1", told=_ENDLESS),
    "2^31-1 iterations for the key": lambda: usual(Pbes2(told=_ENDLESS), certificates=AES),
    "2^31-1 iterations for the certificates": lambda: usual(AES, certificates=Pbes2(told=_ENDLESS)),
    "2^31-1 iterations, 3DES": lambda: usual(TRIPLE_DES, certificates=Pbes1(3, told=_ENDLESS)),
    "2^31-1 iterations out of sight": _hidden,
    "iterations of 10,000 digits": lambda: usual(AES, told=1 << 33_000),
    "a million iterations, four times": lambda: usual(Pbes1(3, told=1_000_000), told=1_000_000),
    "scrypt that takes 128 MB": lambda: usual(Pbes2(scrypt=2, told=1 << 17)),
    "scrypt without end": lambda: usual(Pbes2(scrypt=2, told=1 << 40)),
}
COSTLY = {name: Case(make, "pfx_too_costly") for name, make in _MADE.items()} | {
    "no iterations": Case(lambda: usual(AES, told=-1), "pfx_unreadable"),
    # Firefox's real files must get as far as their MAC, and this one's is not right.
    "600,000 iterations, 3DES": Case(
        lambda: usual(Pbes1(3, told=600_000), told=600_000), "pfx_password_wrong"
    ),
    # A few readings of it are tried, and then it is wrong.
    "1,500,000 iterations, a wrong password": Case(
        lambda: usual(AES, told=1_500_000), "pfx_password_wrong", "Ação-ímpar-€"
    ),
    "a key of 1 GB": Case(lambda: usual(Pbes2(key_length=1 << 30)), "pfx_unsupported"),
}
