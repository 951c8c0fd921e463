"""SASL's ways to log in (RFC 4422): what is said, and how a refusal is taken."""

import binascii
import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

_UNWELL = re.compile(r"5\d\d|429|temporarily_unavailable|server_error")


@dataclass
class Exchange:
    """One attempt: ``response`` goes first, ``second`` answers another challenge.

    That is the password in LOGIN; in others what comes is a refusal that says why.
    """

    mechanism: str
    response: bytes = field(repr=False)
    second: bytes | None = field(default=None, repr=False)
    status: str = ""

    @property
    def initial(self) -> str:
        """The response as it stands on the command's line (RFC 4959)."""
        return b64encode(self.response).decode()

    @property
    def is_passing(self) -> bool:
        """Whether the refusal tells of a server that is busy or unwell."""
        return bool(_UNWELL.fullmatch(self.status))

    def take(self, challenge: bytes | None) -> bytes:
        """Answer another challenge, once; a refusal is JSON in base64, and its status is kept."""
        if self.second is None:
            return b"*"
        answer, self.second = b64encode(self.second), None
        self.status = _status(challenge or b"")
        return answer

    def respond(self, challenge: bytes | None) -> bytes:
        """As ``take``, but the first challenge is an invitation, answered by the response."""
        if self.response:
            answer, self.response = b64encode(self.response), b""
            return answer
        return self.take(challenge)


def plain(username: str, password: str) -> Exchange:
    """RFC 4616: UTF-8, which LOGIN cannot say."""
    return Exchange("PLAIN", f"\0{username}\0{password}".encode())


def login(username: str, password: str) -> Exchange:
    """What Exchange offers instead of PLAIN, each on its own line; no standard.

    https://datatracker.ietf.org/doc/html/draft-murchison-sasl-login-00
    """
    return Exchange("LOGIN", username.encode(), password.encode())


def xoauth2(username: str, token: str) -> Exchange:
    """What Google made and Microsoft took over; a refusal is answered by an empty line.

    https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
    """
    return Exchange("XOAUTH2", f"user={username}\1auth=Bearer {token}\1\1".encode(), b"")


def oauthbearer(username: str, token: str) -> Exchange:
    """RFC 7628, the standard; a refusal is answered by a single control character."""
    name = username.replace("=", "=3D").replace(",", "=2C")  # RFC 5801 4
    return Exchange("OAUTHBEARER", f"n,a={name},\1auth=Bearer {token}\1\1".encode(), b"\1")


def _status(challenge: bytes) -> str:
    try:
        told = json.loads(b64decode(challenge))
    except (binascii.Error, ValueError, RecursionError):
        return ""
    return str(told.get("status", "")) if isinstance(told, dict) else ""
