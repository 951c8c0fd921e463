"""Every error says what happened and what to do, under a code of its own."""

import re

from malote import errors
from malote.errors import MaloteError, known_codes
from malote.problems import problem


def every(kind: type[MaloteError] = MaloteError) -> list[type[MaloteError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in every(child))]


def test_codes_are_unique_and_words_are_there() -> None:
    named = [kind for kind in every() if "code" in vars(kind)]
    assert len({kind.code for kind in named}) == len(named)
    for kind in named:
        assert kind.message.endswith(".")
        assert kind.action.endswith(".")
        assert known_codes()[kind.code] is kind


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    ours = [kind for kind in every() if kind.__module__.startswith("malote.errors.")]
    drawn, branch = [], ["Exception"]
    for indent, name in re.findall(
        r"^((?:    |│   |├── |└── )+)([A-Z]\w+)", errors.__doc__ or "", re.M
    ):
        branch[len(indent) // 4 :] = [name]
        drawn.append((branch[len(indent) // 4 - 1], name))
    assert sorted(drawn) == sorted((kind.__bases__[0].__name__, kind.__name__) for kind in ours)
    assert {kind.__name__ for kind in ours} <= vars(errors).keys()


def test_every_error_has_an_http_answer() -> None:
    assert {kind.__name__: problem(kind("x")).status_code for kind in every()}["NotFound"] == 404
