"""Asking the API again until something has happened."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from local.cloud import Cloud
from local.demo.accounts import ask
from local.demo.report import TooSlow

_PATIENCE = 60  # seconds


def until(
    cloud: Cloud, token: str, path: str, done: Callable[[Mapping[str, Any]], bool]
) -> Mapping[str, Any]:
    """What GET shows once it is done. Raises TooSlow."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = ask(cloud, "GET", path, token)
        if done(found):
            return found
        time.sleep(0.5)
    raise TooSlow(f"GET {path} não mudou a tempo; veja os logs em .local/run")
