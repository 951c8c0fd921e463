"""Opens the keys of this computer, and keeps them open."""

from collections.abc import Callable
from threading import Lock

from integrador.keys.pfx_key import PfxKey
from integrador.keys.pin import Pin
from integrador.keys.token_key import TokenKey
from integrador.keys.windows_key import WindowsKey
from integrador.references import CertificateRef

type AskFor = Callable[[CertificateRef, str], str | None]
"""Asks a user for a certificate's PIN or password, showing a warning that may be empty."""
type OpenedKey = TokenKey | PfxKey | WindowsKey


class Keyring:
    """Certificates of one token share its PIN, which is asked for once."""

    def __init__(self, ask: AskFor) -> None:
        self._ask = ask
        self._pins: dict[tuple[str, ...], Pin] = {}
        self._keys: dict[CertificateRef, OpenedKey] = {}
        self._lock = Lock()

    def key(self, certificate: CertificateRef) -> OpenedKey:
        """One that is open: it may have asked its user.

        After a wrong PIN, or none, it raises the same without asking until ``ask_again``. Raises
        KeyUnusable, and CertificateError of a PFX file.
        """
        with self._lock:
            key = self._keys.get(certificate) or self._made(certificate)
            self._keys[certificate] = key
        key.open()
        return key

    def ask_again(self, certificate: CertificateRef) -> None:
        """The user wants to go on, and may be asked once more."""
        with self._lock:
            pin = self._pin(certificate)
        pin.allow_question()

    def close(self) -> None:
        """Log out of everything, and forget the PINs."""
        with self._lock:
            for key in self._keys.values():
                key.close()
            for pin in self._pins.values():
                pin.close()

    def _made(self, ref: CertificateRef) -> OpenedKey:
        match ref.kind:
            case "pkcs11":
                return TokenKey(ref, self._pin(ref))
            case "pfx":
                return PfxKey(ref, self._pin(ref))
            case "windows":  # asks by itself
                return WindowsKey(ref)

    def _pin(self, ref: CertificateRef) -> Pin:
        place = (ref.token, ref.token_serial) if ref.kind == "pkcs11" else (ref.path,)
        if place not in self._pins:
            self._pins[place] = Pin(lambda warning: self._answer(ref, warning))
        return self._pins[place]

    def _answer(self, ref: CertificateRef, warning: str) -> str | None:
        answer = self._ask(ref, warning)
        # No PIN is empty, and trying one counts as a wrong one; the password of a file may be.
        return None if answer == "" and ref.kind == "pkcs11" else answer
