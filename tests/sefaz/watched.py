"""Any port, with somebody who looks on at each call of it: before it, and when it is done."""

from collections.abc import Callable
from functools import wraps
from typing import Any


class Watched:
    """``watch`` is told "before name method" and "name method done"."""

    def __init__(self, port: Any, name: str, watch: Callable[[str], None]) -> None:
        self._port = port
        self._name = name
        self._watch = watch

    def __getattr__(self, method: str) -> Any:
        called = getattr(self._port, method)

        @wraps(called)
        def call(*values: Any, **named: Any) -> Any:
            self._watch(f"before {self._name} {method}")
            answer = called(*values, **named)
            self._watch(f"{self._name} {method} done")
            return answer

        return call
