"""Boletos as the smallest PDF that shows their value and line (ISO 32000-1)."""

from textwrap import wrap

_ESCAPED = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})
_TITLE = "Boleto de demonstração: não pode ser pago"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def billets(pages: list[list[tuple[str, str]]]) -> bytes:
    """A page for each, of names and what they are; long texts go on in lines of their own."""
    numbers = range(4, 4 + 2 * len(pages), 2)
    kids = " ".join(f"{number} 0 R" for number in numbers).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
        _FONT,
    ]
    for number, told in zip(numbers, pages, strict=True):
        drawn = _drawn(told)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (number + 1),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        ]
    return _file(objects)


def _drawn(told: list[tuple[str, str]]) -> bytes:
    lines = [_TITLE]
    for name, text in told:
        first, *others = wrap(f"{name}: {text}", 90)
        lines += [first, *(f"    {line}" for line in others)]
    shown = "\n".join(f"({line.translate(_ESCAPED)}) Tj T*" for line in lines)
    return f"BT\n/F1 10 Tf\n14 TL\n56 780 Td\n{shown}\nET".encode("cp1252", errors="replace")


def _file(objects: list[bytes]) -> bytes:
    written = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    )
