import base64

import pytest

from malote.mailboxes.models import Part
from malote.mailboxes.parts import PEEK_BYTES, Step, plan, step_after_peek, whole_message_step
from malote.unpacking.caps import Caps
from tests.unit.unpacking import tnef_writer as tnef
from tests.unit.unpacking.archives import NFE, zip_of

CAPS = Caps(encoded=1_000_000, parts=4)


def part(content_type: str, name: str = "", size: int = 1_000, encoding: str = "7bit") -> Part:
    return Part("1", content_type, encoding, size, name)


def first_step(described: Part) -> Step:
    return plan([described], CAPS)[0][1]


@pytest.mark.parametrize(
    "described",
    [
        part("application/xml"),
        part("TEXT/XML"),
        part("application/nfe+xml"),
        part("application/zip"),
        part("application/x-zip-compressed"),
        part("application/gzip"),
        part("application/octet-stream"),
        part("application/octet-stream", "nota"),
        part("", "nota"),
        part("message/rfc822"),
        part("text/plain", "nota.txt"),
        part("application/pdf", "NOTA.XML"),
        part("image/png", "notas.zip "),
        part("text/html", "notas.xml.gz"),
        part("text/plain", "fwd.eml"),
        part("application/ms-tnef"),
        part("image/png", "WINMAIL.DAT"),
    ],
)
def test_what_may_be_a_document_is_fetched(described: Part) -> None:
    assert first_step(described) is Step.FETCH


@pytest.mark.parametrize(
    "described",
    [
        part("text/plain"),
        part("text/html"),
        part("application/pdf", "danfe.pdf"),
        part("application/octet-stream", "DANFE.PDF"),
        part("image/jpeg", "logo.jpg"),
        part("image/svg+xml", "logo.svg"),
        part("application/vnd.ms-excel", "relatorio.xls"),
        part("application/x-rar-compressed", "notas.rar"),
    ],
)
def test_of_all_others_the_beginning_is_looked_at(described: Part) -> None:
    assert first_step(described) is Step.PEEK


def test_a_part_over_the_cap_is_looked_at_before_it_is_refused() -> None:
    large = part("application/xml", "nota.xml", size=1_000_001)
    assert first_step(large) is Step.PEEK
    assert step_after_peek(large, NFE[:PEEK_BYTES], CAPS) is Step.TOO_LARGE
    video = part("application/octet-stream", "video", size=50_000_000)
    assert step_after_peek(video, b"\x00\x00\x00\x20ftypisom", CAPS) is Step.IGNORE


def test_parts_over_the_count_are_refused() -> None:
    steps = [step for _, step in plan([part("text/xml")] * 6, CAPS)]
    assert steps == [Step.FETCH] * 4 + [Step.TOO_LARGE] * 2


@pytest.mark.parametrize(
    "content", [NFE, zip_of({"a.xml": NFE}), b"Rar!\x1a\x07\x00", tnef.stream()]
)
def test_a_document_under_a_false_name_is_found(content: bytes) -> None:
    described = part("image/png", "logo.png", encoding="base64")
    beginning = base64.encodebytes(content)[:PEEK_BYTES]
    assert step_after_peek(described, beginning, CAPS) is Step.FETCH


def test_what_is_no_document_is_ignored() -> None:
    assert step_after_peek(part("text/html"), b"<html><body>", CAPS) is Step.IGNORE
    assert step_after_peek(part("text/plain"), b"", CAPS) is Step.IGNORE


def test_nonsense_called_xml_is_fetched_to_be_shown_as_broken() -> None:
    large = part("application/xml", "nota.xml", size=2_000_000)
    assert step_after_peek(large, b"\x00\x00", CAPS) is Step.TOO_LARGE


def test_whole_message() -> None:
    assert whole_message_step(1_000_000, CAPS) is Step.FETCH
    assert whole_message_step(1_000_001, CAPS) is Step.TOO_LARGE
