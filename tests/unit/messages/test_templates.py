"""Templates: what may be written in them, and what becomes of values."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from malote.errors import InvalidInput
from malote.messages.template_values import Value, document_values
from malote.messages.template_words import BUILT_IN, TemplateName
from malote.messages.templates import OwnWords, built_in, example, fill, in_force, reworded
from tests.fakes.messages import MemoryTemplates

REMINDER: dict[str, Value] = {
    "numero": 118,
    "vencimento": "2026-12-05",
    "valor": "1234.56",
    "emitente": "Padaria São João",
    "destinatario": "Mercado {valor} S.A.",
}
HEADER = {
    "access_key": "35", "number": 4321, "series": 0, "issued_at": "2026-11-30T23:59:00-03:00",
    "total_amount": "0.50", "issuer_name": "P", "recipient_name": "M", "kind": "nfe",
}  # fmt: skip


def worded(text: str, **values: Any) -> str:
    return fill(
        reworded(built_in(TemplateName.BOLETO), OwnWords(text=text)), _with_subject(values)
    ).text


def _with_subject(values: dict[str, Any]) -> dict[str, Any]:
    return {"numero": "1", "vencimento": "2026-12-05", "emitente": "P"} | values


@pytest.mark.parametrize("name", list(TemplateName))
def test_each_has_examples_and_names_who_sends(name: TemplateName) -> None:
    template = built_in(name)
    filled = example(template)
    assert not set("{}") & set(filled.subject + filled.text)
    assert "Padaria São João Ltda." in filled.subject
    assert filled.text.endswith("Atenciosamente,\nPadaria São João Ltda.\n")
    assert "R$ 1.234,56" in filled.text
    assert re.search(r"\b(05/12|21/11)/2026\b", filled.text)
    assert all(place.meaning and place.example for place in template.places.values())


def test_values_take_their_places_and_are_not_read_again() -> None:
    filled = fill(built_in(TemplateName.REMINDER), REMINDER)
    assert filled.subject == "Lembrete: 118 vence em 05/12/2026 - Padaria São João"
    assert "nº 118 de Mercado {valor} S.A., no valor de R$ 1.234,56, tem" in filled.text


def test_a_document_fills_its_template() -> None:
    filled = fill(built_in(TemplateName.NFE), document_values(HEADER))
    assert "nº 4321, série 0, emitida em 30/11/2026 para M, no valor de R$ 0,50." in filled.text
    with pytest.raises(InvalidInput, match=r"falta o valor de \{destinatario\}$"):
        fill(built_in(TemplateName.NFE), document_values(HEADER | {"recipient_name": None}))


@pytest.mark.parametrize("between", ["\x96", "\xad", "\u200b", "\ufeff ", "\n"])
def test_a_documents_own_text_is_no_reason_not_to_send_it(between: str) -> None:
    name = f"Loja{between}Filial"
    filled = fill(built_in(TemplateName.NFE), document_values(HEADER | {"recipient_name": name}))
    assert "para Loja Filial, no" in filled.text


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("valor", "0", "R$ 0,00"),
        ("valor", "1234567.8", "R$ 1.234.567,80"),
        ("valor", Decimal("1E+3"), "R$ 1.000,00"),
        ("valor", 12, "R$ 12,00"),
        ("vencimento", date(2026, 12, 5), "05/12/2026"),
        ("vencimento", datetime(2026, 12, 5, 23, tzinfo=UTC), "05/12/2026"),
        ("vencimento", "2026-12-05T23:30:00-03:00", "05/12/2026"),
        ("link", "https://x.test/?a={b}&c=%7B", "https://x.test/?a={b}&c=%7B"),
        ("linha_digitavel", " 34191.79001\u00a001043 ", "34191.79001 01043"),
        ("linha_digitavel", "x" * 500, "x" * 500),
    ],
)
def test_a_value_is_shown_as_brazilians_write_it(name: str, value: Any, shown: str) -> None:
    assert worded(f"<{{{name}}}>", **{name: value}) == f"<{shown}>"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("valor", each) for each in ("", "1,50", "1.234", "-1", "R$ 1", "NaN", "1e9", "9" * 14)),
        ("valor", Decimal("1.005")),
        ("valor", Decimal("Infinity")),
        *(("vencimento", each) for each in ("", "05/12/2026", "2026-13-01", "ontem")),
        *(("link", each) for each in ("http://x.test", "javascript:x", "x.test")),
        *(("linha_digitavel", each) for each in ("", " ", "a\nb", "a\0", "\u202e", "a\u2028b", "x" * 501)),
    ],
)  # fmt: skip
def test_an_unfit_value_is_named(name: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match=rf"^invalid_input: {name}: "):
        worded("x", **{name: value})


def test_what_is_missing_or_of_no_place_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"falta o valor de \{vencimento\}, \{valor\}$"):
        fill(built_in(TemplateName.REMINDER), {k: v for k, v in REMINDER.items() if k[0] != "v"})
    with pytest.raises(InvalidInput, match=r"desconhecido: \{vencimeto\}; há .*\{vencimento\}"):
        fill(built_in(TemplateName.REMINDER), REMINDER | {"vencimeto": "2026-12-05"})
    with pytest.raises(InvalidInput, match=r"assunto preenchido: .* 200 caracteres"):
        fill(built_in(TemplateName.REMINDER), REMINDER | {"emitente": "x" * 199})


def test_an_optional_value_takes_its_lines_along_but_no_subject() -> None:
    template = reworded(
        built_in(TemplateName.CHARGE), OwnWords(subject="s", text="{pix}{link}\na\n{pix}\n{link}")
    )
    assert fill(template, {"link": "https://x.test"}).text == "a\nhttps://x.test"
    with pytest.raises(InvalidInput, match=r"falta o valor de \{pix\}$"):
        fill(reworded(template, OwnWords(subject="{pix}")), {"link": "https://x.test"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{numro}", r"text: não há \{numro\}; use \{numero\}, "),
        ("{chave}", r"text: não há \{chave\}; use "),  # of another template
        ("{numero.real}", "não há"),
        ("{numero!r}", "não há"),
        ("{numero:>9}", "não há"),
        ("{0}", "não há"),
        ("{}", "não há"),
        ("{ numero }", "não há"),
        ("{{numero}}", "chave sem par"),
        ("{numero", "chave sem par"),
        ("}", "chave sem par"),
        ("{" * 10_000, "chave sem par"),
    ],
)
def test_a_tenant_can_ask_for_values_alone(text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        reworded(built_in(TemplateName.BOLETO), OwnWords(text=text))
    if len(text) < 200:
        with pytest.raises(InvalidInput, match=told.replace("text:", "subject:")):
            reworded(built_in(TemplateName.BOLETO), OwnWords(subject=text))


@pytest.mark.parametrize(
    "words",
    [
        {"text": ""}, {"text": "x" * 10_001}, {"text": "a\0b"}, {"text": "a\x85b"}, {"text": "a\rb"},
        {"subject": ""}, {"subject": "a\nb"}, {"subject": "x" * 201}, {"subject": "a\u202eb"}, {"html": "x"},
    ],
)  # fmt: skip
def test_what_no_mail_can_say(words: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        OwnWords.model_validate(words)


def test_the_tenants_words_are_in_force_where_there_are_some() -> None:
    templates = MemoryTemplates()
    templates.save("acme", "nfe", OwnWords(subject="Nota {numero}"))
    assert in_force(templates, "acme", TemplateName.NFE).subject == "Nota {numero}"
    assert in_force(templates, "acme", TemplateName.NFE).text == BUILT_IN[TemplateName.NFE].text
    assert in_force(templates, "outra", TemplateName.NFE) == built_in(TemplateName.NFE)


def test_line_ends_are_of_one_kind() -> None:
    assert OwnWords(text="a\r\nb\tc\n").text == "a\nb\tc\n"
