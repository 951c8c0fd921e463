"""Batches in which each one fails alone."""

from collections.abc import Callable


def attempt[**P, T](work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Exception:
    """What ``work`` gives, or the exception that it raised."""
    try:
        return work(*args, **kwargs)
    except Exception as error:  # whatever it is, it is this one's alone
        return error
