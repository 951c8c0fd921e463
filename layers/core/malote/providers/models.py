"""A mail provider, and a server of somebody's mail."""

from dataclasses import dataclass
from typing import Literal

from malote.mail_accounts import Auth, Security

WHOLE_ADDRESS = "%EMAILADDRESS%"
LOCAL_PART = "%EMAILLOCALPART%"


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is read or sent, and how an account is opened there.

    ``username`` is written as Mozilla's autoconfig does, around ``WHOLE_ADDRESS``, ``LOCAL_PART``
    or ``%EMAILDOMAIN%``.
    """

    host: str
    port: int
    security: Security
    auths: tuple[Auth, ...] = (Auth.PASSWORD,)
    username: str = WHOLE_ADDRESS

    def username_of(self, address: str) -> str:
        """The username that an address most likely has."""
        local, _, domain = address.rpartition("@")
        named = self.username.replace(WHOLE_ADDRESS, address)
        return named.replace(LOCAL_PART, local).replace("%EMAILDOMAIN%", domain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Whoever keeps the mail of ``domains``, or of those whose MX is in ``mx``.

    ``hosts`` are where its servers are; each of them and of ``mx`` stands for all names that end
    in it. The advice is in Portuguese, for users: ``login`` if the password is refused,
    ``enabling`` what to switch on first, ``sender`` and ``limits`` what it sends, and how much.
    """

    id: str
    name: str
    imap: Server
    smtp: Server
    hosts: tuple[str, ...]
    domains: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()
    login: str
    enabling: str = ""
    sender: str
    limits: str = ""
    help_url: str

    @property
    def advice(self) -> list[str]:
        """All of it, in the order in which it is needed."""
        return [text for text in (self.enabling, self.login, self.sender, self.limits) if text]


ServiceName = Literal["_imaps", "_imap", "_submissions", "_submission"]
"""RFC 8314 5.1, RFC 6186 3.1 and 3.2."""


@dataclass(frozen=True, slots=True)
class Service:
    """A domain's record of who serves it; ``host`` is a checked name."""

    name: ServiceName
    host: str
    port: int
