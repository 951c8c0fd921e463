"""The stand-in's codes, against real ones: a boleto's line, a Pix's checksum, a PDF that opens."""

import re
from datetime import date
from io import BytesIO

import pypdf
import pytest

from local.efi import codes
from local.efi.papers import billets


def _barcode(line: str) -> str:
    """The 44 digits that a line is made of."""
    digits = re.sub(r"\D", "", line)
    return digits[:4] + digits[32:] + digits[4:9] + digits[10:20] + digits[21:31]


@pytest.mark.parametrize(
    ("due", "factor"),
    [
        (date(2000, 7, 3), "1000"),
        (date(2025, 2, 21), "9999"),
        (date(2025, 2, 22), "1000"),
        (date(2026, 12, 15), "1661"),
    ],
)
def test_a_line_carries_value_and_due_date(due: date, factor: str) -> None:
    line = codes.typeable_line(24000001, 5990, due)
    assert re.fullmatch(r"\d{5}\.\d{5} \d{5}\.\d{6} \d{5}\.\d{6} \d \d{14}", line)
    assert line.endswith(f" {factor}0000005990")
    assert len(_barcode(line)) == 44


def test_check_digits_are_those_of_a_real_boleto() -> None:
    line = (
        "00190.50095 40144.816069 06809.350314 3 37370000000100"  # often printed by Banco do Brasil
    )
    barcode = _barcode(line)
    assert codes._modulo_11(barcode[:4] + barcode[5:]) == int(barcode[4])
    fields = [re.sub(r"\D", "", group) for group in line.split()[:3]]
    assert [codes._modulo_10(field[:-1]) for field in fields] == [int(f[-1]) for f in fields]


def test_the_general_check_digit_is_never_zero() -> None:
    lines = [codes.typeable_line(number, 5990, date(2026, 12, 15)) for number in range(200)]
    assert {line.split()[3] for line in lines} == set("123456789")


def test_copy_and_paste_has_the_checksum_of_bacen_s_manual() -> None:
    assert codes._crc(b"123456789") == 0x29B1
    text = codes.copy_and_paste("pix.example/1")
    assert codes._crc(text[:-4].encode()) == int(text[-4:], 16)
    assert "BR.GOV.BCB.PIX2513pix.example/1" in text


def test_a_pdf_opens_whatever_is_written_in_it() -> None:
    names = ["São João (matriz) \\ filial", "x" * 300, "漢字"]
    paper = billets([[("Pagador", name)] for name in names])
    pages = pypdf.PdfReader(BytesIO(paper), strict=True).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert names[0].replace(" ", "") in texts[0]
    assert names[1] in texts[1]
    assert "??" in texts[2]
    table = re.search(rb"xref\n0 (\d+)\n(.+)trailer", paper, re.DOTALL)
    assert table
    entries = table[2].splitlines()
    assert len(entries) == int(table[1])
    for number, entry in enumerate(entries[1:], 1):
        assert paper[int(entry.split()[0]) :].startswith(b"%d 0 obj" % number)
