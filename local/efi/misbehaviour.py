"""What Efí does on bad days, on request: the next calls of an endpoint go wrong."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import sleep
from typing import Any

from local.efi.answers import Answer, over_quota, refused, unauthorized

_PAGE = b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
_ERROR = refused(3500000, "internal_server_error", "Erro interno do servidor.").answer

# Instead of the answer, whether or not the work was done.
_INSTEAD: dict[str, Answer] = {
    "error": _ERROR,
    "outage": Answer(503, _PAGE, "text/html"),
    "cut": Answer(200, b"", cut="unanswered"),
    "quota": over_quota().answer,
    "unauthorized": unauthorized().answer,
    "html": Answer(200, _PAGE, "text/html"),
    "empty": Answer(200, b""),
}


def _twisted(value: Any) -> Any:
    """The same form, and none of its types."""
    match value:
        case dict():
            return {name: _twisted(each) for name, each in value.items()}
        case list():
            return {"0": _twisted(value[0])} if value else None
        case str():
            return [value]
        case _:
            return f"{value}?"


def _reversed(value: Any) -> Any:
    return value | {"data": value["data"][::-1]} if isinstance(value.get("data"), list) else value


# What is made of the answer to work that was done.
_SPOILED: dict[str, Callable[[Answer], Answer]] = {
    "midway": lambda answer: replace(answer, cut="midway"),
    "truncated": lambda answer: replace(
        answer, body=answer.encoded()[: len(answer.encoded()) // 2]
    ),
    "wrong_types": lambda answer: replace(answer, body=_twisted(json.loads(answer.encoded()))),
    "shuffled": lambda answer: replace(answer, body=_reversed(json.loads(answer.encoded()))),
}
_OTHERS = {"slow", "foreign"}


@dataclass(frozen=True)
class Misbehaviour:
    """``how`` one call goes wrong; ``after``: only once the work was done. ``seconds``: if slow."""

    how: str
    after: bool = False
    seconds: float = 5.0

    def __post_init__(self) -> None:
        if self.how not in {*_INSTEAD, *_SPOILED, *_OTHERS}:
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
        if instead:
            return instead
        spoil = _SPOILED.get(self.how)
        return spoil(answer) if spoil else answer
