"""Making the next step while this one is being used."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def one_ahead[T](steps: Iterator[T], while_: Callable[[T], bool]) -> Iterator[Iterator[T]]:
    """The same steps in the same order; a thread makes the next one while one is being used.

    Only if ``while_`` says so of the one in use; otherwise, and for the first, whoever asks makes
    it. What a step raises comes after all steps before it. When left, a step under way is waited
    for: nothing goes on behind anybody's back.
    """

    def each() -> Iterator[T]:
        step = next(steps, None)
        while step is not None:
            coming = thread.submit(next, steps, None) if while_(step) else None
            yield step
            step = coming.result() if coming else next(steps, None)

    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        yield each()
