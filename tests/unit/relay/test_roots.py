"""Authorities are trusted if the service signed these very ones, none included."""

import base64

import pytest

from malote.adapters.job_signer import SeededSigner
from malote.errors import RootsAltered
from malote.relay import roots
from malote.relay.wire import LeaseGranted
from tests.fakes.stores import NOON

SIGNER = SeededSigner("the service's secret")
PEM = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"


def granted(pem: str, signature: str) -> LeaseGranted:
    return LeaseGranted(until=NOON, environment=None, roots_pem=pem, roots_signature=signature)


@pytest.mark.parametrize("pem", [PEM, "", "ç"])
def test_what_the_service_signed_is_trusted(pem: str) -> None:
    assert roots.trusted(granted(pem, roots.sign(pem, SIGNER)), SIGNER.public_key) == pem


@pytest.mark.parametrize(
    ("pem", "signature"),
    [
        (PEM + PEM, roots.sign(PEM, SIGNER)),
        ("", roots.sign(PEM, SIGNER)),
        (PEM, roots.sign(PEM, SeededSigner("another's"))),
        (PEM, base64.b64encode(SIGNER.sign(PEM.encode())).decode()),  # for another purpose
        (PEM, ""),
        ("", ""),
        (PEM, "é"),
        ("\ud800", roots.sign(PEM, SIGNER)),
    ],
)
def test_what_it_did_not_sign_is_not(pem: str, signature: str) -> None:
    with pytest.raises(RootsAltered):
        roots.trusted(granted(pem, signature), SIGNER.public_key)
