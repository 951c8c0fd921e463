"""Good files, by how they are protected: as programs of thirty years export them."""

from tests.pfx import pfx
from tests.pfx.case import PASSWORD, Case, issuer, leaf, usual
from tests.pfx.parts import certificate_bag, encrypted, key_bag, key_der, plain, whole
from tests.pfx.protections import Pbes1, Pbes2

RC4, RC4_40, TRIPLE_DES, TWO_KEY_DES, RC2, RC2_40 = map(Pbes1, range(1, 7))
AES = Pbes2()


def _open_bags() -> tuple[bytes, bytes]:
    return key_bag(key_der(leaf().key)), certificate_bag(leaf().der)


PROTECTED = {
    "AES-256, as OpenSSL 3": Case(lambda: pfx(leaf(), PASSWORD, [issuer()])),
    "AES-256, as Windows 11": Case(lambda: usual(AES, hash_name="sha256")),
    "3DES, as Windows": Case(lambda: usual(TRIPLE_DES)),
    "RC2-40 and 3DES, as OpenSSL 1": Case(lambda: usual(TRIPLE_DES, certificates=RC2_40)),
    "RC2-40": Case(lambda: usual(RC2_40)),
    "RC2-128": Case(lambda: usual(RC2)),
    "RC4-128": Case(lambda: usual(RC4)),
    "RC4-40": Case(lambda: usual(RC4_40)),
    "3DES with two keys": Case(lambda: usual(TWO_KEY_DES)),
    "scrypt": Case(lambda: usual(Pbes2(scrypt=4096))),
    "PBMAC1": Case(lambda: usual(AES, hash_name="pbmac1")),
    "without a MAC": Case(lambda: usual(AES, mac=False)),
    "RC2-40 without a MAC": Case(lambda: usual(RC2_40, mac=False)),
    "RC4-128 without a MAC": Case(lambda: usual(RC4, mac=False)),
    "nothing encrypted": Case(lambda: whole([plain(*_open_bags())], PASSWORD)),
    "all in one encrypted part": Case(
        lambda: whole([encrypted(_open_bags(), AES, PASSWORD)], PASSWORD)
    ),
}
