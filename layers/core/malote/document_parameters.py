"""Parameters of the routes of documents: their form, and what they mean."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from malote import tax_id
from malote.documents.queries import Status
from malote.fiscal import Kind, Verdict
from malote.fiscal.document_id import DOCUMENT_ID
from malote.fiscal.remarks import RemarkCode
from malote.parameters import SHA256

DocumentId = Annotated[
    str,
    Path(
        pattern=f"^{DOCUMENT_ID}$",
        description="A document's name, as lists show it: the access key (44 characters), a"
        " national NFS-e's key (50), a DPS's Id, or NFSE-municipality-provider-number",
        examples=["35260812ABC34501DE35550010000043211123456785"],
    ),
]
OfKind = Annotated[Kind | None, Query(description="Of one kind only")]
OfStatus = Annotated[
    Status | None,
    Query(description="As decided: returned is what nobody decided; cancelled counts for itself"),
]
OfIssuer = Annotated[
    str | None,
    Query(
        pattern=tax_id.PATTERN,
        description="The issuer's CNPJ or CPF, bare; a CNPJ may have letters",
        examples=["12ABC34501DE35"],
    ),
]
OfRecipient = Annotated[
    str | None,
    Query(
        pattern=tax_id.PATTERN, description="The recipient's CNPJ or CPF; of services, the taker's"
    ),
]
OfNumber = Annotated[
    int | None, Query(ge=0, lt=10**15, description="The number, as printed without zeros before it")
]
OfName = Annotated[
    str | None,
    Query(
        max_length=60,
        description="A part of the issuer's name; accents and capitals do not matter",
        examples=["padaria sao joao"],
    ),
]
Least = Annotated[
    str | None, Query(max_length=20, description="Least total in reais", examples=["1000.00"])
]
Greatest = Annotated[
    str | None, Query(max_length=20, description="Greatest total in reais", examples=["2500.00"])
]
WithRemark = Annotated[RemarkCode | None, Query(description="With this remark")]
WithSignature = Annotated[Verdict | None, Query(description="With this verdict on its signature")]
Period = Annotated[
    str | None,
    Query(
        max_length=21,
        description="When issued, by the document's own clock: 2026, 2026-10, 2026-10-05 or"
        " first/last, both included",
        examples=["2026-01/2026-03"],
    ),
]
Version = Annotated[
    str | None,
    Query(
        pattern=SHA256,
        description="Another of the document's versions, or one of its events, by its SHA-256",
    ),
]
