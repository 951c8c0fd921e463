"""Whatever stands in whichever field: refused, naming the field, or harmless in the message."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from malote.errors import InvalidInput
from malote.messages.models import Message
from malote.messages.requests import MessageRequest
from tests.unit.fiscal.conftest import NFE_KEY
from tests.unit.messages.desk import PLAIN, Desk

HOSTILE = [
    "\r", "\n", "\r\n", "\0", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202a", "\u202e",
    "\u2066", "\u2069", "\u200f", "\ufeff", "\ud800", "\r\nBcc: x@evil.test\r\n\r\n", "x" * 1_000_000,
]  # fmt: skip
_FILE = {"kind": "file", "id": "f" * 64}
_TEMPLATE: dict[str, Any] = {"to": PLAIN["to"], "template": "nfe"}
FIELDS: dict[str, Any] = {
    "branch": lambda text: {**PLAIN, "branch": text},
    "to": lambda text: {**PLAIN, "to": [text]},
    "to, beside": lambda text: {**PLAIN, "to": [f"a{text}@b.test"]},
    "to, domain": lambda text: {**PLAIN, "to": [f"a@b{text}.test"]},
    "cc": lambda text: {**PLAIN, "cc": [f"a@b.test{text}"]},
    "bcc": lambda text: {**PLAIN, "bcc": [f"{text}a@b.test"]},
    "reply_to": lambda text: {**PLAIN, "reply_to": f"a@b.test{text}"},
    "customer": lambda text: {**PLAIN, "customer": f"11222333000181{text}"},
    "subject": lambda text: {**PLAIN, "subject": f"Olá{text}"},
    "text": lambda text: {**PLAIN, "text": f"Olá{text}!"},
    "template": lambda text: {**_TEMPLATE, "template": f"nfe{text}"},
    "values, name": lambda text: {**_TEMPLATE, "values": {f"numero{text}": "1"}},
    "values": lambda text: {**_TEMPLATE, "values": {"emitente": f"A{text}B"}},
    "kind": lambda text: {**PLAIN, "attachments": [{**_FILE, "kind": f"file{text}", "name": "a"}]},
    "id": lambda text: {**PLAIN, "attachments": [{**_FILE, "id": f"{'f' * 64}{text}", "name": "a"}]},
    "name": lambda text: {**PLAIN, "attachments": [{**_FILE, "name": f"a{text}.pdf"}]},
    "document": lambda text: {
        **PLAIN, "attachments": [{"kind": "xml", "document": f"{NFE_KEY}{text}"}]
    },
    "unknown": lambda text: {**PLAIN, f"x{text}": 1},
}  # fmt: skip
# Marks of direction and their like are part of writing; U+2028 ends no line of a mail.
_TEXT_MAY_HOLD = {
    "\n", "\r\n", "\r\nBcc: x@evil.test\r\n\r\n", "\u2028", "\u2029", "\u202a", "\u202e", "\u2066",
    "\u2069", "\u200f", "\ufeff",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
@pytest.mark.parametrize("field", sorted(FIELDS))
def test_hostile_text_in_any_field(field: str, text: str) -> None:
    desk = Desk()
    desk.files.kept["acme", "f" * 64] = b"%PDF"
    asked = FIELDS[field](text)
    made = desk.post(asked) if field == "text" and text in _TEXT_MAY_HOLD else None
    if made:
        assert harmless(made)
        assert text.replace("\r\n", "\n") in made.text
        return
    with pytest.raises((ValidationError, InvalidInput)):
        desk.post(asked)
    assert not desk.outbox.entries
    assert not desk.trail.kept


def harmless(made: Message) -> bool:
    headers = [made.subject, made.mime_id, made.customer, *made.recipients, made.reply_to or ""]
    return all(each.isprintable() for each in headers) and all(
        each.isprintable() or each in "\n\t" or ord(each) > 0x9F for each in made.text
    )


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", ".htaccess", "../a.pdf", "a/b", "a\\b", " a", "a ", "a\tb", "a" * 121,
     "nota\u202efdp.exe", "nota\n.pdf"],
)  # fmt: skip
def test_what_is_no_name_of_a_file(name: str) -> None:
    with pytest.raises(ValidationError):
        MessageRequest.model_validate({**PLAIN, "attachments": [{**_FILE, "name": name}]})


@pytest.mark.parametrize("name", ["a", "Pedido nº 7 (2ª via).pdf", "é" * 120, "a..b"])
def test_what_is_one(name: str) -> None:
    MessageRequest.model_validate({**PLAIN, "attachments": [{**_FILE, "name": name}]})


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"subject": "x"}, {"text": "x"}, {"subject": "", "text": "x"}, {"subject": "x", "text": ""},
        {"template": "nfe", "subject": "x"}, {"template": "nfe", "text": "x"}, {"template": "outro"},
        {**PLAIN, "values": {"numero": "1"}}, {**PLAIN, "text": "x" * 20_001}, {**PLAIN, "zzz": 1},
        {**PLAIN, "subject": "x" * 201}, {**PLAIN, "to": "a@b.test"}, {**PLAIN, "to": None},
        {**PLAIN, "to": [f"{n}@b.test" for n in range(51)]},
        {**PLAIN, "to": [f"{n}@b.test" for n in range(30)], "bcc": [f"x{n}@b.test" for n in range(21)]},
        {**PLAIN, "attachments": [{"kind": "xml", "document": NFE_KEY}] * 21},
        {**PLAIN, "attachments": [{"kind": "xml", "id": "f" * 64}]},
        {**PLAIN, "attachments": [{"kind": "file", "document": NFE_KEY}]},
        {**PLAIN, "attachments": [{"document": NFE_KEY}]},
        {**PLAIN, "values": {str(n): "x" for n in range(31)}},
    ],
)  # fmt: skip
def test_what_cannot_be_sent(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MessageRequest.model_validate(asked)


def test_fifty_recipients_are_few_enough() -> None:
    to = [f"{n}@b.test" for n in range(50)]
    MessageRequest.model_validate({**PLAIN, "to": to, "cc": to})


def test_a_lone_surrogate_is_no_json() -> None:
    with pytest.raises(ValidationError):
        MessageRequest.model_validate_json(json.dumps({**PLAIN, "text": "\ud800"}))
