"""A certification authority of the tests' own, certificates as ICP-Brasil makes them, signatures.

    root = authority("AC Raiz de Teste")
    issuer = certificate("12ABC34501DE35", root)         # an e-CNPJ; 11 digits make an e-CPF
    signed = sign(xml, issuer, "NFe3526...")             # the group whose Id that is
    trust = TrustStore.from_pem(root.pem)

Signing is xmlsec's work, so that what Malote verifies by hand was made by somebody else. The bytes
outside the signature stay exactly as they were given.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Literal

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree

DSIG = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = f"{DSIG}enveloped-signature"
_RSA, _DIGEST = "http://www.w3.org/2001/04/xmldsig-more#rsa-", "http://www.w3.org/2001/04/xmlenc#"
METHODS = {
    "sha1": (f"{DSIG}rsa-sha1", f"{DSIG}sha1"),
    "sha256": (f"{_RSA}sha256", f"{_DIGEST}sha256"),
    "sha512": (f"{_RSA}sha512", f"{_DIGEST}sha512"),
}
VALID = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Identity:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@cache
def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key for each name: making them is slow."""
    return rsa.generate_private_key(65537, bits)


def authority(
    name: str = "AC Raiz de Teste",
    issuer: Identity | None = None,
    valid: tuple[datetime, datetime] = VALID,
    *,
    ca: bool | None = True,
    path_length: int | None = None,
    cert_sign: bool = True,
    key_name: str = "",
) -> Identity:
    """A root, or with ``issuer`` an intermediate; the other arguments make it a bad one.

    With ``ca`` None there are no basicConstraints at all.
    """
    extensions: list[tuple[x509.ExtensionType, bool]] = [(_usage(cert_sign), True)]
    if ca is not None:
        extensions.append((x509.BasicConstraints(ca, path_length if ca else None), True))
    return _issue(_name(name), key(key_name or name), issuer, valid, extensions)


def certificate(
    tax_id: str,
    issuer: Identity | None,
    name: str = "EMPRESA DE TESTE LTDA",
    valid: tuple[datetime, datetime] = VALID,
    *,
    alternative_names: Iterable[x509.GeneralName] | None = None,
    common_name: str | None = None,
    bits: int = 2048,
    extensions: Iterable[tuple[x509.ExtensionType, bool]] = (),
) -> Identity:
    """An e-CNPJ, or an e-CPF for 11 digits; without an issuer it signs itself."""
    names = icp_brasil_names(tax_id) if alternative_names is None else list(alternative_names)
    found = list(extensions)
    if names:
        found.append((x509.SubjectAlternativeName(names), False))
    subject = _name(f"{name}:{tax_id}" if common_name is None else common_name)
    return _issue(subject, key(tax_id, bits), issuer, valid, found)


def icp_brasil_names(tax_id: str, tag: int = 4) -> list[x509.GeneralName]:
    """The otherNames of an e-CNPJ or e-CPF, each value under a DER tag (4: OCTET STRING)."""
    person = f"01011980{tax_id if len(tax_id) == 11 else '52998224725'}{'0' * 26}"
    if len(tax_id) == 11:
        return [other_name("2.16.76.1.3.1", person, tag)]
    return [
        other_name("2.16.76.1.3.4", person, tag),
        other_name("2.16.76.1.3.2", "FULANO DE TAL", tag),
        other_name("2.16.76.1.3.3", tax_id, tag),
        other_name("2.16.76.1.3.7", "0" * 12, tag),
    ]


def other_name(oid: str, text: str, tag: int = 4) -> x509.OtherName:
    value = text.encode()
    return x509.OtherName(x509.ObjectIdentifier(oid), bytes([tag, len(value)]) + value)


def sign(
    xml: bytes,
    signer: Identity,
    reference_id: str,
    method: Literal["sha1", "sha256", "sha512"] = "sha1",
    *,
    chain: Iterable[Identity] = (),
    transforms: Iterable[str] = (ENVELOPED, C14N),
    canonicalization: str = C14N,
    key_info: str | None = None,
) -> bytes:
    """Put a Signature after the end of the element of that Id, in the place of one there.

    An empty ``reference_id`` signs the whole document, at its end. ``xml`` must be in an encoding
    that holds ASCII as it is.
    """
    at, rest = _place(xml, reference_id)
    blank = xml[:at] + _template(
        signer, reference_id, METHODS[method], chain, transforms, canonicalization, key_info
    ).encode() + xml[rest:]  # fmt: skip
    root = etree.fromstring(blank, etree.XMLParser(resolve_entities=False))
    node = next(
        each
        for each in root.iter(f"{{{DSIG}}}Signature")
        if each.findtext(f"{{{DSIG}}}SignatureValue") == "SIGNATURE"
    )
    xmlsec.tree.add_ids(root, ["Id", "ID", "id"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(_pem(signer.key), xmlsec.constants.KeyDataFormatPem)
    xmlsec.base64_default_line_size(4096)  # a line break in a long digest would be signed too
    context.sign(node)
    digest = node.findtext(f".//{{{DSIG}}}DigestValue") or ""
    value = node.findtext(f"{{{DSIG}}}SignatureValue") or ""
    end = blank.index(b"SIGNATURE<", at)
    return (
        blank[:at]
        + blank[at:end].replace(b"DIGEST", digest.encode())
        + value.encode()
        + blank[end + len(b"SIGNATURE") :]
    )


_AFTER = re.compile(rb"\s*<(\w+:)?Signature\b.*?</(\w+:)?Signature>", re.DOTALL)


def _place(xml: bytes, reference_id: str) -> tuple[int, int]:
    if not reference_id:
        end = xml.rindex(b"</")
        return end, end
    opening = re.search(rb"<([\w:.-]+)[^<>]*\sid=[\"']%b[\"']" % reference_id.encode(), xml, re.I)
    assert opening, f"no element has the Id {reference_id}"
    closing = re.compile(rb"</%b\s*>" % opening[1]).search(xml, opening.end())
    assert closing
    there = _AFTER.match(xml, closing.end())
    return closing.end(), there.end() if there else closing.end()


def _template(
    signer: Identity,
    reference_id: str,
    method: tuple[str, str],
    chain: Iterable[Identity],
    transforms: Iterable[str],
    canonicalization: str,
    key_info: str | None,
) -> str:
    if key_info is None:
        certificates = "".join(
            f"<X509Certificate>{b64encode(each.der).decode()}</X509Certificate>"
            for each in (signer, *chain)
        )
        key_info = f"<KeyInfo><X509Data>{certificates}</X509Data></KeyInfo>"
    steps = "".join(f'<Transform Algorithm="{each}"/>' for each in transforms)
    uri = f"#{reference_id}" if reference_id else ""
    return (
        f'<Signature xmlns="{DSIG}"><SignedInfo>'
        f'<CanonicalizationMethod Algorithm="{canonicalization}"/>'
        f'<SignatureMethod Algorithm="{method[0]}"/>'
        f'<Reference URI="{uri}"><Transforms>{steps}</Transforms>'
        f'<DigestMethod Algorithm="{method[1]}"/><DigestValue>DIGEST</DigestValue></Reference>'
        f"</SignedInfo><SignatureValue>SIGNATURE</SignatureValue>{key_info}</Signature>"
    )


def _issue(
    subject: x509.Name,
    private_key: rsa.RSAPrivateKey,
    issuer: Identity | None,
    valid: tuple[datetime, datetime],
    extensions: Iterable[tuple[x509.ExtensionType, bool]],
) -> Identity:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    signing_key = issuer.key if issuer else private_key
    return Identity(builder.sign(signing_key, hashes.SHA256()), private_key)


def _name(common_name: str) -> x509.Name:
    parts = {
        NameOID.COUNTRY_NAME: "BR",
        NameOID.ORGANIZATION_NAME: "ICP-Brasil de Teste",
        NameOID.COMMON_NAME: common_name,
    }
    return x509.Name([x509.NameAttribute(*part) for part in parts.items()])


def _usage(cert_sign: bool) -> x509.KeyUsage:
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    return x509.KeyUsage(
        digital_signature=not cert_sign,
        key_cert_sign=cert_sign,
        crl_sign=cert_sign,
        **dict.fromkeys((*others, "encipher_only", "decipher_only"), False),
    )


@cache
def _pem(private_key: rsa.RSAPrivateKey) -> bytes:
    return private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
