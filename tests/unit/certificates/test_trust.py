"""What a bundle says, and chains that hostile certificates try to draw out."""

from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding

from malote.certificates.strangers import Certificate, load
from malote.certificates.trust import TrustStore
from malote.errors import InvalidTrustStore
from tests.signing import VALID, Identity, authority, certificate, key

ROOT = authority()
MIDDLE = authority("AC Intermediária de Teste", ROOT)
LEAF = certificate("12ABC34501DE35", MIDDLE)
WHEN = datetime(2026, 8, 3, tzinfo=UTC)


def loaded(identity: Identity) -> Certificate:
    found = load(identity.der)
    assert found
    return found


def test_a_bundle() -> None:
    store = TrustStore.from_pem(b"# ITI\n" + ROOT.pem + MIDDLE.pem + MIDDLE.pem)
    assert [each.name for each in store.certificates] == [
        "AC Raiz de Teste",
        "AC Intermediária de Teste",
    ]
    assert store.roots == {loaded(ROOT)}
    assert store.leads_to_root(loaded(LEAF), (), WHEN)
    assert TrustStore.from_pem(b"\n").certificates == ()


@pytest.mark.parametrize(
    "bundle",
    [
        b"not PEM",
        ROOT.pem.replace(b"MII", b"MIX", 1),
        ROOT.pem + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ROOT.der,
    ],
)
def test_a_bundle_that_is_none(bundle: bytes) -> None:
    with pytest.raises(InvalidTrustStore):
        TrustStore.from_pem(bundle)


def test_a_key_that_would_cost_seconds_is_refused() -> None:
    huge = rsa.RSAPublicNumbers(65537, (1 << 8200) + 1).public_key()
    name = ROOT.certificate.subject
    made = (
        x509.CertificateBuilder(name, name)
        .public_key(huge)
        .serial_number(1)
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
        .sign(ROOT.key, hashes.SHA256())
    )
    with pytest.raises(InvalidTrustStore, match="1º"):
        TrustStore.from_pem(made.public_bytes(Encoding.PEM))


def test_every_moment_of_a_chain() -> None:
    day = timedelta(days=1)
    middle = authority("AC de um dia", ROOT, (WHEN, WHEN + day))
    leaf = loaded(certificate("12ABC34501DE35", middle))
    store = TrustStore.from_pem(ROOT.pem)
    moments = (WHEN - day / 2, WHEN, WHEN + day, WHEN + 1.5 * day, WHEN)
    held = [store.leads_to_root(leaf, (loaded(middle),), at) for at in moments]
    assert held == [False, True, True, False, True]
    assert not store.leads_to_root(leaf, (), WHEN)


def test_a_root_with_an_elliptic_key() -> None:
    private = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "AC de curva")])
    builder = (
        x509.CertificateBuilder(name, name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
        .add_extension(x509.BasicConstraints(True, None), True)
    )
    root = builder.sign(private, hashes.SHA512())
    assert TrustStore.from_pem(root.public_bytes(Encoding.PEM)).roots


def test_a_maze_ends_soon() -> None:
    # Every authority has the same name and key: each could have issued each.
    maze = tuple(
        loaded(authority("AC do Labirinto", Identity(OTHER.certificate, OTHER.key), key_name="x"))
        for _ in range(8)
    )
    leaf = loaded(certificate("12ABC34501DE35", Identity(maze[0].parsed, key("x"))))
    store = TrustStore.from_pem(ROOT.pem)
    started = perf_counter()
    assert not store.leads_to_root(leaf, maze, WHEN)
    assert perf_counter() - started < 0.1


OTHER = authority("AC do Labirinto", key_name="x")


def test_a_collision_could_have_made_it() -> None:
    strong = certificate("12ABC34501DE35", ROOT).certificate
    by_sha256, by_sha1 = (bytes.fromhex(f"2a864886f70d0101{last}") for last in ("0b", "05"))
    signed = strong.tbs_certificate_bytes.replace(by_sha256, by_sha1)
    weak = (
        strong.public_bytes(Encoding.DER)
        .replace(by_sha256, by_sha1)
        .replace(strong.signature, ROOT.key.sign(signed, PKCS1v15(), hashes.SHA1()))
    )
    leaf = load(weak)
    assert leaf
    assert not TrustStore.from_pem(ROOT.pem).leads_to_root(leaf, (), WHEN)


def test_what_cannot_be_read() -> None:
    assert load(b"") is None
    assert load(LEAF.der[:-1]) is None
    assert load(LEAF.der + b"\0") is None
    assert load(b"\x30" * 100_000) is None
    for first in (1, 2):  # the country, in the issuer and in the subject
        assert load(_replaced(LEAF.der, b"\x13\x02BR", b"\x13\x02B\xff", first)) is None


def _replaced(text: bytes, old: bytes, new: bytes, occurrence: int) -> bytes:
    parts = text.split(old)
    return old.join(parts[:occurrence]) + new + old.join(parts[occurrence:])
