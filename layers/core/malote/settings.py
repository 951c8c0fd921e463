"""What a function is told by its environment, typed; each function has only what it uses."""

import os
from functools import cache

from pydantic import BaseModel, ConfigDict, field_validator


class Settings(BaseModel):
    """``mail_ca_pem`` is one more authority trusted for mail servers, or empty.

    ``notice_sender`` is the address that SES sends our own notices from, or empty: then none goes
    out; ``api_url`` is where their links lead, and where Efí tells of charges.
    ``efi_url`` and ``sefaz_url`` are stand-ins for all of Efí's and SEFAZ's hosts, for the demo and
    tests. ``pix_webhook_url`` is
    a domain of ours where Efí has to show its certificate, or empty.
    ``loopback_mail_hosts`` lets mailboxes be on this machine, on any port: for the demo and tests.
    """

    model_config = ConfigDict(frozen=True)

    stage: str
    table_name: str
    bucket_name: str
    poll_queue_url: str = ""
    inbox_queue_url: str = ""
    export_queue_url: str = ""
    send_queue_url: str = ""
    notice_queue_url: str = ""
    told_queue_url: str = ""
    issue_queue_url: str = ""
    compare_queue_url: str = ""
    efi_url: str = ""
    sefaz_queue_url: str = ""
    remote_queue_url: str = ""
    sefaz_url: str = ""
    pix_webhook_url: str = ""
    notice_sender: str = ""
    api_url: str = ""
    mail_ca_pem: str = ""
    loopback_mail_hosts: bool = False

    @field_validator("mail_ca_pem")
    @classmethod
    def _with_line_breaks(cls, pem: str) -> str:
        # A parameter on a command line has them written out.
        return pem.replace("\\n", "\n")


@cache
def settings() -> Settings:
    """Read once in a process. Raises pydantic's ValidationError when a variable is missing."""
    names = {name: name.upper() for name in Settings.model_fields}
    return Settings.model_validate(
        {name: os.environ[variable] for name, variable in names.items() if variable in os.environ}
    )
