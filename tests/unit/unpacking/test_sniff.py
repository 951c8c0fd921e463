import bz2
import gzip
import lzma

import pytest

from malote.fiscal.reader import layouts
from malote.unpacking.sniff import Kind, sniff
from tests.unit.unpacking.archives import NFE, mail_of, zip_of

DECLARED = '<?xml version="1.0" encoding="utf-16"?><nfeProc versao="4.00"/>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (NFE, Kind.XML),
        (b"\xef\xbb\xbf" + NFE, Kind.XML),
        (b"\xef\xbb\xbf<outro/>", Kind.XML),
        (b"\xef\xbb\xbf<html>", Kind.MARKUP),
        (b"\r\n \t" + NFE, Kind.XML),
        (DECLARED.encode("utf-16"), Kind.XML),
        (DECLARED.encode("utf-16-le"), Kind.XML),
        (DECLARED.encode("utf-16-be"), Kind.XML),
        (b"<NFe>", Kind.XML),
        (b'<nfe:NFe xmlns:nfe="x">', Kind.XML),
        (b"<!-- ERP 3.2 --><NFe/>", Kind.XML),
        (b"<!DOCTYPE nfe><NFe/>", Kind.XML),
        (b"Segue a nota:\n" + NFE, Kind.XML),
        (b"\x00\x01junk<nfeProc versao='4.00'>", Kind.XML),
        (b"x" * 1025 + NFE, Kind.OTHER),
        (b"<!DOCTYPE html><html>", Kind.MARKUP),
        (b"  <HTML><body>", Kind.MARKUP),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', Kind.MARKUP),
        (b'<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg">', Kind.MARKUP),
        (b'<div dir="ltr">Segue <?xml:namespace prefix = o /></div>', Kind.MARKUP),
        (b"<https://www.fornecedor.test/> escreveu:", Kind.OTHER),
        (b"<fulano@fornecedor.test> escreveu:", Kind.OTHER),
        (zip_of({"a": b"b"}), Kind.ZIP),
        (zip_of({}), Kind.ZIP),
        (gzip.compress(b"x", mtime=0), Kind.GZIP),
        (bz2.compress(b"x"), Kind.BZIP2),
        (lzma.compress(b"x"), Kind.XZ),
        (b"Rar!\x1a\x07\x01\x00", Kind.RAR),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", Kind.SEVEN_ZIP),
        (b"a.xml".ljust(257, b"\0") + b"ustar\x0000", Kind.TAR),
        (b"\x78\x9f\x3e\x22\x01\x00", Kind.TNEF),
        (b"%PDF-1.7\n", Kind.PDF),
        (mail_of(b"\r\nx"), Kind.MAIL),
        (b"Received: from a\r\n\tby b\r\nX-Spam: no\r\nSubject: ", Kind.MAIL),
        (b"Date: ontem\nfoi um bom dia\n", Kind.OTHER),
        (b"Prezados,\n\nsegue a nota.\n", Kind.OTHER),
        (b"BZh9 is no archive", Kind.OTHER),
        (b"", Kind.OTHER),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", Kind.OTHER),
    ],
)
def test_kind_comes_from_the_content(content: bytes, kind: Kind) -> None:
    assert sniff(content) is kind


def test_a_beginning_is_enough() -> None:
    long = b"<nfeProc>" + b"<det/>" * 100_000
    assert sniff(long[:64]) is sniff(long) is Kind.XML
    assert sniff(mail_of(b"\r\nx")[:40]) is Kind.MAIL


@pytest.mark.parametrize("root", layouts())
def test_every_root_that_is_read_is_found_after_junk(root: str) -> None:
    namespace, _, name = root.rpartition("}")
    named = f'<{name} xmlns="{namespace[1:]}">' if namespace else f"<{name}>"
    prefixed = f'<p:{name} versao="1.00" xmlns:p="{namespace[1:]}">'
    for written in (named, prefixed, f"<{name}>", f"<{name}/>"):
        assert sniff(f"Segue a nota:\n{written}".encode()) is Kind.XML


@pytest.mark.parametrize(
    "text",
    [
        "O evento <eventos> e <NFeria> de ontem",
        "Prezado <processo> cliente",
        "veja http://www.portalfiscal.inf.br/nfe para <saber mais>",
        "NFe, CTe e DPS <em anexo>",
    ],
)
def test_words_that_look_like_roots_are_a_text(text: str) -> None:
    assert sniff(text.encode()) is Kind.OTHER


def test_a_root_that_nobody_knows_yet_is_told_by_its_namespace() -> None:
    gas = '<nfgasProc versao="1.00" xmlns="http://www.portalfiscal.inf.br/nfgas">'
    assert sniff(f"junk {gas}".encode()) is Kind.XML
