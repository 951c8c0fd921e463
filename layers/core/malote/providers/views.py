"""An address's servers, as the API gives them."""

from typing import Literal

from pydantic import BaseModel

from malote.mail_accounts import Auth, Security

Source = Literal["domain", "mx", "srv", "autoconfig", "guess"]
"""How they were found: a table by domain or by MX, what the domain publishes, or a guess."""


class ServerView(BaseModel):
    """A server, and how the account is opened there; the first of ``auths`` is the best."""

    host: str
    port: int
    security: Security
    username: str
    auths: list[Auth]


class Discovered(BaseModel):
    """Where an address's mail is read and sent.

    ``provider`` is its stable id, with its ``name``, or None if it is not one that Malote knows;
    ``notes`` are what its users must know, ``help_url`` its page on it.
    """

    provider: str | None
    name: str | None
    source: Source
    imap: ServerView
    smtp: ServerView
    notes: list[str]
    help_url: str | None
