"""Who looks at fakes while they are written to: nobody, or one who kills the process."""

from collections.abc import Callable


class Stopped(Exception):
    """The process was killed."""


def nothing(step: str) -> None:
    """Nobody watches."""


def stop_at(number: int) -> Callable[[str], None]:
    """Everything stops at the step of this number."""
    steps: list[str] = []

    def watch(step: str) -> None:
        steps.append(step)
        if len(steps) == number:
            raise Stopped

    return watch
