"""Batches of which a call does only some, and how long to wait before the next."""

import random
import time
from collections.abc import Callable
from typing import Any


def in_full(call: Callable[..., Any], request: Any, undone: str) -> list[Any]:
    """The answers to a batch, asked again for what was left ``undone``. Raises TimeoutError."""
    answers = []
    for attempt in range(9):
        answers.append(call(RequestItems=request))
        request = answers[-1][undone]
        if not request:
            return answers
        wait_for_others(attempt)
    raise TimeoutError("DynamoDB left some of a batch undone nine times")


def wait_for_others(attempt: int) -> None:
    """At most 50 ms after attempt 0, twice that after each: full jitter, as AWS advises."""
    time.sleep(random.uniform(0, min(3.0, 0.05 * 2**attempt)))  # noqa: S311
