"""What a user asks to have sent."""

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from malote import tax_id
from malote.addresses import Address, HeaderText
from malote.fiscal.document_id import DOCUMENT_ID
from malote.messages.identity import MESSAGE_ID
from malote.messages.template_words import TemplateName
from malote.messages.templates import readable

MOST_RECIPIENTS = 50
MOST_ATTACHED = 20
LONGEST_TEXT = 20_000
"""Characters: an item of 400 KB holds them whatever they are."""

_SHA256 = "^[0-9a-f]{64}$"


def _of_a_file(name: str) -> str:
    if name != name.strip() or name.startswith(".") or "/" in name or "\\" in name:
        raise ValueError("não é o nome de um arquivo: sem pastas, nem ponto ou espaço na ponta")
    return name


FileName = Annotated[
    HeaderText, StringConstraints(min_length=1, max_length=120), AfterValidator(_of_a_file)
]
"""A name that no mail program can take for a path, or for another name (bidi controls)."""

MessageText = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), AfterValidator(readable)
]

Recipients = Annotated[tuple[Address, ...], Field(max_length=MOST_RECIPIENTS)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WantedDocument(_Asked):
    """A document's XML or PDF, as the document is now."""

    kind: Literal["xml", "pdf"]
    document: Annotated[str, Field(pattern=f"^{DOCUMENT_ID}$", description="Its access key")]


class WantedFile(_Asked):
    """A file that was uploaded, under a name that the recipient sees."""

    kind: Literal["file"]
    id: Annotated[str, Field(pattern=_SHA256, description="As POST /files answered it")]
    name: FileName


class WantedBill(_Asked):
    """A charge's boleto or the booklet of a carnê, as Efí gives it now."""

    kind: Literal["charge", "carnet"]
    id: Annotated[
        str,
        Field(pattern=f"^{MESSAGE_ID}$", description="As /billing/charges or …/carnets shows it"),
    ]


class MessageRequest(_Asked):
    """A message: a template with its values, or a subject and a text of its own.

    Without ``to`` it goes to the address that the attached document's XML gives its recipient, or
    that the charge has of its customer. A charge or a carnê brings its own template, too.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "to": ["financeiro@cliente.com.br"],
                    "template": "nfe",
                    "attachments": [
                        {"kind": kind, "document": "35260812ABC34501DE35550010000043211123456785"}
                        for kind in ("xml", "pdf")
                    ],
                },
                {"attachments": [{"kind": "charge", "id": "20261121t120000000-0123456789ab"}]},
            ]
        }
    )

    branch: Annotated[
        str | None,
        Field(
            pattern=tax_id.PATTERN,
            description="Who sends it, by CNPJ or CPF; else the issuer of what is attached, or the"
            " only branch that has an account",
        ),
    ] = None
    to: Recipients = ()
    cc: Recipients = ()
    bcc: Recipients = ()
    reply_to: Address | None = None
    customer: Annotated[
        str | None,
        Field(
            pattern=tax_id.PATTERN,
            description="Whose history it is in; else of who pays the charge, the document's"
            " recipient, or the first of to",
        ),
    ] = None
    template: TemplateName | None = None
    values: Annotated[
        dict[
            Annotated[str, StringConstraints(max_length=40)],
            Annotated[str, StringConstraints(max_length=500)],
        ],
        Field(
            max_length=30, description="Of the template's places; documents and charges fill theirs"
        ),
    ] = {}
    subject: Annotated[HeaderText, Field(min_length=1)] | None = None
    text: MessageText | None = None
    attachments: Annotated[
        tuple[
            Annotated[WantedDocument | WantedFile | WantedBill, Field(discriminator="kind")], ...
        ],
        Field(max_length=MOST_ATTACHED),
    ] = ()

    @property
    def words(self) -> TemplateName | None:
        """The template that is used, or None where the message has a text of its own."""
        if self.template or self.subject is not None or self.text is not None:
            return self.template
        bills = (each.kind for each in self.attachments if isinstance(each, WantedBill))
        return next(map(TemplateName, bills), None)

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if self.template and not (self.subject is None and self.text is None):
            raise ValueError("use template, ou subject e text, não os dois")
        if not self.words and (self.subject is None or self.text is None):
            raise ValueError("diga template, ou subject e text")
        if self.values and not self.words:
            raise ValueError("values é de um template")
        return self

    @model_validator(mode="after")
    def _has_one_bill(self) -> Self:
        # Efí may take as long to give one as the request may take.
        if sum(isinstance(each, WantedBill) for each in self.attachments) > 1:
            raise ValueError("anexe uma cobrança ou um carnê por mensagem")
        return self

    @model_validator(mode="after")
    def _has_few_recipients(self) -> Self:
        if len({*self.to, *self.cc, *self.bcc}) > MOST_RECIPIENTS:
            raise ValueError(f"mais de {MOST_RECIPIENTS} destinatários")
        return self
