"""Bytes taken as they came are the canonical ones, and they are those of the very group read."""

import re
from collections.abc import Callable

import pytest

from malote.fiscal.as_written import as_written
from malote.fiscal.canonical import inclusive
from malote.fiscal.signatures import Verdict
from malote.fiscal.xml import parse
from tests.signing import C14N, DSIG, certificate, sign
from tests.unit.fiscal.conftest import NFE, NFE_KEY
from tests.unit.fiscal.test_signature import (
    AFTER,
    BEFORE,
    DOCUMENTS,
    EVIL,
    GENUINE,
    GROUP,
    ISSUER,
    ROOT,
    SIGNATURE,
    judged,
)

PATH = ("NFe", "infNFe")
SPACE = ' xmlns="http://www.portalfiscal.inf.br/nfe"'


def signed(text: str) -> bytes:
    return sign(text.encode(), certificate(ISSUER, ROOT), f"NFe{NFE_KEY}")


@pytest.mark.parametrize(
    "name", sorted(DOCUMENTS.keys() - {"nfse"})
)  # nfelib's has tags like <x />
def test_every_kind(name: str) -> None:
    text, group_id, path, issuer = DOCUMENTS[name]
    canonical(sign(text.encode(), certificate(issuer, ROOT), group_id), path, issuer)


def canonical(xml: bytes, path: tuple[str, ...] = PATH, issuer: str = ISSUER) -> None:
    group = signature = parse(xml)
    for name in path:
        (group,) = group.iterchildren(f"{{*}}{name}")
    signature = next(group.itersiblings(f"{{{DSIG}}}Signature"))
    written = as_written(xml, path)
    assert written is not None
    assert written.group == inclusive(group)
    assert written.signed_info == inclusive(next(signature.iterchildren("*")))
    assert judged(xml, path, frozenset({issuer})).verdict is Verdict.VALID


OPENING = re.search(r"<infNFe[^>]*>", NFE)[0]  # type: ignore[index]
DRESSES: dict[str, Callable[[str], str]] = {
    "declared otherwise": lambda xml: re.sub(r"^<\?.*?\?>", "<?xml version='1.0' encoding='utf-8'?>", xml),
    "not declared": lambda xml: re.sub(r"^<\?.*?\?>\s*", "", xml),
    "with BOM": lambda xml: f"\ufeff{xml}",
    "other attributes first": lambda xml: xml.replace(
        OPENING, f'<infNFe \n versao="4.00"\tId="NFe{NFE_KEY}" >'
    ),
    "namespace where the document begins": lambda xml: xml.replace(SPACE, "", 1).replace("<NFe>", f"<NFe{SPACE}>"),
    "namespace in the group": lambda xml: xml.replace("<infNFe", f"<infNFe{SPACE}"),
    "another namespace in the group": lambda xml: xml.replace("<infNFe", '<infNFe xmlns="urn:x"'),
    "no namespace": lambda xml: xml.replace(SPACE, ""),
    "accents": lambda xml: xml.replace("<xNome>", "<xNome>São João &amp; Irmãos "),
    "comments and CDATA behind": lambda xml: xml.replace("</NFe>", "<!-- x --><x><![CDATA[<infNFe>]]></x></NFe>"),
}  # fmt: skip


@pytest.mark.parametrize("name", DRESSES)
def test_however_the_document_is_written(name: str) -> None:
    text = DRESSES[name](NFE)
    assert text != NFE
    canonical(signed(text))


@pytest.mark.parametrize("old", ["/>", '"/></Transforms>', "<SignedInfo>"])
def test_however_the_signature_is_written(old: str) -> None:
    spaced = SIGNATURE.decode().replace("><SignatureValue", ">\n<SignatureValue")
    news = {
        "<SignedInfo>": f'<SignedInfo xmlns="{DSIG}">',
        '"/></Transforms>': '"></Transform></Transforms>',
        "/>": " />",
    }
    assert old in spaced
    canonical(GENUINE.replace(SIGNATURE, b"\r\n" + spaced.replace(old, news[old]).encode()))


@pytest.mark.parametrize("inside", ["<cEAN/>", "<!-- x -->", "<![CDATA[x]]>", "\r\n", "<a b='c'/>"])
def test_what_is_not_written_canonically_is_canonicalised(inside: str) -> None:
    text = NFE.replace("<ide>", f"<ide>{inside}")
    assert judged(signed(text)).verdict is Verdict.VALID


HIDING = {
    "a comment": b"<!--%b-->",
    "CDATA": b"<![CDATA[%b]]>",
    "an instruction": b"<?x %b?>",
    "another element": b"<x>%b</x>",
    "another namespace": b'<x xmlns="urn:x">%b</x>',
}
HIDDEN = {
    "the group": GROUP + SIGNATURE,
    "the document": b"<NFe>" + GROUP + SIGNATURE + b"</NFe>",
    "all": GENUINE.partition(b"?>")[2],
}
PLACES = (b"<nfeProc", b"<NFe>", b"<infNFe", b"<ide>", b"</infNFe>", b"<Signature ", b"</NFe>")


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("place", PLACES)
def test_the_signed_bytes_elsewhere(hiding: str, hidden: str, place: bytes) -> None:
    if place == b"<nfeProc" and HIDING[hiding][1:2] not in b"!?":
        return  # an element there would be the root
    if place == b"<nfeProc" and hiding == "CDATA":
        return
    twin = HIDING[hiding] % HIDDEN[hidden]
    evil = BEFORE + EVIL + SIGNATURE + AFTER
    prefixed = evil.replace(b"infNFe", b"p:infNFe").replace(b"<NFe>", b'<NFe xmlns:p="urn:p">')
    for forged in (evil, prefixed):
        where = place.replace(b"infNFe", b"p:infNFe") if forged is prefixed else place
        where = where.replace(b"<NFe>", b"<NFe")
        assert where in forged
        assert judged(forged.replace(where, twin + where, 1)).verdict is not Verdict.VALID


BESIDE = {
    "a twin behind": GROUP + SIGNATURE + EVIL,
    "a prefixed twin behind": GROUP + SIGNATURE + EVIL.replace(b"infNFe", b"p:infNFe").replace(
        b"<p:infNFe", b'<p:infNFe xmlns:p="urn:p"', 1
    ),
    "another signature behind": GROUP + SIGNATURE + SIGNATURE,
    "the signature not beside": GROUP
    + SIGNATURE.replace(b"<SignatureValue>", b"<SignatureValue><!-- -->A")
    + b"<x>" + SIGNATURE + b"</x>",
    "another document behind": GROUP + SIGNATURE + b"</NFe><NFe>" + EVIL + SIGNATURE,
    "the same Id": GROUP + SIGNATURE + b'<x Id="NFe%b"/>' % NFE_KEY.encode(),
    "the same Id by a reference": GROUP + SIGNATURE + b'<x Id="&#78;Fe%b"/>' % NFE_KEY.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
def test_something_else_beside(name: str) -> None:
    assert judged(BEFORE + BESIDE[name] + AFTER).verdict is not Verdict.VALID


@pytest.mark.parametrize("added", [' xmlns:b="urn:b"', ' xml:lang="pt"', ' xml:space="default"'])
@pytest.mark.parametrize("tag", ["<nfeProc", "<NFe", "<infNFe", "<Signature"])
def test_what_a_tag_around_adds_to_what_was_signed(tag: str, added: str) -> None:
    forged = GENUINE.replace(tag.encode(), f"{tag}{added}".encode(), 1)
    assert judged(forged).verdict is Verdict.TAMPERED


@pytest.mark.parametrize(("name", "declared"), [("São", "ISO-8859-1"), ("S~o", "ISO646-JP")])
def test_the_same_bytes_read_as_other_letters(name: str, declared: str) -> None:
    bare = re.sub("[^\0-\x7f]", "?", NFE)
    genuine = signed(re.sub("<xNome>[^<]*", f"<xNome>{name}", bare))
    assert judged(genuine).verdict is Verdict.VALID
    forged = genuine.replace(b'encoding="UTF-8"', f'encoding="{declared}"'.encode())
    assert parse(forged).findtext(".//{*}xNome") != name
    assert judged(forged).verdict is Verdict.TAMPERED


def test_a_byte_elsewhere_that_makes_it_latin_1() -> None:
    genuine = signed(NFE.replace("<xNome>", "<xNome>São "))
    forged = genuine.replace(b"</protNFe>", b"\xff</protNFe>")
    assert "SÃ£o" in (parse(forged).findtext(".//{*}xNome") or "")
    assert judged(forged).verdict is Verdict.TAMPERED


@pytest.mark.parametrize("algorithm", [f"{C14N}#WithComments", C14N.replace(".org", "-org")])
def test_another_algorithm_is_not_taken_for_the_usual_one(algorithm: str) -> None:
    assert judged(GENUINE.replace(C14N.encode(), algorithm.encode())).verdict is not Verdict.VALID
