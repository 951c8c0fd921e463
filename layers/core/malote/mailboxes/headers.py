"""Who sent a mail and what about, for people to read. It decides nothing: anyone can forge it."""

import re
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header

_LONGEST = 4096  # a longer header is an attack on the parser, or on the reader
_SHOWN = 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def sender_and_subject(headers: bytes) -> tuple[str, str]:
    """The From and Subject of raw headers, decoded, on one line, 200 characters at most."""
    # compat32: email.policy.default can be kept busy for minutes by a few KB of semicolons.
    parsed = message_from_bytes(headers[:_LONGEST], policy=policy.compat32)
    return _readable(parsed.get("From", "")), _readable(parsed.get("Subject", ""))


def _readable(header: object) -> str:
    try:
        text = "".join(
            part if isinstance(part, str) else _decoded(part, charset)
            for part, charset in decode_header(str(header))
        )
    except (HeaderParseError, ValueError):
        text = str(header)
    return _UNPRINTABLE.sub(" ", text).strip()[:_SHOWN]


def _decoded(part: bytes, charset: str | None) -> str:
    try:
        return part.decode(charset or "utf-8", "replace")
    except LookupError:
        return part.decode("utf-8", "replace")
