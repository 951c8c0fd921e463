"""One step ahead: never out of order, never behind anybody's back."""

from collections.abc import Iterator
from threading import Event, current_thread, main_thread

import pytest

from malote.mailboxes.ahead import one_ahead


def test_the_next_step_is_made_while_one_is_used() -> None:
    made = [Event() for _ in range(3)]
    makers = []

    def steps() -> Iterator[int]:
        for number, event in enumerate(made):
            makers.append(current_thread())
            event.set()
            yield number

    with one_ahead(steps(), while_=lambda _: True) as ahead:
        for number in ahead:
            if number < 2:
                assert made[number + 1].wait(5)
    assert makers[0] is main_thread()
    assert main_thread() not in makers[1:]


def test_nothing_is_made_ahead_of_a_step_that_forbids_it() -> None:
    made: list[int] = []

    def steps() -> Iterator[int]:
        for number in range(4):
            made.append(number)
            yield number

    with one_ahead(steps(), while_=lambda number: number == 2) as ahead:
        assert [(number, len(made)) for number in ahead if number < 2] == [(0, 1), (1, 2)]
    assert made == [0, 1, 2, 3]


def test_what_a_step_raises_comes_after_those_before_it() -> None:
    def steps() -> Iterator[int]:
        yield from (0, 1)
        raise KeyError

    with one_ahead(steps(), while_=lambda _: True) as ahead:
        assert [next(ahead), next(ahead)] == [0, 1]
        with pytest.raises(KeyError):
            next(ahead)


def test_a_step_under_way_is_waited_for() -> None:
    left, ended = Event(), Event()

    def steps() -> Iterator[int]:
        yield 0
        left.wait(0.2)
        ended.set()
        yield 1

    with one_ahead(steps(), while_=lambda _: True) as ahead:
        assert next(ahead) == 0
    assert ended.is_set()
