"""Every error says what happened and what to do, under a code of its own."""

from malote.errors import MaloteError, known_codes
from malote.web import problem


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
    import malote.errors

    drawn = malote.errors.__doc__ or ""
    ours = [kind for kind in every() if kind.__module__ == "malote.errors"]
    assert [kind.__name__ for kind in ours if kind.__name__ not in drawn] == []


def test_every_error_has_an_http_answer() -> None:
    assert {kind.__name__: problem(kind("x")).status_code for kind in every()}["NotFound"] == 404
