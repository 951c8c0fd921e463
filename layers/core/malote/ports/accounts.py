"""Boundaries of what opens accounts at mail servers, to read or to send through."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from malote.grants import Given, Grant
from malote.mail_accounts import Account, Credential


class Credentials(Protocol):
    """What opens accounts."""

    def get(
        self, account: Account, *, renew: bool = False, deadline: float = math.inf
    ) -> Credential:
        """The account's password or token; ``renew`` asks for another token than the last one.

        Raises a ``MailboxError`` if whoever gives tokens gives none, or none until ``deadline``
        (``time.monotonic``).
        """


class TokenEndpoint(Protocol):
    """Whoever gives access tokens: Google, Microsoft."""

    def refresh(self, account: Account, grant: Grant, deadline: float = math.inf) -> Given:
        """Another access token, for the account's protocol, until then (``time.monotonic``).

        Raises ConsentWithdrawn, AppRefused or TokenUnavailable.
        """


@dataclass(frozen=True, slots=True)
class KeptSecret:
    """A secret's JSON, and which version of it this is."""

    text: str = field(repr=False)
    version: str


class Secrets(Protocol):
    """Secrets that change by themselves, as refresh tokens do."""

    def read(self, name: str) -> KeptSecret:
        """The current version."""

    def replace(self, name: str, text: str, *, instead_of: str) -> bool:
        """Make ``text`` the current version; False, and nothing done, if another one came first."""


class SecretKeeper(Protocol):
    """Where what opens an account is kept. What is kept under a name never becomes another's.

    So an account and its ``secret_name``, read together, go together, whoever writes meanwhile.
    """

    def add(
        self, purpose: Literal["mailbox", "smtp"], tenant: str, of: str, fields: Mapping[str, str]
    ) -> str:
        """Keep it under a name that no other ever had, which is returned. ``of`` is whose it is."""

    def delete(self, name: str) -> None:
        """For good and at once; there may be none."""
