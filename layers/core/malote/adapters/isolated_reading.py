"""Reading strangers' documents in a process that may die: one for each batch, as a rule.

A document that costs too much is in quarantine at its first attempt, and those beside it do not
notice. For a batch of 25 that costs some 15 ms of CPU: forking, pages copied, answers pickled.
"""

from collections.abc import Callable, Generator, Mapping, Sequence, Set
from functools import partial
from typing import Any

from malote.adapters.bounded import Failed, Limits, Unfinished, each_bounded
from malote.documents import Blob, Examined
from malote.documents.register import examine, refusal
from malote.errors import DocumentTooCostly, ProcessingFailed
from malote.fiscal.inspector import Inspector
from malote.fiscal.reader import layouts
from malote.fiscal.schemas import Schemas

# The dearest document known, under the caps of malote.fiscal, takes a second and 150 MB; an NF-e
# of 5 MB a quarter of a second and 80. Lambda's processors are slower.
_LIMITS = Limits(seconds=10, cpu=1.9, megabytes=400)


class IsolatedReader:
    """Examines blobs by an inspector over ``schemas``, away from the process that asks."""

    def __init__(self, inspector: Inspector, schemas: Schemas) -> None:
        self._inspector = inspector
        self._schemas = schemas

    def read(
        self, blobs: Sequence[Blob], tax_ids: Mapping[str, Set[str]]
    ) -> Generator[Examined | Exception]:
        """Of each in turn what it is: a DocumentTooCostly in quarantine, if it passed a limit."""
        layouts()  # what is loaded here, no child has to load
        pieces: list[Callable[[], Any]] = [
            partial(examine, blob, tax_ids[blob.tenant], self._inspector) for blob in blobs
        ]
        # Last, a child says which schemas it compiled: the next batch's inherits them.
        pieces.append(self._schemas.compiled)
        answers = each_bounded(pieces, _LIMITS)
        for blob in blobs:
            yield _told(blob, next(answers))
        needed = next(answers)
        if isinstance(needed, frozenset):
            self._schemas.compile(needed)


def _told(blob: Blob, answer: Examined | Unfinished) -> Examined | Exception:
    match answer:
        case Failed():  # no document's fault, as far as anybody knows
            failure = ProcessingFailed(answer.kind)
            failure.__cause__ = answer
            return failure
        case Unfinished():
            return refusal(blob, DocumentTooCostly(str(answer)))
        case found:
            return found
