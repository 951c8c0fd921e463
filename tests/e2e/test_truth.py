"""What the deployed API says of a document: authentic or not, cancelled, corrected."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.tenants import Tenant
from tests.signing import Identity, certificate, sign
from tests.unit.fiscal.conftest import CANCELLATION, NFE, NFE_KEY

ISSUER, BUYER = "12ABC34501DE35", "11.222.333/0001-81"
CORRECTION = "Onde se lê 10 kg, leia-se 12 kg"
LETTER = (
    CANCELLATION.replace("110111", "110110")
    .replace("xJust>", "xCorrecao>")
    .replace("Pedido desfeito pelo cliente", CORRECTION)
)


@pytest.fixture(scope="module")
def signer(root: Identity) -> Identity:
    return certificate(ISSUER, root)


@pytest.fixture(scope="module")
def genuine(signer: Identity) -> bytes:
    return sign(NFE.encode(), signer, f"NFe{NFE_KEY}")


@pytest.fixture(scope="module")
def cancellation(signer: Identity) -> bytes:
    return sign(CANCELLATION.encode(), signer, f"ID110111{NFE_KEY}01")


@pytest.fixture
def tenant(new_tenant: Callable[..., Tenant]) -> Tenant:
    return new_tenant(tax_ids=(BUYER,))


def shown(tenant: Tenant, *uploads: bytes) -> dict[str, Any]:
    """The document, once everything that was uploaded has been read."""
    for body in uploads:
        status, answer = tenant.upload(body)
        assert status == 202, answer
        tenant.stack.wait_until_idle()
    return tenant.get(f"/documents/{NFE_KEY}")


def codes(document: dict[str, Any]) -> set[str]:
    return {remark["code"] for remark in document["remarks"]}


def test_a_genuine_document_is_valid_and_shows_all_that_is_in_it(
    tenant: Tenant, genuine: bytes
) -> None:
    found = shown(tenant, genuine)
    assert (found["signature"]["verdict"], found["signature"]["signer_tax_id"]) == ("valid", ISSUER)
    items = found["content"]["details"]["items"]
    assert [(each["code"], each["total_amount"]) for each in items] == [
        ("A", "90.00"),
        ("B", "10.00"),
    ]
    assert "protocol_of_another" in codes(found)  # its digVal is nobody's
    assert all(remark["message"] for remark in found["remarks"])


def test_a_forged_first_arrival_does_not_block_the_genuine_one(
    tenant: Tenant, genuine: bytes
) -> None:
    first = shown(tenant, genuine.replace(b"<vNF>105.50<", b"<vNF>9105.50<"))
    assert (first["signature"]["verdict"], first["total_amount"]) == ("tampered", "9105.50")
    assert "signature_tampered" in codes(first)

    then = shown(tenant, genuine)
    assert (then["signature"]["verdict"], then["total_amount"]) == ("valid", "105.50")
    shas = [version["sha256"] for version in then["versions"] if version["shown"]]
    assert shas == [hashlib.sha256(genuine).hexdigest()]
    assert len(then["versions"]) == 2
    for version in then["versions"]:
        assert tenant.get(version["xml"])["url"]


def test_events_find_their_document_whichever_comes_first(
    tenant: Tenant, genuine: bytes, cancellation: bytes, signer: Identity
) -> None:
    tenant.upload(cancellation)
    tenant.stack.wait_until_idle()
    assert not tenant.documents()

    letter = sign(LETTER.encode(), signer, f"ID110110{NFE_KEY}01")
    found = shown(tenant, genuine, letter, cancellation)
    assert found["status"] == "cancelled"
    assert found["correction_letter"]["text"] == CORRECTION
    assert {event["effect"] for event in found["events"]} == {"correction_letter", "cancellation"}
    assert {event["signature"]["verdict"] for event in found["events"]} == {"valid"}
    assert not codes(found) & {"cancellation_unverified", "cancellation_tampered"}


def test_a_cancellation_that_nobody_signed_counts_and_says_so(
    tenant: Tenant, genuine: bytes
) -> None:
    found = shown(tenant, genuine, CANCELLATION.encode())
    assert found["status"] == "cancelled"
    assert "cancellation_unverified" in codes(found)


def test_a_cancellation_that_was_tampered_with_does_not_count_and_says_so(
    tenant: Tenant, genuine: bytes, cancellation: bytes
) -> None:
    found = shown(tenant, genuine, cancellation.replace(b"desfeito", b"refeito"))
    assert found["status"] == "returned"
    assert "cancellation_tampered" in codes(found)
