"""Documents are sent again by hand: straight into the inbox, as any other way in does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import batched
from pathlib import Path

from integrador.errors import HomeUnusable, ServiceRefused
from integrador.remote import Remote
from malote.errors import DocumentTooLarge, EmptyDocument, MaloteError
from malote.relay.wire import MOST_AT_ONCE, MOST_BYTES, ToUpload


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
        contents = [content for path in paths if (content := _read(path, summary))]
        different = {sha256(content).hexdigest(): content for content in contents}
        summary.there += len(contents) - len(different)
        if different:
            _send(remote, different, summary, progress)
    return summary


def _read(path: Path, summary: Summary) -> bytes:
    try:
        if 0 < path.stat().st_size <= MOST_BYTES:
            return path.read_bytes()
        summary.problem = DocumentTooLarge(path.name) if path.stat().st_size else EmptyDocument()
    except OSError as error:  # it is its user's folder: moved away meanwhile, say
        summary.problem = HomeUnusable.of(error)
    summary.failed += 1
    return b""


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
        if [each.sha256 for each in links] != list(contents):
            raise ServiceRefused("a resposta fala de outros documentos")
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
                remote.put(link.upload, contents[link.sha256])
                summary.sent += 1
        except MaloteError as error:
            summary.failed += 1
            summary.problem = error
        progress(summary)
