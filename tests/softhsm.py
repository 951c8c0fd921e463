"""A token with a key that was made in it and cannot leave it, and an e-CNPJ A3 of that key.

    token = make_token(folder, root, "12ABC34501DE35")     # root: a tests.signing.Identity
    environment = {**os.environ, **token.environment}      # for the agent; the PIN is token.pin

SoftHSM keeps it in the folder. Debian: softhsm2, opensc. It needs no PKCS#11 binding of Python's.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
A3 = "2.16.76.1.2.3.1"
VALID = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


class Issuer(Protocol):
    """A certificate and its private key."""

    @property
    def certificate(self) -> x509.Certificate: ...

    @property
    def key(self) -> RSAPrivateKey: ...


@dataclass(frozen=True)
class SoftToken:
    """``environment`` lets a program find it, and no other token."""

    folder: Path
    label: str
    pin: str
    certificate: x509.Certificate

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf"), "INTEGRADOR_PKCS11": MODULE}


def make_token(
    folder: Path,
    issuer: Issuer,
    tax_id: str,
    *,
    name: str = "EMPRESA DE TESTE LTDA",
    pin: str = "123456",
    label: str = "e-CNPJ A3 de teste",
    valid: tuple[datetime, datetime] = VALID,
    mechanisms: str = "ALL",
) -> SoftToken:
    """Make one; those of the same folder are seen together.

    ``mechanisms`` is SoftHSM's ``slots.mechanisms``: "-CKM_SHA1_RSA_PKCS" leaves that one out.
    """
    tokens = folder / "tokens"
    tokens.mkdir(parents=True, exist_ok=True)
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n"
        f"slots.mechanisms = {mechanisms}\n"
    )
    named = ["--label", label, "--pin", pin, "--so-pin", "87654321"]
    _run(folder, ["softhsm2-util", "--init-token", "--free", *named])
    certificate = add_certificate(folder, label, pin, issuer, tax_id, name=name, valid=valid)
    return SoftToken(folder, label, pin, certificate)


def add_certificate(
    folder: Path,
    label: str,
    pin: str,
    issuer: Issuer,
    tax_id: str,
    *,
    name: str = "EMPRESA DE TESTE LTDA",
    valid: tuple[datetime, datetime] = VALID,
    key_id: str = "0a1b",
) -> x509.Certificate:
    """To a token that is there, with a key of its own."""
    tool = partial(_tool, folder, label, pin, key_id)
    tool("--keypairgen", "--key-type", "rsa:2048", "--label", "chave")
    public = load_der_public_key(tool("--read-object", "--type", "pubkey"))
    assert isinstance(public, RSAPublicKey)
    certificate = icp_brasil(public, tax_id, issuer, name=name, valid=valid)
    der = folder / "certificate.der"
    der.write_bytes(certificate.public_bytes(Encoding.DER))
    tool("--write-object", str(der), "--type", "cert", "--label", name)
    return certificate


def icp_brasil(
    public: RSAPublicKey,
    tax_id: str,
    issuer: Issuer,
    *,
    name: str = "EMPRESA DE TESTE LTDA",
    policy: str = A3,
    valid: tuple[datetime, datetime] = VALID,
) -> x509.Certificate:
    """An e-CNPJ, or an e-CPF for 11 digits, as DOC-ICP-04 lays it out."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(*each) for each in _subject(name, tax_id)]))
        .issuer_name(issuer.certificate.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.SubjectAlternativeName(list(_other_names(tax_id))), critical=False)
        .add_extension(x509.CertificatePolicies([_policy(policy)]), critical=False)
        .add_extension(
            x509.ExtendedKeyUsage(
                [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION]
            ),
            critical=False,
        )
    )
    return builder.sign(issuer.key, SHA256())


def _subject(name: str, tax_id: str) -> Iterator[tuple[x509.ObjectIdentifier, str]]:
    yield NameOID.COUNTRY_NAME, "BR"
    yield NameOID.ORGANIZATION_NAME, "ICP-Brasil"
    yield NameOID.COMMON_NAME, f"{name}:{tax_id}"


def _other_names(tax_id: str) -> Iterator[x509.OtherName]:
    person = f"01011980{tax_id if len(tax_id) == 11 else '52998224725'}{'0' * 26}"
    texts = {"2.16.76.1.3.1": person}
    if len(tax_id) != 11:
        texts = {
            "2.16.76.1.3.4": person,
            "2.16.76.1.3.2": "FULANO DE TAL",
            "2.16.76.1.3.3": tax_id,
            "2.16.76.1.3.7": "0" * 12,
        }
    for oid, text in texts.items():
        octets = bytes([4, len(text)]) + text.encode()
        yield x509.OtherName(x509.ObjectIdentifier(oid), octets)


def _policy(oid: str) -> x509.PolicyInformation:
    return x509.PolicyInformation(x509.ObjectIdentifier(oid), None)


def _tool(folder: Path, label: str, pin: str, key_id: str, *arguments: str) -> bytes:
    at = ["--module", MODULE, "--token-label", label, "--login", "--pin", pin, "--id", key_id]
    return _run(folder, ["pkcs11-tool", *at, *arguments])


def _run(folder: Path, command: list[str]) -> bytes:
    environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stderr.decode(errors='replace')}"
    return done.stdout
