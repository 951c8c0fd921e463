"""Documents are sent again by hand: straight into the inbox, as any other way in does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import batched
from pathlib import Path

from integrador import storing
from integrador.remote import Remote
from malote.errors import MaloteError
from malote.relay.wire import MOST_AT_ONCE, ToUpload


@dataclass(slots=True)
class Summary:
    """``problem`` is the last one, for the failed."""

    sent: int = 0
    there: int = 0
    failed: int = 0
    problem: MaloteError | None = None

    @property
    def done(self) -> int:
        """How many were dealt with."""
        return self.sent + self.there + self.failed


def resend(
    remote: Remote, documents: Iterable[Path], progress: Callable[[Summary], None]
) -> Summary:
    """Send those that the service does not have; one that fails does not end the others.

    ``progress`` is called after each document, with the same object.
    """
    summary = Summary()
    for paths in batched(documents, MOST_AT_ONCE):
        contents = {sha256(content).hexdigest(): content for content in map(Path.read_bytes, paths)}
        summary.there += len(paths) - len(contents)  # the same one twice
        _send(remote, contents, summary, progress)
    return summary


def _send(
    remote: Remote,
    contents: dict[str, bytes],
    summary: Summary,
    progress: Callable[[Summary], None],
) -> None:
    try:
        links = remote.links(
            ToUpload(sha256=digest, size=len(content)) for digest, content in contents.items()
        )
    except MaloteError as error:
        summary.failed += len(contents)
        summary.problem = error
        progress(summary)
        return
    for link in links:
        try:
            if link.upload is None:
                summary.there += 1
            else:
                storing.put(link.upload, contents[link.sha256])
                summary.sent += 1
        except MaloteError as error:
            summary.failed += 1
            summary.problem = error
        progress(summary)
