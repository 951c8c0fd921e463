"""A mail that means no harm, and what others make of it."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from malote.errors import MessageUnfit
from malote.messages.parts import Part
from malote.messages.render import LARGEST, render
from malote.unpacking.sniff import Kind, sniff
from tests.fakes.outbox import message
from tests.hostile_mail import MESSAGE, PART, SETTINGS
from tests.wire import strictly_read

PDF = Part("Relatório de ação – novembro.pdf", b"%PDF-1.7 \x00\xff" * 1000)


def test_a_mail_is_the_same_whenever_it_is_rendered() -> None:
    mail = render(MESSAGE, SETTINGS, [PART, PDF])
    assert mail == render(MESSAGE.model_copy(), SETTINGS, [PART, PDF])
    assert mail != render(message(2), SETTINGS, [PART, PDF])
    assert sniff(mail) is Kind.MAIL


def test_without_attachments_it_is_one_part() -> None:
    wire = strictly_read(render(message(text="Olá!\n\n.\nFrom mim\n"), SETTINGS, []))
    assert wire.names == [
        "From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    ]  # fmt: skip
    assert wire.content.decode() == "Olá!\r\n\r\n.\r\nFrom mim\r\n"


def test_it_is_of_when_it_was_made_by_brasilias_clock() -> None:
    at = datetime(2026, 12, 1, 1, 30, 5, tzinfo=UTC)
    date = strictly_read(render(message(at=at), SETTINGS, [])).lines("Date")
    assert date == ["Mon, 30 Nov 2026 22:30:05 -0300"]


def test_what_a_rule_sends_says_so() -> None:
    mail = render(message(origin="rule"), SETTINGS, [])
    assert strictly_read(mail).lines("Auto-Submitted") == ["auto-generated"]


def test_blind_copies_are_nowhere() -> None:
    hidden = message(to=(), bcc=("oculto@cliente.test",))
    mail = render(hidden, SETTINGS, [])
    assert b"oculto" not in mail
    assert not {"To", "Cc", "Bcc"} & set(strictly_read(mail).names)


def test_a_text_cannot_end_its_part() -> None:
    mail = render(MESSAGE, SETTINGS, [PART])
    (boundary,) = strictly_read(mail).lines("Content-Type")
    line = f"--{boundary.split('"')[1]}--"
    again = strictly_read(render(MESSAGE.model_copy(update={"text": line}), SETTINGS, [PART]))
    text, xml = again.parts
    assert (text.content, xml.content) == (f"{line}\r\n".encode(), PART.content)


@pytest.mark.parametrize(
    "name",
    [
        "3526-nfe.xml", "Nota nº 1.pdf", "ação.pdf", "日本語.pdf", "\U0001f4e8.pdf", "a b  c.pdf", "x" * 196 + ".pdf",
        "é" * 196 + ".pdf", "\U0001f4e8" * 196 + ".pdf", "sem extensão", ".gitignore", "100%.pdf", "a;b=c.pdf", "d'água.pdf",
    ],
)  # fmt: skip
def test_a_name_survives(name: str) -> None:
    mail = render(MESSAGE, SETTINGS, [Part(name, b"x")])
    assert strictly_read(mail).parts[1].file_name == name
    for standard in (policy.default, policy.compat32):
        attached = message_from_bytes(mail, policy=standard).get_payload(1)
        assert attached.get_filename() == name  # type: ignore[union-attr]


def test_who_knows_no_rfc_2231_sees_letters() -> None:
    mail = render(MESSAGE, SETTINGS, [PDF, Part("日本.pdf", b"x")])
    names = [part.lines("Content-Type")[1] for part in strictly_read(mail).parts[1:]]
    assert names == ['name="Relatorio de acao  novembro.pdf"', 'name="anexo.pdf"']


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nota.XML", "application/xml"),
        ("nota.pdf", "application/pdf"),
        ("planilha.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("lista.csv", "text/csv"),
        ("foto.jpeg", "image/jpeg"),
        ("notas.zip", "application/zip"),
        *((f"x.{ending}", "application/octet-stream") for ending in (
            "html", "htm", "HTML", "eml", "mht", "mhtml", "svg", "svgz", "xhtml", "js", "mjs", "tar.gz", "desconhecido",
        )),
        ("sem extensão", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("data:text/html,x", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_ending_tells(name: str, told: str) -> None:
    mail = render(MESSAGE, SETTINGS, [Part(name, b"x")])
    assert strictly_read(mail).parts[1].lines("Content-Type")[0] == f"{told};"


def test_a_mail_is_of_twenty_megabytes_at_most() -> None:
    fits = Part("grande.pdf", b"x" * 14_500_000)
    assert 19_800_000 < len(render(MESSAGE, SETTINGS, [fits])) <= LARGEST
    for content in (b"x" * 14_990_000, b"x" * 15_000_001):
        with pytest.raises(MessageUnfit, match="passa de 20 MB"):
            render(MESSAGE, SETTINGS, [Part("grande.pdf", content)])
