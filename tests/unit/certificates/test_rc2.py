"""RC2 against RFC 2268's own vectors, and where OpenSSL has none."""

import os
import subprocess
import sys

import pytest

from malote.certificates.pfx import rc2
from tests.pfx.case import PASSWORD
from tests.pfx.cases import CASES
from tests.pfx.rc2 import encrypt

LONG = "88bca90e90875a7f0f79c384627bafb2"
VECTORS = [
    ("00" * 8, 63, "00" * 8, "ebb773f993278eff"),
    ("ff" * 8, 64, "ff" * 8, "278b27e42e2f0d49"),
    ("30" + "00" * 7, 64, "10" + "00" * 6 + "01", "30649edf9be7d2c2"),
    ("88", 64, "00" * 8, "61a8a244adacccf0"),
    ("88bca90e90875a", 64, "00" * 8, "6ccf4308974c267f"),
    (LONG, 64, "00" * 8, "1a807d272bbe5db1"),
    (LONG, 128, "00" * 8, "2269552ab0f85ca6"),
    (LONG + "16f80a6f85920584c42fceb0be255daf1e", 129, "00" * 8, "5b78d3a43dfff1f1"),
]


@pytest.mark.parametrize(("key", "bits", "plain", "sealed"), VECTORS)
def test_the_vectors(key: str, bits: int, plain: str, sealed: str) -> None:
    iv = bytes(8)
    assert encrypt(bytes.fromhex(plain), bytes.fromhex(key), iv, bits).hex() == sealed
    assert rc2.decrypt(bytes.fromhex(sealed), bytes.fromhex(key), iv, bits).hex() == plain


def test_blocks_are_chained() -> None:
    plain, key, iv = bytes(range(64)), b"chave", b"12345678"
    assert rc2.decrypt(encrypt(plain, key, iv, 40), key, iv, 40) == plain


@pytest.mark.parametrize(
    ("name", "ends_in"),
    [
        ("RC2-40", "opened"),
        ("3DES, as Windows", "opened"),
        ("RC4-128 without a MAC", "pfx_unsupported"),
    ],
)
def test_where_openssl_has_no_legacy_algorithms(name: str, ends_in: str) -> None:
    script = (
        "import sys; from malote.certificates.pfx import open_pfx; "
        "from malote.errors import CertificateError\n"
        "try: open_pfx(sys.stdin.buffer.read(), sys.argv[1]); print('opened')\n"
        "except CertificateError as error: print(error.code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, PASSWORD],
        input=CASES[name].pfx,
        env=os.environ | {"CRYPTOGRAPHY_OPENSSL_NO_LEGACY": "1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == ends_in
