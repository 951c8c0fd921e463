"""Every PFX opens, or answers its own cause."""

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from malote.certificates.facts import check_validity, facts_of
from malote.certificates.pfx import open_pfx
from malote.errors import CertificateError
from tests.pfx.case import AT, CNPJ, PASSWORD, Case, issuer, leaf, root
from tests.pfx.cases import CASES, GOOD, OF_OTHERS

# Other readings of passwords, the latest of two certificates, any depth: `cryptography` has none.
OURS_ALONE = {
    "no password",
    "UTF-8 taken for Latin-1",
    "UTF-8 taken for Latin-1, AES-256",
    "Windows-1252",
    "Latin-1, AES-256",
    "the console of Windows",
    "made with decomposed letters",
    "asked with decomposed letters",
    "an old certificate of the same key",
    "nested a thousand times",
}


def outcome(case: Case) -> str | None:
    try:
        check_validity(facts_of(open_pfx(case.pfx, case.password).certificate), AT)
    except CertificateError as error:
        return error.code
    return None


@pytest.mark.parametrize("name", CASES)
def test_each_has_its_own_outcome(name: str) -> None:
    assert outcome(CASES[name]) == CASES[name].error


@pytest.mark.parametrize("name", GOOD)
def test_it_is_the_company_s_key_and_certificate(name: str) -> None:
    opened = open_pfx(CASES[name].pfx, CASES[name].password)
    assert facts_of(opened.certificate).tax_id == OF_OTHERS.get(name, CNPJ)
    assert opened.key.public_key() == opened.certificate.public_key()
    assert opened.certificate not in opened.chain


@pytest.mark.filterwarnings("ignore:PKCS#12 bundle could not be parsed as DER")
@pytest.mark.parametrize("name", [name for name in GOOD if name not in OURS_ALONE])
def test_openssl_finds_the_same(name: str) -> None:
    # Whatever makes these files here, somebody else reads them.
    case = CASES[name]
    theirs, ours = load_pkcs12(case.pfx, case.password.encode()), open_pfx(case.pfx, case.password)
    assert isinstance(theirs.key, RSAPrivateKey)
    assert theirs.key.private_numbers() == ours.key.private_numbers()
    assert theirs.cert
    assert theirs.cert.certificate == ours.certificate


def test_the_chain_comes_in_the_order_of_the_file() -> None:
    opened = open_pfx(CASES["the leaf last in the chain"].pfx, PASSWORD)
    assert opened.certificate == leaf().certificate
    assert opened.chain == (root().certificate, issuer().certificate)


def test_of_two_certificates_the_one_that_expires_last() -> None:
    opened = open_pfx(CASES["an old certificate of the same key"].pfx, PASSWORD)
    assert opened.certificate == leaf().certificate


def test_the_key_is_not_shown() -> None:
    assert "key" not in repr(open_pfx(CASES["AES-256, as OpenSSL 3"].pfx, PASSWORD))
