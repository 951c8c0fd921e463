"""A figure with its limit, and the progress line shown until it is there."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """``seen`` says what the value was made of. Without a limit it is there to be known."""

    what: str
    value: float
    seen: str
    unit: str = "x"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the value is within its limit."""
        above = self.at_most is not None and self.value > self.at_most
        below = self.at_least is not None and self.value < self.at_least
        return not above and not below

    def __str__(self) -> str:
        limit = ""
        if self.at_most is not None:
            limit = f"at most {self.at_most:g}"
        if self.at_least is not None:
            limit = f"at least {self.at_least:g}"
        verdict = "" if self.kept else "   MISSED"
        value = f"{self.value:6.2f} {self.unit:2}"
        return f"{value} {limit:14} {self.what:34} {self.seen}{verdict}"


def say(progress: str) -> None:
    """One line that changes while something long goes on; only where somebody looks."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{progress}")
        sys.stderr.flush()
