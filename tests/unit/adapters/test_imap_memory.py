"""Room for the answers of many sessions, none of which can take another's."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread

import pytest

from malote.adapters.imap_memory import MIB, SHARE, Memory, Room
from malote.errors import StoreFailed


@contextmanager
def rooms(memory: Memory, count: int) -> Iterator[list[Room]]:
    deadline = time.monotonic() + 30
    with ExitStack() as sessions:
        yield [sessions.enter_context(memory.session(deadline)) for _ in range(count)]


def test_a_small_answer_needs_nothing_of_the_pool() -> None:
    with rooms(Memory(pool=0, patience=0), 50) as fifty:
        for room in fifty:
            room.reserve(room.batch)
            assert room.size == SHARE


def test_few_sessions_may_all_fill_large_batches() -> None:
    with rooms(Memory(patience=0), 6) as six:
        assert {room.batch for room in six} == {8 * MIB}
        for room in six:
            room.reserve(room.batch)
            assert room.size > room.batch
    with rooms(Memory(), 7) as seven:
        assert {room.batch for room in seven} == {MIB}


def test_the_largest_mail_finds_room() -> None:
    with rooms(Memory(patience=0), 1) as (room,):
        room.reserve(40 * MIB)
        assert room.size > 40 * MIB


def test_two_that_announce_the_largest_leave_room_for_others() -> None:
    with rooms(Memory(patience=0), 4) as (*hostile, one, other):
        for room in hostile:
            room.reserve(40 * MIB)
        one.reserve(8 * MIB)
        other.reserve(8 * MIB)
        assert min(one.size, other.size) > 8 * MIB


def test_what_is_taken_is_not_there_for_others_until_it_is_given_back() -> None:
    memory = Memory(64 * MIB, patience=0.05)
    with rooms(memory, 2) as (one, other):
        one.reserve(40 * MIB)
        with pytest.raises(StoreFailed):
            other.reserve(40 * MIB)
        assert other.size == SHARE
        one.reserve(0)
        other.reserve(40 * MIB)
    with rooms(memory, 1) as (late,):  # what those held went back when they ended
        late.reserve(40 * MIB)


def test_whoever_waits_gets_it() -> None:
    with rooms(Memory(64 * MIB, patience=10), 2) as (one, other):
        one.reserve(40 * MIB)
        waiting = Thread(target=other.reserve, args=(40 * MIB,))
        waiting.start()
        one.reserve(0)
        waiting.join(10)
        assert other.size > 40 * MIB


def test_nobody_waits_beyond_the_deadline() -> None:
    memory = Memory(64 * MIB, patience=60)
    with rooms(memory, 1) as (one,), memory.session(time.monotonic()) as late:
        one.reserve(40 * MIB)
        began = time.monotonic()
        with pytest.raises(StoreFailed):
            late.reserve(40 * MIB)
        assert time.monotonic() - began < 30
