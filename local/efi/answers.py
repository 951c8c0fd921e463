"""What Efí answers, and how it refuses.

Cobranças refuses with ``{"code", "error", "error_description"}``: HTTP 400 if the body does not fit
its schema, 500 for nearly everything else. Pix refuses with ``{"nome", "mensagem"}``.
"""

import json
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Answer:
    """``body`` is bytes as they are, or goes out as JSON. ``cut`` is where the connection ends."""

    status: int
    body: object
    content_type: str = "application/json"
    cut: Literal["never", "unanswered", "midway"] = "never"

    def encoded(self) -> bytes:
        """The body on the wire."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Refused(Exception):
    """Efí does not do it; ``answer`` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body)
        self.answer = answer


def ok(data: object = None) -> Answer:
    """Done, with what was asked for."""
    return Answer(200, {"code": 200} if data is None else {"code": 200, "data": data})


def refused(code: int, error: str, description: object, status: int = 500) -> Refused:
    """A rule of Cobranças was broken."""
    return Refused(Answer(status, {"code": code, "error": error, "error_description": description}))


def invalid(path: str, message: str) -> Refused:
    """A body that does not fit the schema; ``path`` is like ``/items/0/value``."""
    return refused(3500034, "validation_error", {"property": path, "message": message}, status=400)


def no_such(name: str = "id") -> Refused:
    """Unknown, or another account's: Efí does not tell one from the other."""
    message = f"A propriedade [{name}] informada não existe."
    return refused(3500010, "property_does_not_exists", {"property": name, "message": message})


def unauthorized() -> Refused:
    """Credentials or a token that are not, or no longer, good."""
    return Refused(
        Answer(
            401,
            {"error": "invalid_client", "error_description": "Invalid or inactive credentials"},
        )
    )


def over_quota() -> Refused:
    """The endpoint was called too often today."""
    message = "O limite de consumo para este endpoint foi excedido."
    return refused(3500055, "quota_exceeded", message, status=429)


def pix_refused(name: str, message: str, status: int = 400) -> Refused:
    """A rule of Pix was broken."""
    return Refused(Answer(status, {"nome": name, "mensagem": message}))
