"""Parameters of the remote service's routes: their form, and what they mean."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from malote import tax_id
from malote.relay.models import DEVICE_ID, JOB_ID
from malote.relay.wire import SESSION

DeviceId = Annotated[str, Path(pattern=DEVICE_ID, description="An id as /remote/devices shows it")]
JobId = Annotated[str, Path(pattern=JOB_ID, description="An id as the job has it")]
OfSession = Annotated[str, Query(pattern=SESSION, description="The run of the Integrador")]
Wait = Annotated[int, Query(ge=0, le=20, description="Seconds that a job is waited for")]
OfTaxId = Annotated[
    str | None, Query(pattern=tax_id.PATTERN, description="Of one CNPJ or CPF, bare")
]
