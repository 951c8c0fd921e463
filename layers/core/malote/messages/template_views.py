"""Templates as the API shows and takes them."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from malote.messages.template_values import PlaceKind
from malote.messages.template_words import TemplateName
from malote.messages.templates import Filled, OwnWords, Template, example


class PlaceholderView(BaseModel):
    """A place of a template, as ``{name}`` in its words; ``kind`` says how its value is given.

    ``money`` is in reais like 1234.56 and shown as R$ 1.234,56; ``date`` is like 2026-12-05 and
    shown as 05/12/2026; ``link`` begins with https://. Where one that is ``optional`` has no value,
    the lines of the text that name it are left out.
    """

    name: str
    kind: PlaceKind
    meaning: str
    example: str
    optional: bool


class FilledView(BaseModel):
    """A template with values in its places, as it is sent."""

    subject: str
    text: str

    @classmethod
    def of(cls, filled: Filled) -> Self:
        """From what was filled."""
        return cls(subject=filled.subject, text=filled.text)


class TemplateView(BaseModel):
    """The words in force; ``own`` are those that the company wrote itself."""

    name: TemplateName
    subject: str
    text: str
    own: list[Literal["subject", "text"]]
    placeholders: list[PlaceholderView]
    example: FilledView

    @classmethod
    def of(cls, template: Template, own: OwnWords) -> Self:
        """The words in force, and which of them are the tenant's. Raises InvalidInput."""
        places = template.places.items()
        return cls(
            name=template.name,
            subject=template.subject,
            text=template.text,
            own=[field for field in ("subject", "text") if getattr(own, field) is not None],
            placeholders=[PlaceholderView(name=name, **place._asdict()) for name, place in places],
            example=FilledView.of(example(template)),
        )


class TemplateList(BaseModel):
    """Every template, with its words in force."""

    items: list[TemplateView]
    next_cursor: str | None = None


class PreviewRequest(OwnWords):
    """Words to try instead of those in force, and values to try instead of the examples."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": "Olá, {destinatario}!", "values": {"destinatario": "Ana"}}]
        }
    )

    values: Annotated[
        dict[str, str],
        Field(default_factory=dict, max_length=50, description="By placeholders' names, unbraced"),
    ]
