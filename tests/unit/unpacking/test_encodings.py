import base64
import binascii
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malote.unpacking.encodings import decode


@given(st.binary(), st.integers(0, 400))
def test_base64_of_a_beginning_decodes_to_its_whole_bytes(content: bytes, cut: int) -> None:
    encoded = base64.encodebytes(content)[:cut]
    letters = len(encoded.replace(b"\n", b"").rstrip(b"="))
    assert decode(encoded, "base64") == content[: letters * 3 // 4]


@given(st.binary())
def test_quoted_printable_comes_back(content: bytes) -> None:
    assert decode(binascii.b2a_qp(content), "Quoted-Printable ") == content


@given(st.binary(), st.sampled_from(["base64", "quoted-printable", "7bit", "x-uue", ""]))
def test_nothing_raises(content: bytes, encoding: str) -> None:
    decode(content, encoding)


@pytest.mark.parametrize(
    "encoded",
    [
        b"PE5GZS8+",
        b"PE5\r\n GZS8+\r\n\r\n--",
        b"PE5!GZS8+\x00\xff",
        b"PE5GZS8+=",
        b"PA==\r\nTkZlLz4=\r\n",  # each line padded
        b"PE5GZS8+A",  # six bits too many
    ],
)
def test_base64_in_any_state(encoded: bytes) -> None:
    assert decode(encoded, "BASE64") == b"<NFe/>"


def test_missing_padding() -> None:
    assert decode(b"PE5GZS8", "base64") == b"<NFe/"


def test_xml_that_claims_to_be_base64_stays() -> None:
    assert decode(b"\r\n<NFe/>", "base64") == b"\r\n<NFe/>"


@pytest.mark.parametrize("lines", [b"%b`\nend\n", b"%b \r\nend", b"%bend\n", b"%b"])
def test_uuencode_as_old_programs_write_it(lines: bytes) -> None:
    document = b"<NFe>" + bytes(range(256)) + b"</NFe>"
    encoded = b"".join(binascii.b2a_uu(document[at : at + 45]) for at in range(0, 300, 45))
    whole = b"\r\nbegin 644 nota fiscal.xml\n" + lines % encoded
    assert decode(whole, "X-UUencode") == document
    assert decode(document, "x-uuencode") == document


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "binary", "", "x-unknown"])
def test_others_stay_as_they_are(encoding: str) -> None:
    assert decode(b"a=\r\n\xff", encoding) == b"a=\r\n\xff"


def test_a_flood_of_padding_is_no_work() -> None:
    started = time.perf_counter()
    decode(b"A=" * 5_000_000, "base64")
    assert time.perf_counter() - started < 2
