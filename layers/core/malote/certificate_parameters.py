"""Parameters of the routes of certificates: their form, and what they mean."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from malote.certificates.models import CERTIFICATE_ID

CertificateId = Annotated[
    str, Path(pattern=CERTIFICATE_ID, description="An id as /certificates shows it")
]
ExpiringIn = Annotated[
    int | None,
    Query(ge=0, le=3650, description="Only those that expire within so many days, 0 being today"),
]
Confirm = Annotated[
    bool, Query(description="Delete it with all that it serves; without, that is told instead")
]
