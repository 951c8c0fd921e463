"""Parsers of strangers' bytes, whose every failure means the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from malote.errors import CertificateError

_NOT_THEIRS = (CertificateError, KeyboardInterrupt, SystemExit, GeneratorExit)


@contextmanager
def refusing(error: CertificateError) -> Iterator[None]:
    """Raise ``error`` for whatever is raised inside, but for a CertificateError, which stays.

    A panic in ``cryptography``'s Rust is a BaseException, and no Exception.
    """
    try:
        yield
    except _NOT_THEIRS:
        raise
    except BaseException:
        raise error from None
