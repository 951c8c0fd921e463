"""Whether a document is what its issuer signed: XMLDSig by hand, and whose certificate signed.

The values are read from one element, found by ``Layout.signed``; only a signature over that very
element counts, whatever else the document carries (signature wrapping).
"""

import re
from datetime import datetime
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from lxml import etree

from malote.certificates.strangers import Certificate
from malote.certificates.trust import TrustStore
from malote.errors import FiscalError
from malote.fiscal.as_written import as_written
from malote.fiscal.canonical import exclusive, inclusive, without
from malote.fiscal.signatures import Signature, Verdict
from malote.fiscal.signer import doubts
from malote.fiscal.xml import Element, parse
from malote.fiscal.xmldsig import Canonicalization, SignatureParts, Unsupported, read_parts

_DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
_ID = re.compile(r"[A-Za-z_][\w.-]{0,200}", re.ASCII)
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PADDING = PKCS1v15()
_ASCII_AS_IT_IS = frozenset({"utf-8", "iso-8859-1", "us-ascii", "ascii", "windows-1252"})


class _Tampered(Exception):
    """Its text says in Portuguese what is not as it was signed."""


def verify(
    root: Element,
    path: tuple[str, ...],
    *,
    signers: frozenset[str] | None,
    signed_at: datetime | None,
    trust: TrustStore,
    xml: bytes,
) -> Signature:
    """Verify the signature beside the group at ``path``, by local names from the root.

    ``root`` is what ``parse`` made of ``xml``. ``signers`` are the tax ids whose certificates may
    sign, a CNPJ for all of its base's; None is for documents signed by an authority, as an
    NFS-e is: one that ``trust`` names. ``signed_at`` is a time that the signed group itself tells.
    Never raises: a document of whatever shape has a verdict.
    """
    try:
        places = _places(root, path)
        if places is None:
            return Signature(verdict=Verdict.ABSENT)
        leaf, embedded = _at_once(root, path, places[0], xml) or _verified(root, path, places, xml)
    except Unsupported as error:
        return Signature(verdict=Verdict.UNSUPPORTED, detail=_sentence(error))
    except _Tampered as error:
        return Signature(verdict=Verdict.TAMPERED, detail=_sentence(error))
    except (etree.LxmlError, FiscalError):  # a relative namespace, or more than libxml2 takes
        detail = "O XML não tem forma canônica, e assim nada se pode conferir."
        return Signature(verdict=Verdict.UNSUPPORTED, detail=detail)
    found = doubts(leaf, embedded, signers, signed_at, trust)
    return _by(leaf, Verdict.UNTRUSTED_CHAIN, " ".join(found)) if found else _valid_by(leaf)


def _by(leaf: Certificate, verdict: Verdict, detail: str = "") -> Signature:
    return Signature(
        verdict=verdict,
        signer_tax_id=leaf.holder.tax_id,
        signer_name=leaf.holder.name,
        detail=detail,
    )


@lru_cache(512)  # the same suppliers sign document after document
def _valid_by(leaf: Certificate) -> Signature:
    return _by(leaf, Verdict.VALID)


def _places(root: Element, path: tuple[str, ...]) -> tuple[Element, Element] | None:
    """The signed group and the one Signature beside it; None when nothing is signed.

    Raises Unsupported or _Tampered when there are signatures but not that one.
    """
    signed: Element | None = root if path else None
    for name in path:
        # As ``Group`` walks: a tag that comes twice is as good as absent.
        found = [] if signed is None else list(signed.iterchildren(f"{{*}}{name}"))
        signed = found[0] if len(found) == 1 else None
    parent = None if signed is None else signed.getparent()
    if signed is None or parent is None:
        if path and next(root.iter(f"{_DSIG}Signature"), None) is not None:
            raise _Tampered("o grupo assinado não está no seu lugar, ou está mais de uma vez")
        return None
    signatures = list(parent.iterchildren("{*}Signature"))
    if len(signatures) > 1:
        raise Unsupported(f"{len(signatures)} assinaturas do mesmo grupo")
    return (signed, signatures[0]) if signatures else None


def _at_once(
    root: Element, path: tuple[str, ...], signed: Element, xml: bytes
) -> tuple[Certificate, tuple[Certificate, ...]] | None:
    """What ``_verified`` gives, when the bytes as they came are those that were signed."""
    written = as_written(xml, path) if _encoding(root) == "utf-8" else None
    if written is None:
        return None
    try:
        _check_id(written.parts.uri, signed, root, xml)
        return _signer(*written), ()
    except _Tampered:
        return None


def _verified(
    root: Element, path: tuple[str, ...], places: tuple[Element, Element], xml: bytes
) -> tuple[Certificate, tuple[Certificate, ...]]:
    """The certificate whose key made the signature, and those that came with it.

    Raises Unsupported or _Tampered.
    """
    signed, signature = places
    if signature.tag != f"{_DSIG}Signature":
        raise Unsupported("a assinatura não está no namespace do XMLDSig")
    parts = read_parts(signature)
    if not any(each.rsa_key for each in parts.certificates):
        raise Unsupported("o certificado não pode ser lido, ou a chave não é RSA de 1024 a 8192")
    if _encoding(root) not in _ASCII_AS_IT_IS:
        xml = etree.tostring(parse(xml, whole=True))  # for what is looked for in it
    _check_cost(root, xml)
    if not parts.uri or not _is_plain(xml):
        root = parse(xml, whole=True)
        signed, signature = _places(root, path) or places
    plain = b"xmlns:" not in xml and b"xml:" not in xml
    signed_info = _canonical(next(signature.iterchildren("*")), parts.canonicalization, plain)
    if parts.uri:
        _check_id(parts.uri, signed, root, xml)
        reference = parts.reference_canonicalization
        content = _canonical(signed, reference._replace(comments=False), plain)
    else:
        content = _whole(parts, signature, root)
    leaf = _signer(parts, signed_info, content)
    return leaf, tuple(each for each in parts.certificates if each is not leaf)


def _encoding(root: Element) -> str:
    return (root.getroottree().docinfo.encoding or "utf-8").lower()


def _canonical(element: Element, how: Canonicalization, plain: bool) -> bytes:
    if how.exclusive:
        return exclusive(element, comments=how.comments)
    return inclusive(element, comments=how.comments, plain=plain)


def _whole(parts: SignatureParts, signature: Element, root: Element) -> bytes:
    if signature.getparent() is not root or parts.reference_canonicalization.exclusive:
        raise Unsupported("a referência ao documento inteiro, de dentro de outro")
    return without(signature)


def _check_id(uri: str, signed: Element, root: Element, xml: bytes) -> None:
    """Raise _Tampered unless the reference is to the signed group and can be to nothing else."""
    own = signed.get("Id") or signed.get("ID") or signed.get("id") or ""
    if not _ID.fullmatch(own) or uri != f"#{own}":
        raise _Tampered("a assinatura é de outro grupo, e não do que traz os valores")
    # Nearly always it is written twice, in the Id and in the URI.
    once = xml.count(own.encode()) == 2 and (b"&" not in xml or b"&#" not in xml)
    if not once and _ids(root).count(own) != 1:
        raise _Tampered("o Id do grupo assinado se repete no documento")


def _ids(root: Element) -> list[str | None]:
    return [each.get(name) for each in root.iter("*") for name in ("Id", "ID", "id", _XML_ID)]


def _signer(parts: SignatureParts, signed_info: bytes, content: bytes) -> Certificate:
    """The certificate whose key signed the content. Raises _Tampered when there is none."""
    if parts.digest_algorithm(content).digest() != parts.digest:
        raise _Tampered("o conteúdo foi alterado depois de assinado")
    for certificate in parts.certificates:
        if certificate.rsa_key is None or parts.value is None:
            continue
        try:
            certificate.rsa_key.verify(parts.value, signed_info, _PADDING, parts.algorithm)
        except InvalidSignature:
            continue
        return certificate
    raise _Tampered("a assinatura não é da chave do certificado que a acompanha")


def _is_plain(xml: bytes) -> bool:
    """Whether there can be neither comments nor instructions, but for the declaration."""
    # One rare byte is looked for first: that is ten times as fast as "<!--".
    if b"!" in xml and b"<!--" in xml:
        return False
    first = xml.find(b"<?")
    if first < 0:
        return True
    after = xml.find(b"?>", first) + 2
    declared = xml[first : first + 6] == b"<?xml "
    return declared and (xml.find(b"?", after) < 0 or xml.find(b"<?", after) < 0)


def _check_cost(root: Element, xml: bytes) -> None:
    """Raise Unsupported for what libxml2 would canonicalise for minutes.

    It sorts an element's attributes by insertion (80,000 of them: 25 s), and for each element
    looks every namespace in scope up.
    """
    prefixes = xml.count(b"xmlns:")
    if prefixes and xml.count(b"<") * prefixes**2 > 200_000_000:
        raise Unsupported("declarações de namespace demais")
    if xml.count(b"=") > 5000 and any(len(each.attrib) > 200 for each in root.iter("*")):
        raise Unsupported("atributos demais")


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
