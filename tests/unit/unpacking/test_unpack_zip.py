import time
import tracemalloc
import zipfile

import pytest

from malote.errors import ArchiveRefused, ArchiveUnsupported, AttachmentTooLarge
from malote.unpacking.caps import Budget, Caps
from malote.unpacking.unpack import Candidate, Found, Ignored, Refusal, unpack
from tests.unit.unpacking.archives import CTE, NFE, handmade_zip, streamed_zip_of, zip_of


def opened(archive: bytes, caps: Caps | None = None) -> list[Found]:
    return list(unpack(archive, "notas.zip", Budget(caps or Caps())))


def documents(found: list[Found]) -> dict[str, bytes]:
    return {each.path: each.content for each in found if isinstance(each, Candidate)}


def errors(found: list[Found]) -> list[type[Exception]]:
    return [type(each.error) for each in found if isinstance(each, Refusal)]


@pytest.mark.parametrize("make", [zip_of, streamed_zip_of])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_documents_among_other_things(make: object, method: int) -> None:
    files = {"a/nfe.xml": NFE, "sem-nome": CTE, "danfe.pdf": b"%PDF-1.4", "leia.txt": b"oi"}
    found = opened(make(files, method))  # type: ignore[operator]
    assert documents(found) == {"notas.zip/a/nfe.xml": NFE, "notas.zip/sem-nome": CTE}
    assert found[2:] == [Ignored("notas.zip/danfe.pdf"), Ignored("notas.zip/leia.txt")]


def test_folders_and_what_macos_adds_are_nothing() -> None:
    files = {"a/": b"", "__MACOSX/a/._n.xml": NFE, "a/._n.xml": NFE, "a/n.xml": NFE}
    assert opened(zip_of(files)) == [Candidate(NFE, "notas.zip/a/n.xml")]


def test_a_zip_in_a_zip_and_no_deeper() -> None:
    inner = zip_of({"n.xml": NFE})
    assert documents(opened(zip_of({"i.zip": inner}))) == {"notas.zip/i.zip/n.xml": NFE}
    found = opened(zip_of({"a.zip": zip_of({"b.zip": inner}), "n.xml": NFE}))
    assert documents(found) == {"notas.zip/n.xml": NFE}
    assert errors(found) == [ArchiveRefused]


def test_something_before_the_archive() -> None:
    assert documents(opened(zip_of({"n.xml": NFE}))) == documents(
        opened(b"PK\x03\x04" + b"x" * 60 + zip_of({"n.xml": NFE}))
    )


@pytest.mark.parametrize("cut", range(1, 300, 7))
def test_a_cut_archive_gives_what_is_whole_and_says_so(cut: int) -> None:
    archive = zip_of({"a.xml": NFE, "b.xml": CTE})
    found = opened(archive[:-cut])
    assert len(errors(found)) == 1
    whole = archive.index(b"PK\x03\x04", 4)
    if len(archive) - cut > whole:
        assert documents(found)["notas.zip/a.xml"] == NFE


def test_one_bad_entry_hides_no_good_one() -> None:
    archive = bytearray(zip_of({"a.xml": NFE, "b.xml": NFE, "c.xml": CTE}))
    broken_at = archive.index(b"b.xml") + 5
    archive[broken_at : broken_at + 20] = b"\xff" * 20
    found = opened(bytes(archive))
    assert set(documents(found)) == {"notas.zip/a.xml", "notas.zip/c.xml"}
    [refusal] = [each for each in found if isinstance(each, Refusal)]
    assert refusal.content == bytes(archive)
    assert "b.xml" in refusal.error.detail


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_stored_and_deflate(method: int) -> None:
    started = time.perf_counter()
    found = opened(zip_of({"a.xml": NFE + b" " * 5_000_000}, method))
    assert errors(found) == [ArchiveUnsupported]
    assert time.perf_counter() - started < 3  # to make it; to refuse it takes nothing


def test_encrypted() -> None:
    found = opened(handmade_zip(b"a.xml", NFE, flags=1))
    assert errors(found) == [ArchiveRefused]
    assert "senha" in str(found[0].error)  # type: ignore[union-attr]


def test_a_false_checksum_is_a_broken_document() -> None:
    assert errors(opened(handmade_zip(b"a.xml", NFE, crc=1))) == [ArchiveRefused]


def test_declared_sizes_are_not_believed() -> None:
    assert documents(opened(handmade_zip(b"a.xml", NFE, declared_size=1)))
    assert documents(opened(handmade_zip(b"a.xml", NFE, declared_size=2**32 - 2)))


def test_a_bomb_costs_little() -> None:
    archive = zip_of({"bomb.xml": b"<NFe>" + b" " * 200_000_000, "n.xml": NFE})
    tracemalloc.start()
    started = time.perf_counter()
    found = opened(archive)
    seconds, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert documents(found) == {"notas.zip/n.xml": NFE}
    assert errors(found) == [AttachmentTooLarge]
    assert seconds < 1
    assert peak < 20_000_000


def test_all_that_comes_out_has_a_cap() -> None:
    caps = Caps(total=1_000_000, document=300_000)
    budget = Budget(caps)
    archive = zip_of({f"{n}.xml": b"<NFe>" + b" " * 290_000 for n in range(10)})
    found = list(unpack(archive, "a.zip", budget)) + list(unpack(archive, "b.zip", budget))
    assert sum(len(each.content) for each in found if isinstance(each, Candidate)) <= caps.total
    assert set(errors(found)) == {ArchiveRefused}


def test_entries_have_a_cap() -> None:
    found = opened(zip_of({f"{n}.xml": NFE for n in range(30)}), Caps(entries=20))
    assert len(documents(found)) == 20
    assert errors(found) == [ArchiveRefused]


def test_a_claim_of_many_entries_takes_no_memory() -> None:
    entry = handmade_zip(b"a", b"", method=0)
    central = entry[entry.index(b"PK\x01\x02") : entry.index(b"PK\x05\x06")]
    many = entry[: entry.index(b"PK\x01\x02")] + central * 100_000
    end = (
        entry[-22:-12]
        + (65_535).to_bytes(2, "little")
        + (len(central) * 100_000).to_bytes(4, "little")
    )
    tracemalloc.start()
    found = opened(many + end + entry[-6:])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert errors(found)
    assert peak < 10_000_000


@pytest.mark.parametrize(
    "names",
    [
        ["docProps/app.xml", "word/document.xml", "[Content_Types].xml"],
        ["mimetype", "content.xml"],
        ["META-INF/MANIFEST.MF", "config.xml"],
    ],
)
def test_an_office_document_is_no_archive_of_documents(names: list[str]) -> None:
    assert opened(zip_of(dict.fromkeys(names, NFE))) == [Ignored("notas.zip")]


def test_an_office_document_beside_hides_nothing() -> None:
    docx = zip_of({"[Content_Types].xml": b"<Types/>"}, zipfile.ZIP_STORED)
    found = opened(zip_of({"a.docx": docx, "n.xml": NFE}, zipfile.ZIP_STORED))
    assert documents(found) == {"notas.zip/n.xml": NFE}


def test_names_are_made_safe() -> None:
    found = opened(handmade_zip(b"../a\r\nX: y\x00\x80.xml", NFE))
    assert list(documents(found)) == ["notas.zip/../a��X: y�Ç.xml"]


def test_what_is_called_xml_is_shown_as_broken() -> None:
    found = opened(zip_of({"vazio.xml": b"", "pagina.xml": b"<html>", "foto.jpg": b"\xff\xd8"}))
    assert documents(found) == {"notas.zip/vazio.xml": b"", "notas.zip/pagina.xml": b"<html>"}
