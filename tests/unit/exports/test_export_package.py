"""What is in a package: every document, its events, its paper or why there is none."""

from decimal import Decimal

import pytest
from lxml import etree

from malote.exports.names import Names, download_name
from malote.fiscal import Kind
from tests.unit.exports.month import Month
from tests.unit.fiscal.conftest import CANCELLATION

SHEET = "xl/worksheets/sheet1.xml"


def cells(content: bytes) -> list[dict[str, tuple[str, str | None]]]:
    """Each line's cells: the text or number under each heading, and its type."""
    from io import BytesIO
    from zipfile import ZipFile

    sheet = etree.fromstring(ZipFile(BytesIO(content)).read(SHEET))
    assert not list(sheet.iter("{*}f")), "a formula"
    lines = []
    for row in sheet.iter("{*}row"):
        line = {}
        for cell in row:
            column = "".join(filter(str.isalpha, cell.get("r", "")))
            line[column] = ("".join(map(str, cell.itertext())), cell.get("t"))
        lines.append(line)
    names = {column: heading for column, (heading, _) in lines[0].items()}
    return [{names[column]: value for column, value in line.items()} for line in lines[1:]]


def test_a_month_in_one_archive_with_its_spreadsheet() -> None:
    month = Month()
    first, second = month.add(2), month.add(1, cancelled=True)
    month.event(second, "cancellation", CANCELLATION.encode())
    month.event(second, "correction_letter", b"<carta/>", event_type="110110")
    view = month.make()
    assert (view.status, view.documents) == ("ready", 2)
    assert [link.name for link in view.links] == ["documentos-2026-10.zip"]
    with month.zip(view) as package:
        assert set(package.namelist()) == {
            f"NF-e/{first}-nfe.xml", f"NF-e/{first}.pdf",
            f"NF-e/{second}-nfe.xml", f"NF-e/{second}.pdf",
            f"NF-e/{second}-cancelamento-01.xml", f"NF-e/{second}-carta-de-correcao-01.xml",
            "documentos.xlsx",
        }  # fmt: skip
        assert package.read(f"NF-e/{second}-cancelamento-01.xml") == CANCELLATION.encode()
        lines = cells(package.read("documentos.xlsx"))
    assert [line["Situação"][0] for line in lines] == ["Retornada", "Cancelada"]
    assert [printed.stamp for printed in month.printer.drawn] == ["", "CANCELADO"]
    assert lines[0]["Chave de acesso"] == (first, "inlineStr")
    assert lines[0]["Valor total"] == ("105.50", None)
    assert lines[0]["ICMS"] == ("18.00", None)
    assert lines[0]["Número"] == ("2", None)
    whole, clock = lines[0]["Emissão"][0].split(".")
    assert int(whole) == 46298  # 3 October 2026
    assert Decimal(f"0.{clock}") == pytest.approx(Decimal("0.43090277"), abs=Decimal("1e-6"))


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", "http://x", "\t=1"])
def test_text_of_a_document_is_text(evil: str) -> None:
    month = Month()
    month.add(1, issuer_name=evil)
    with month.zip(month.make()) as package:
        (line,) = cells(package.read("documentos.xlsx"))
    assert line["Emitente"] == (evil, "inlineStr")


def test_a_document_that_does_not_print_has_its_xml_and_the_reason() -> None:
    month = Month()
    good, bad = month.add(1), month.add(2)
    month.printer.refused.add(bad)
    other = month.add(3, "<quebrado")
    with month.zip(month.make()) as package:
        names = package.namelist()
        lines = cells(package.read("documentos.xlsx"))
    assert f"NF-e/{good}.pdf" in names
    assert f"NF-e/{bad}-nfe.xml" in names
    assert f"NF-e/{bad}.pdf" not in names
    assert lines[1]["PDF, ou por que não há"][0].startswith("O PDF deste documento não pôde")
    assert f"NF-e/{other}-nfe.xml" in names
    assert lines[2]["PDF, ou por que não há"][0].startswith("O XML está quebrado")
    assert lines[2]["Valor total"][0] == "105.50"  # from the header


def test_a_summary_is_a_line_and_no_file() -> None:
    month = Month()
    month.add(1, record="summary")
    with month.zip(month.make()) as package:
        assert package.namelist() == ["documentos.xlsx"]
        (line,) = cells(package.read("documentos.xlsx"))
    assert line["Conteúdo"][0] == "só resumo"


def test_when_the_time_for_drawing_is_over_the_rest_is_still_there() -> None:
    month = Month(print_seconds=0)
    key = month.add(1)
    with month.zip(month.make()) as package:
        assert f"NF-e/{key}-nfe.xml" in package.namelist()
        (line,) = cells(package.read("documentos.xlsx"))
    assert "peça o PDF pela consulta" in line["PDF, ou por que não há"][0]
    assert month.printer.drawn == []


def test_signature_and_remarks_are_told() -> None:
    month = Month()
    month.add(1, signature="tampered", remarks={"signature_tampered": "achado"})
    with month.zip(month.make()) as package:
        (line,) = cells(package.read("documentos.xlsx"))
    assert line["Assinatura"][0] == "não confere"
    assert line["Observações"][0].endswith("achado")


def test_names_are_safe_and_no_two_alike() -> None:
    names = Names()
    assert names.document(Kind.NFE, "../../etc/passwd\0")[0] == "NF-e/_.._etc_passwd_-nfe.xml"
    first, second = (names.event(Kind.CTE, "35", "cancellation", 1) for _ in range(2))
    assert (first, second) == ("CT-e/35-cancelamento-01.xml", "CT-e/35-cancelamento-01-2.xml")
    assert names.event(None, "A", None, 1) == "Outros/A-evento-01.xml"
    assert names.event(None, "a", None, 1) == "Outros/a-evento-01-2.xml"
    assert download_name("2026-10", 2, 3) == "documentos-2026-10-2-de-3.zip"
