"""PKCS#11's errors as the agent's."""

from collections.abc import Iterator
from contextlib import contextmanager

import pkcs11

from integrador.errors import PinWrong, TokenLocked, TokenMissing

_GONE = {"TokenNotPresent", "TokenNotRecognised", "DeviceRemoved"}


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


@contextmanager
def translated_login() -> Iterator[None]:
    """A PIN that did not open the card is wrong, whatever its driver calls that.

    Some say that the device failed: tried again by itself, such a PIN would lock the card.
    """
    try:
        with translated():
            yield
    except TokenMissing as error:
        if error.detail in _GONE:
            raise
        raise PinWrong(error.detail) from None
