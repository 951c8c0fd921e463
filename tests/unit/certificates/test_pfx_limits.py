"""What a file may ask for, before it is opened and after."""

import pytest

from malote.certificates.pfx.ciphers import CIPHERS, rc2_cipher
from malote.certificates.pfx.derivation import Derivation, Purpose, Secret, Work
from malote.certificates.pfx.protection import Sealed
from malote.certificates.pfx.structure import read_structure
from malote.errors import PfxTooCostly, PfxUnsupported
from tests.pfx.case import usual
from tests.pfx.protections import Pbes1, Pbes2

SECRET = Secret(b"senha", b"\0s\0e\0n\0h\0a\0\0")
FIREFOX = 600_000


def pbkdf2(iterations: int, hash_name: str = "sha256") -> Derivation:
    return Derivation("pbkdf2", hash_name, b"sal", iterations)


REAL = {
    "Windows, 3DES": usual(Pbes1(3)),
    "OpenSSL 3": usual(Pbes2()),
    "Firefox": usual(Pbes2(told=FIREFOX), told=FIREFOX, hash_name="sha256"),
    "an old Firefox": usual(
        Pbes1(3, told=FIREFOX), certificates=Pbes1(6, told=FIREFOX), told=FIREFOX
    ),
    "an old Firefox, 3DES": usual(Pbes1(3, told=FIREFOX), told=FIREFOX),
}


@pytest.mark.parametrize("name", REAL)
def test_what_programs_ask_for_is_allowed(name: str) -> None:
    Work().allow(read_structure(REAL[name]).cost)


def test_all_parts_share_one_limit() -> None:
    work, dear = Work(), pbkdf2(1_000_000).cost(32)
    work.spend(4 * dear)
    with pytest.raises(PfxTooCostly):
        work.spend(3 * dear)


def test_nothing_is_derived_beyond_it() -> None:
    with pytest.raises(PfxTooCostly):
        Work().derive(pbkdf2(2**31 - 1), SECRET, Purpose.KEY, 32)


def test_the_same_again_costs_nothing() -> None:
    work, dear = Work(), pbkdf2(400_000)
    made = {work.derive(dear, SECRET, Purpose.KEY, 32) for _ in range(50)}
    assert len(made) == 1


@pytest.mark.parametrize(
    ("dearer", "cheaper"),
    [
        (pbkdf2(1000).cost(64), pbkdf2(1000).cost(32)),
        (pbkdf2(1000, "sha512").cost(32), pbkdf2(1000).cost(32)),
        (pbkdf2(1000, "sha3_256").cost(32), pbkdf2(1000).cost(32)),
        (Derivation("pkcs12_kdf", "sha1", b"", 9).cost(24), pbkdf2(9).cost(24)),
        (Derivation("scrypt", "sha256", b"", 4096, 8, 2).cost(32),
         Derivation("scrypt", "sha256", b"", 4096, 8).cost(32)),
    ],
)  # fmt: skip
def test_what_costs_more(dearer: float, cheaper: float) -> None:
    assert dearer > cheaper


def test_an_unknown_hash() -> None:
    with pytest.raises(PfxUnsupported, match="md4"):
        pbkdf2(1, "md4")


def test_decrypting_in_python_is_work_too() -> None:
    once = Derivation("pkcs12_kdf", "sha1", b"sal", 1)
    sealed, work = Sealed(once, rc2_cipher(5, 40), None, bytes(40_000)), Work()
    work.spend(pbkdf2(5_500_000).cost(32))
    with pytest.raises(PfxTooCostly):
        sealed.open(SECRET, work)


@pytest.mark.parametrize("ciphertext", [b"", bytes(15), bytes(16)])
def test_what_no_key_opens(ciphertext: bytes) -> None:
    aes = CIPHERS["2.16.840.1.101.3.4.1.2"]
    with pytest.raises(ValueError, match=r"no (whole blocks|padding)"):
        aes.decrypt(ciphertext, bytes(16), bytes(16))
