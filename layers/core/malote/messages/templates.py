"""Words for the mails of a trade, with places in braces that values fill.

A place is ``{nome}`` and nothing more: no attribute, no format, no escape. So whatever a tenant
writes, it can ask for nothing but the values.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from malote.addresses import HeaderText
from malote.complaints import complaints
from malote.errors import InvalidInput
from malote.messages.template_values import Value, shown
from malote.messages.template_words import BUILT_IN, Places, TemplateName
from malote.ports import MailTemplates

_PLACE = re.compile(r"\{([^{}]*)\}")
_ONE_LINE: TypeAdapter[str] = TypeAdapter(HeaderText)


def readable(text: str) -> str:
    """A text of several lines, ended by line feeds. Raises ValueError for control characters."""
    text = text.replace("\r\n", "\n")
    if any(unicodedata.category(each) == "Cc" for each in text if each not in "\n\t"):
        raise ValueError("caractere de controle não é permitido")
    return text


MailText = Annotated[
    str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(readable)
]
"""What a mail says, in lines that end with a line feed."""


class OwnWords(BaseModel):
    """What a tenant says instead; None leaves Malote's own."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"subject": "Sua nota {numero} chegou"}]},
    )

    subject: Annotated[HeaderText, Field(min_length=1)] | None = None
    text: MailText | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """Subject and text with places, and which places there may be."""

    name: TemplateName
    subject: str
    text: str
    places: Places


@dataclass(frozen=True, slots=True)
class Filled:
    """What is sent."""

    subject: str
    text: str


def built_in(name: TemplateName) -> Template:
    """Malote's own."""
    words = BUILT_IN[name]
    return Template(name, words.subject, words.text, words.places)


def in_force(templates: MailTemplates, tenant: str, name: TemplateName) -> Template:
    """The tenant's own words, and Malote's where it has none. Raises InvalidInput as below."""
    template = built_in(name)
    own = templates.get(tenant, name)
    return reworded(template, own) if own else template


def reworded(template: Template, own: OwnWords) -> Template:
    """With the tenant's words. Raises InvalidInput for a place that there is not."""
    subject = template.subject if own.subject is None else own.subject
    text = template.text if own.text is None else own.text
    for field, words in (("subject", subject), ("text", text)):
        _check(field, words, template.places)
    return Template(template.name, subject, text, template.places)


def fill(template: Template, values: Mapping[str, Value]) -> Filled:
    """The words with the values in them, as Brazilians write money and dates.

    Lines of the text that name an optional place without a value are left out.
    Raises InvalidInput, which names a value that is missing, of no place, or unfit.
    """
    if unknown := sorted(values.keys() - template.places):
        raise InvalidInput(f"valor desconhecido: {_named(unknown)}; há {_named(template.places)}")
    texts = {name: shown(name, template.places[name].kind, value) for name, value in values.items()}
    lacking = {name for name, place in template.places.items() if place.optional} - texts.keys()
    said = _without(lacking, template.text)
    wanted = dict.fromkeys(_PLACE.findall(template.subject + said))
    if missing := [name for name in wanted if name not in texts]:
        raise InvalidInput(f"falta o valor de {_named(missing)}")
    subject, text = (
        _PLACE.sub(lambda place: texts[place[1]], words) for words in (template.subject, said)
    )
    try:
        return Filled(_ONE_LINE.validate_python(subject), text)
    except ValidationError as error:
        raise InvalidInput(f"assunto preenchido: {complaints(map(dict, error.errors()))}") from None


def example(template: Template, values: Mapping[str, Value] | None = None) -> Filled:
    """Filled with examples, but for the values that are given. Raises InvalidInput."""
    examples: dict[str, Value] = {name: each.example for name, each in template.places.items()}
    return fill(template, examples | dict(values or {}))


def _without(places: Set[str], text: str) -> str:
    lines = text.split("\n")
    return "\n".join(line for line in lines if places.isdisjoint(_PLACE.findall(line)))


def _check(field: str, words: str, places: Places) -> None:
    asked = dict.fromkeys(_PLACE.findall(words))
    if unknown := [name for name in asked if name not in places]:
        raise InvalidInput(f"{field}: não há {_named(unknown)}; use {_named(places)}")
    if "{" in _PLACE.sub("", words) or "}" in _PLACE.sub("", words):
        raise InvalidInput(f"{field}: há uma chave sem par; escreva como em {{numero}}")


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name[:40]}}}" for name in names)
