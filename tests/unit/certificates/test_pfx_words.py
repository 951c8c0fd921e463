"""What the details tell the one who sent the file, and what they never do."""

import traceback

import pytest

from malote.certificates.pfx import open_pfx
from malote.errors import CertificateError
from tests.pfx.cases import CASES

DETAILS = {
    "empty": "vazio",
    "truncated": "truncado: faltam 1 bytes",
    "PEM": "PEM",
    "a certificate": ".cer",
    "a private key": "só a chave privada",
    "PKCS#7": ".p7b",
    "base64": "base64",
    "JKS": ".jks",
    "ZIP": "ZIP",
    "HTML": "página",
    "1 MB": "48 no máximo",
    "an unsupported cipher": "cifra aes256_gcm",
    "signed with a key": "assinado",
    "encrypted for a key": "cifrado para uma chave",
    "two passwords": "a senha confere",
    "RSA-1024": "1024 bits",
    "EC": "EC",
    "two keys": "2 chaves",
    "2^31-1 iterations": "cerca de 709 s",
    "iterations of 10,000 digits": "horas",
}


@pytest.mark.parametrize("name", DETAILS)
def test_the_detail_says_what_was_found(name: str) -> None:
    with pytest.raises(CertificateError) as caught:
        open_pfx(CASES[name].pfx, CASES[name].password)
    assert DETAILS[name] in caught.value.detail


def test_no_error_tells_the_password() -> None:
    case = CASES["a wrong one with accents"]
    with pytest.raises(CertificateError) as caught:
        open_pfx(case.pfx, case.password)
    assert case.password not in "".join(traceback.format_exception(caught.value))
