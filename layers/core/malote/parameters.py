"""Parameters of the API's routes: their form, and what they mean.

Those of documents, certificates and billing are in modules of their own: what they name is slow to
import, and no business of other functions.
"""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query

from malote import tax_id
from malote.audit import Action
from malote.mailboxes.models import MAILBOX_ID
from malote.messages.identity import MESSAGE_ID
from malote.messages.models import Status as MessageStatus
from malote.messages.template_words import TemplateName

SHA256 = "^[0-9a-f]{64}$"

BlobId = Annotated[str, Path(pattern=SHA256, description="An id as /quarantine shows it")]
MailboxId = Annotated[str, Path(pattern=MAILBOX_ID, description="An id as /mailboxes shows it")]
Branch = Annotated[
    str,
    Path(
        pattern=tax_id.PATTERN,
        description="A branch's CNPJ or CPF, bare; a CNPJ may have letters",
        examples=["12ABC34501DE35"],
    ),
]
MailAddress = Annotated[
    str, Query(max_length=320, description="An e-mail address", examples=["fiscal@empresa.com.br"])
]
FromStart = Annotated[
    bool, Query(description="From the folder's first mail, whatever was read before")
]
Limit = Annotated[
    int, Query(ge=1, le=200, description="The most items on a page; filters may leave less")
]
Cursor = Annotated[
    str | None,
    Query(description="The next_cursor of the page before, with the same filters"),
]
OfAction = Annotated[Action | None, Query(description="Of one kind only")]
OfActor = Annotated[
    str | None,
    Query(max_length=200, description="By one user, or AWS identity, as the trail shows it"),
]
OfTarget = Annotated[
    str | None, Query(max_length=200, description="Done to one thing, by its id in this API")
]
When = Annotated[
    str | None,
    Query(
        max_length=21,
        description="When, in UTC: 2026, 2026-10, 2026-10-05 or first/last, both included",
        examples=["2026-10"],
    ),
]
Month = Annotated[str, Query(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$", description="Like 2026-10")]
TemplateNamed = Annotated[TemplateName, Path(description="What the template is for")]
NoticeToken = Annotated[
    str, Query(max_length=400, description="As the link at the end of a notice has it")
]
MessageId = Annotated[
    str,
    Path(
        pattern=f"^{MESSAGE_ID}$",
        description="An id as /messages shows it",
        examples=["20261121t120000000-0123456789ab"],
    ),
]
OfCustomer = Annotated[
    str | None,
    Query(max_length=320, description="To one customer: a CNPJ or CPF, bare, or an address"),
]
OfMessageStatus = Annotated[
    MessageStatus | None, Query(description="As it stands; sent are those that bounced, too")
]
IdempotencyKey = Annotated[
    str | None,
    Header(max_length=128, description="The same key again is the same request, not another one"),
]
