"""What the driver in card.c is told, and what it noted."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Driver:
    folder: Path

    def do(self, what: str) -> None:
        """Be "pulled", or "hang", "crash", "crash-signing", "silent", "vague", "reset", until it is undone."""
        (self.folder / what).touch()

    def undo(self, what: str) -> None:
        (self.folder / what).unlink()

    def be_wrong(self, times: int) -> None:
        """As if so many wrong PINs had been given to it elsewhere."""
        (self.folder / "wrong").write_text("\n" * times)

    def forget(self) -> None:
        """What was noted until now."""
        (self.folder / "log").unlink(missing_ok=True)

    def noted(self, what: str) -> list[str]:
        log = self.folder / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [each for each in lines if each.startswith(what)]
