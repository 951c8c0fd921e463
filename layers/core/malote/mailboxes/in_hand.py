"""Mails on their way from a folder to stored bytes, and what was fetched of them."""

from dataclasses import dataclass, field

from malote.errors import AttachmentTooLarge
from malote.mailboxes.models import MailOutcome, MailResult, Message, Part, PartResult
from malote.mailboxes.parts import PEEK_BYTES, Step
from malote.mailboxes.reports import ReportParts
from malote.unpacking import Caps, Found, Ignored, Refusal
from malote.unpacking.names import display_path

NO_DOCUMENT = "no_document"


@dataclass(slots=True)
class MailInHand:
    """A mail on its way through the steps; ``decided`` is what needs no fetching to be told."""

    message: Message
    to_peek: list[Part] = field(default_factory=list)
    to_fetch: list[Part] = field(default_factory=list)
    decided: list[Found] = field(default_factory=list)
    parts: list[PartResult] = field(default_factory=list)
    report: ReportParts | None = None
    reason: str = NO_DOCUMENT

    @property
    def size(self) -> int:
        """Encoded bytes that are to be fetched."""
        return sum(part.size for part in self.to_fetch)

    @property
    def to_be_seen(self) -> int:
        """Bytes of the beginnings that are to be seen."""
        return PEEK_BYTES * len(self.to_peek)

    def next(self, part: Part, step: Step, caps: Caps) -> None:
        """Take a part to its next step."""
        if step is Step.FETCH and self.to_fetch and self.size + part.size > caps.mail:
            step = Step.TOO_LARGE
        match step:
            case Step.FETCH:
                self.to_fetch.append(part)
            case Step.PEEK:
                self.to_peek.append(part)
            case Step.TOO_LARGE:
                error = AttachmentTooLarge(f"{part.size} bytes codificados")
                self.decided.append(Refusal(shown(part), error, None))
            case Step.IGNORE:
                self.decided.append(Ignored(shown(part)))

    def result(self) -> MailResult:
        """The best that became of any of its parts."""
        for outcome in (MailOutcome.STORED, MailOutcome.DUPLICATE, MailOutcome.QUARANTINED):
            for part in self.parts:
                if part.outcome is outcome:
                    return MailResult(self.message, outcome, part.reason, tuple(self.parts))
        return MailResult(self.message, MailOutcome.IGNORED, self.reason, tuple(self.parts))


@dataclass(frozen=True, slots=True)
class Fetched:
    """A batch of mails and what was fetched of them, by UID and section, to be taken out.

    ``reports`` are delivery reports by UID, each a status and a header.
    """

    mails: list[MailInHand]
    bodies: dict[tuple[int, str], bytes]
    reports: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)


def shown(part: Part) -> str:
    """What a part is called where its mail's parts are listed."""
    return display_path(part.name or part.section)
