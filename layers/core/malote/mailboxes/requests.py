"""What the API is asked of a mailbox, as the mailbox that it describes."""

from typing import Annotated
from uuid import uuid4

from pydantic import ConfigDict, Field, ValidationError
from pydantic.config import JsonDict

from malote.addresses import Address
from malote.complaints import complaints
from malote.errors import InvalidInput
from malote.given_account import GivenAccount, server_of
from malote.mail_accounts import Line
from malote.mail_hosts import IMAP_PORTS, check_port
from malote.mailboxes.models import MAILBOX_ID, AfterImport, Mailbox
from malote.providers.table import by_domain

_EXAMPLE: JsonDict = {"address": "notas@empresa.com.br", "password": "a senha da caixa"}


class MailboxRequest(GivenAccount):
    """A mailbox's settings.

    Without ``host`` it is the one known for the domain of ``address``, which is the ``username``
    too unless told. ``password``, or with OAuth ``grant``, may be left out of a change while the
    stored one serves: for the same host, port, security, user and way to log in.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    address: Address | None = None
    folder: Line = "INBOX"
    after_import: AfterImport = AfterImport.LEAVE
    move_to: Line = "Malote"

    def mailbox(self, tenant: str, mailbox_id: str, *, any_port: bool = False) -> Mailbox:
        """With a ``revision`` of its own, and no secret yet. Raises InvalidInput."""
        address = self.address or self.username
        if address is None:
            raise InvalidInput("username: falta; ou diga o endereço em address")
        provider = None if self.host else by_domain(address)
        known = provider.imap if provider else None
        return checked(
            {
                **self.model_dump(include={"auth", "folder", "after_import", "move_to"}),
                **server_of(self, known, IMAP_PORTS, "tls"),
                "tenant": tenant,
                "mailbox_id": mailbox_id,
                "username": self.username or (known.username_of(address) if known else address),
                "secret_name": "",
                "revision": uuid4().hex,
            },
            any_port=any_port,
        )


_Id = Annotated[str, Field(pattern=MAILBOX_ID)]


class NewMailbox(MailboxRequest):
    """A mailbox to be made, under an id of the tenant's choice: a-z, 0-9 and hyphen."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "notas", **_EXAMPLE}]})

    id: _Id


class MailboxTrial(MailboxRequest):
    """A mailbox to be tested: a new one, or by its ``id`` another shape of one that there is."""

    id: _Id | None = None


def checked(settings: dict[str, object], *, any_port: bool = False) -> Mailbox:
    """A mailbox of these settings, on a port of mail. Raises InvalidInput, which repeats none."""
    try:
        mailbox = Mailbox.model_validate(settings)
    except ValidationError as error:
        raise InvalidInput(complaints(map(dict, error.errors()))) from None
    if not any_port:
        check_port(mailbox.port, mailbox.security)
    return mailbox
