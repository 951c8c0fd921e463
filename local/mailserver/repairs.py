"""Where pymap 0.36.7 is no IMAP server to test against, made one. Applied by ``repair_pymap``.

- The parts of a message/rfc822 are described as 2.1 and 2.2, yet handed over as something else
  (RFC 9051 section 6.4.5.1 numbers them right through).
- A mail comes with bare line feeds and rewritten by Python's ``email`` package, not as it was
  received.
"""

import re
from collections.abc import Sequence

from pymap.backend.maildir.mailbox import LoadedMessage, Message
from pymap.mime import MessageContent
from pymap.parsing.specials import FetchRequirement


def repair_pymap() -> None:
    """For the whole process; more than once does no harm."""
    Message.load_content = _load_content  # type: ignore[method-assign, assignment]
    LoadedMessage._get_subpart = _get_subpart  # type: ignore[method-assign, assignment]


async def _load_content(message: Message, requirement: FetchRequirement) -> LoadedMessage:
    content = None
    wanted = not requirement.has_none(FetchRequirement.CONTENT)
    if wanted and message._maildir is not None and message._key is not None:
        try:
            lines = message._maildir.get_bytes(message._key)
        except (KeyError, FileNotFoundError):
            pass  # expunged meanwhile
        else:
            content = MessageContent.parse(re.sub(rb"\r?\n", b"\r\n", lines))
    return LoadedMessage(message, requirement, content)


def _get_subpart(message: LoadedMessage, section: Sequence[int] | None) -> MessageContent:
    part = message.content
    for number in section or ():
        if part.is_rfc822:
            part = part.body.nested[0]
        if part.body.content_type.maintype == "multipart":
            part = part.body.nested[number - 1]
        elif number != 1:
            raise IndexError(number)
    return part
