"""Parameters of the routes of SEFAZ: their form, and what they mean."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from malote import tax_id
from malote.messages.identity import MESSAGE_ID
from malote.sefaz.models import Service

RequestId = Annotated[
    str, Path(pattern=f"^{MESSAGE_ID}$", description="An id as /sefaz/requests shows it")
]
_BARE = "a CNPJ or CPF, bare; a CNPJ may have letters"
OfTaxId = Annotated[
    str | None, Query(pattern=tax_id.PATTERN, description=f"Of one branch alone: {_BARE}")
]
OfService = Annotated[Service | None, Query(description="Of one service alone")]
TheTaxId = Annotated[str, Query(pattern=tax_id.PATTERN, description=f"Whose: {_BARE}")]
TheService = Annotated[Service, Query(description="NF-e and CT-e have a sequence of NSU each")]
