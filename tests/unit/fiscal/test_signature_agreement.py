"""xmlsec, another's verifier, says the same of every sample and of hundreds of mutations of it."""

import re
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nfelib  # type: ignore[import-untyped]
import pytest
import xmlsec
from lxml import etree

from malote.certificates.trust import TrustStore
from malote.errors import FiscalError
from malote.fiscal.signature import verify
from malote.fiscal.signatures import Verdict
from malote.fiscal.xml import parse
from tests.signing import C14N, DSIG, ENVELOPED, authority, certificate, sign
from tests.unit.fiscal.rewritings import rewritings

SAMPLES = [
    path
    for path in sorted(Path(nfelib.__path__[0]).rglob("samples/**/*.xml"))
    if b"<SignatureValue" in path.read_bytes()
]
PATHS = {"nfeProc": ("NFe", "infNFe"), "NFSe": ("infNFSe",)}
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SIGNERS = frozenset({"12ABC34501DE35"})
TRUST = TrustStore.from_pem(authority().pem)


def ours(xml: bytes) -> Verdict | None:
    """The verdict; None for what is not even well-formed."""
    try:
        root = parse(xml)
    except FiscalError:
        return None
    path = PATHS[root.tag.rpartition("}")[2]]
    when = datetime(2026, 8, 1, tzinfo=UTC)
    return verify(root, path, signers=SIGNERS, signed_at=when, trust=TRUST, xml=xml).verdict


def theirs(xml: bytes) -> bool:
    """Whether xmlsec verifies the signature beside the group, by the key that came with it."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False))
        signature = _beside_the_group(root)
        (coded, *_) = signature.iter(f"{{{DSIG}}}X509Certificate")
        der = "".join(str(coded.xpath("string()")).split())
        xmlsec.tree.add_ids(root, ["Id"])
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(b64decode(der), xmlsec.constants.KeyDataFormatCertDer)
        context.verify(signature)
    except (etree.LxmlError, xmlsec.Error, ValueError, AssertionError):
        return False
    return True


def _beside_the_group(root: etree._Element) -> etree._Element:
    parent = root
    for name in PATHS[root.tag.rpartition("}")[2]][:-1]:
        (parent,) = parent.iterchildren(f"{{*}}{name}")
    found = parent.find(f"{{{DSIG}}}Signature")
    assert found is not None
    return found


def signed(xml: bytes, **options: Any) -> bytes:
    """A sample with a signature that verifies: none of nfelib's own does any more."""
    group = re.search(rb"<(?:infNFe|infNFSe)\b[^>]*\bId=[\"'](\w+)", xml)
    assert group
    return sign(xml, certificate("12ABC34501DE35", authority()), group[1].decode(), **options)


def disagreements(xml: bytes, most: int) -> tuple[list[str], int, int]:
    """What the two say differently, and how many verified of how many."""
    found, verified, count = [], 0, 0
    for name, mutation in rewritings(xml, most):
        verdict, by_xmlsec = ours(mutation), theirs(mutation)
        whole = verdict in (Verdict.VALID, Verdict.UNTRUSTED_CHAIN)
        # OpenSSL forgives more in a certificate than DER allows.
        stricter = not whole and name == "base64 of X509Certificate"
        if whole != by_xmlsec and not stricter:
            found.append(f"{name}: {verdict} but xmlsec says {by_xmlsec}")
        verified += whole
        count += 1
    return found, verified, count


VARIANTS: dict[str, tuple[dict[bytes, bytes], dict[str, Any]]] = {
    "sha256": ({}, {"method": "sha256"}),
    "sha512": ({}, {"method": "sha512"}),
    "exclusive": ({}, {"transforms": (ENVELOPED, EXCLUSIVE), "canonicalization": EXCLUSIVE}),
    "with comments": (
        {b"<ide>": b"<ide><!-- c -->"},
        {
            "transforms": (ENVELOPED, f"{C14N}#WithComments"),
            "canonicalization": f"{C14N}#WithComments",
        },
    ),
    "namespaces in scope": (
        {
            b"<nfeProc ": b'<nfeProc xmlns:b="urn:b" xmlns:a="urn:a" ',
            b"<NFe": b'<NFe xmlns:b="urn:c"',
        },
        {},
    ),
    "xml: attributes in scope": (
        {
            b"<nfeProc ": b'<nfeProc xml:lang="pt" xml:space="default" ',
            b"<NFe": b'<NFe xml:lang="en"',
        },
        {},
    ),
    "no default namespace": ({b"<ide>": b'<ide><other xmlns=""><deep/></other>'}, {}),
    "instructions": ({b"<ide>": b"<?before?><ide><?within it?>"}, {}),
    "written by hand": (
        {b"<ide>": b"<ide >\r\n", b"</xNome>": b"&amp;&#62;<![CDATA[<]]></xNome>"},
        {},
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_other_ways_of_signing(name: str) -> None:
    edits, options = VARIANTS[name]
    xml = SAMPLES[0].read_bytes()
    for old, new in edits.items():
        assert old in xml
        xml = xml.replace(old, new)
    xml = signed(xml, **options)
    assert ours(xml) is Verdict.VALID
    found, verified, count = disagreements(xml, most=6)
    assert found == []
    assert count > 200
    assert verified > 20


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples(path: Path) -> None:
    xml = path.read_bytes()
    assert (ours(xml) in (Verdict.VALID, Verdict.UNTRUSTED_CHAIN)) == theirs(xml)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_mutations_of_samples(path: Path) -> None:
    xml = signed(path.read_bytes())
    assert ours(xml) is Verdict.VALID
    assert theirs(xml)
    found, verified, count = disagreements(xml, most=5)
    assert found == []
    assert count > 250
    assert verified > 30
