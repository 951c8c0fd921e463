"""Every boundary between calls, by name: a moment before one goes out, or after its answer came.

Labels are like ``imap UID FETCH survey after`` or ``dynamodb UpdateItem advance before``. The hooks
are a connection's two ends, and the events of botocore's session: the product knows nothing of
them.
"""

from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Any

from malote.adapters import aws


class Boundaries:
    """Counts what is crossed; ``reached`` is told each label with its count, before going on."""

    def __init__(self) -> None:
        self.crossed: Counter[str] = Counter()
        self.reached: Callable[[str, Counter[str]], None] = lambda _label, _crossed: None
        self._lock = Lock()

    def cross(self, label: str) -> None:
        """One thread at a time: whoever dies here dies with the calls of the others under way."""
        with self._lock:
            self.crossed[label] += 1
            self.reached(label, self.crossed)

    def watch_aws(self, purpose: Callable[[str, dict[str, Any]], str]) -> None:
        """From here on, in this process; before any client is made.

        ``purpose`` says what an operation with these parameters is for, in a word, or "".
        """

        def before(model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
            service = model.service_model.endpoint_prefix
            context["label"] = f"{service} {model.name} {purpose(model.name, params)}".strip()
            self.cross(f"{context['label']} before")

        def after(context: dict[str, Any], **_: Any) -> None:
            self.cross(f"{context['label']} after")

        session = aws._session()
        session.register("before-call", before)
        session.register("after-call", after)
