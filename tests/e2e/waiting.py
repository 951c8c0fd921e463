"""Waiting for what happens by itself, with a deadline that says what was seen instead."""

import time
from collections.abc import Callable


def until[T](
    what: str, look: Callable[[], T], good: Callable[[T], object] = bool, seconds: float = 30
) -> T:
    """Look again and again until what is seen is good. Returns it, or fails with the last look."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if good(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds:.0f} s; last seen: {seen!r}"[:4000])
        time.sleep(0.1)
