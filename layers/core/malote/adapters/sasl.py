"""SASL's ways to log in (RFC 4422): what is said, and how a refusal is taken."""

import binascii
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field


@dataclass
class Exchange:
    """One attempt: ``response`` goes first, ``farewell`` after a challenge that says why not."""

    mechanism: str
    response: bytes = field(repr=False)
    farewell: bytes | None = None
    status: str = ""

    @property
    def initial(self) -> str:
        """The response as it stands on the command's line (RFC 4959)."""
        return b64encode(self.response).decode()

    def take(self, challenge: bytes | None) -> bytes:
        """Answer a refusal, which is JSON in base64, with what makes the server say NO."""
        if self.farewell is None:
            return b"*"
        answer, self.farewell = b64encode(self.farewell), None
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
