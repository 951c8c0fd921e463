"""A card or token of a PKCS#11 module, before anybody has logged in to it."""

import pkcs11
from pkcs11 import TokenFlag

from integrador.errors import ModuleUnusable, TokenLocked, TokenMissing
from integrador.keys.card_errors import translated, translated_login
from integrador.references import CertificateRef


class Card:
    """Only in the child process that is a card's: it alone loads the module."""

    def __init__(self, ref: CertificateRef) -> None:
        """Raises ModuleUnusable and TokenMissing."""
        self._ref = ref
        try:
            self._module = pkcs11.lib(ref.module)
        except pkcs11.PKCS11Error as error:
            raise ModuleUnusable(f"{ref.module} ({type(error).__name__})") from None
        self._token = self.find()

    @property
    def warning(self) -> str:
        """What it says of earlier PINs: "", "low" or "final". Raises TokenLocked."""
        flags = self._token.flags
        if flags & TokenFlag.USER_PIN_LOCKED:
            raise TokenLocked(self._ref.token)
        if flags & TokenFlag.USER_PIN_FINAL_TRY:
            return "final"
        return "low" if flags & TokenFlag.USER_PIN_COUNT_LOW else ""

    def log_in(self, pin: str) -> pkcs11.Session:
        """Raises PinWrong, TokenLocked, TokenMissing."""
        with translated():
            self._token.open().close()  # what fails here has shown no PIN to the card
        with translated_login():
            return self._token.open(user_pin=pin)

    def find(self) -> pkcs11.Token:
        """Whether it is there. Raises TokenMissing."""
        with translated():
            for slot in self._module.get_slots(token_present=True):
                try:
                    token = slot.get_token()
                except (pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised):
                    continue
                serial = token.serial.decode(errors="replace")
                if (serial, token.label) == (self._ref.token_serial, self._ref.token):
                    return token
        raise TokenMissing(self._ref.token)
