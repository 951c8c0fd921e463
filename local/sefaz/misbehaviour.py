"""What SEFAZ does on bad days, on request: the next requests of a service go wrong."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import sleep
from typing import Literal

from local.sefaz.soap import fault

_PAGE = b"<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>"


@dataclass(frozen=True)
class Answer:
    """Over HTTP; ``cut`` is where the connection ends."""

    status: int
    body: bytes
    content_type: str = "application/soap+xml; charset=utf-8"
    cut: Literal["never", "unanswered", "midway"] = "never"


# Instead of the answer, whether or not the work was done.
_INSTEAD = {
    "cut": Answer(200, b"", cut="unanswered"),
    "error": Answer(500, _PAGE, "text/html"),
    "garbage": Answer(200, b"\x1f\x8b<<not XML>>"),
    "fault": Answer(500, fault("Server was unable to process request.")),
}
_OTHERS = {"slow", "midway"}
ANSWERED = frozenset({"undue", "other_base"})
"""These are answers of the service's own: 656, which blocks as ever, and 593."""


@dataclass(frozen=True)
class Misbehaviour:
    """``how`` one request goes wrong; ``after``: once the work was done. ``seconds``: if slow."""

    how: str
    after: bool = False
    seconds: float = 5.0

    def __post_init__(self) -> None:
        if self.how not in {*_INSTEAD, *_OTHERS, *ANSWERED}:
            raise ValueError(f"no such misbehaviour: {self.how}")

    def serve(self, work: Callable[[], Answer]) -> Answer:
        """The answer that is sent."""
        instead = _INSTEAD.get(self.how)
        if self.how == "slow" and not self.after:
            sleep(self.seconds)
        if instead and not self.after:
            return instead
        answer = work()
        if self.how == "slow" and self.after:
            sleep(self.seconds)
        if self.how == "midway":
            return replace(answer, cut="midway")
        return instead or answer
