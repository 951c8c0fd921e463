"""PKCS#11's errors as the agent's."""

from collections.abc import Iterator
from contextlib import contextmanager

import pkcs11

from integrador.errors import PinWrong, TokenLocked, TokenMissing


@contextmanager
def translated() -> Iterator[None]:
    """What is not about a PIN is taken for a card that is gone: putting it back mends it."""
    try:
        yield
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
        raise PinWrong from None
    except pkcs11.PinLocked:
        raise TokenLocked from None
    except pkcs11.PKCS11Error as error:
        raise TokenMissing(type(error).__name__) from None
