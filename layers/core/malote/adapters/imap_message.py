"""A mail as a survey describes it."""

from datetime import UTC, datetime

from imapclient.datetime_util import parse_to_datetime  # type: ignore[import-untyped]

from malote.adapters.imap_answer import Record
from malote.mailboxes.models import Message

_LONGEST_HEADERS = 4096
_HEADERS = f"BODY.PEEK[HEADER.FIELDS (FROM DATE SUBJECT MESSAGE-ID)]<0.{_LONGEST_HEADERS}>"

SURVEY = f"UID RFC822.SIZE INTERNALDATE {_HEADERS}"
"""What is asked of each mail, beside its BODYSTRUCTURE."""


def message(uid: int, record: Record) -> Message:
    """From what the server told of it, be that nothing."""
    size = record.get(b"RFC822.SIZE")
    headers = next((v for k, v in record.items() if k.startswith(b"BODY[HEADER")), None)
    return Message(
        uid=uid,
        size=size if isinstance(size, int) else 0,
        received_at=_aware(record.get(b"INTERNALDATE")),
        headers=headers[:_LONGEST_HEADERS] if isinstance(headers, bytes) else b"",
        parts=record.get(b"BODYSTRUCTURE"),
    )


def _aware(moment: object) -> datetime:
    """In UTC; now, if the server's INTERNALDATE is unusable."""
    try:
        told = parse_to_datetime(moment, normalise=False)
        return told.astimezone(UTC) if told.tzinfo else datetime.now(UTC)
    except Exception:  # the parser's ways to fail are its own
        return datetime.now(UTC)
