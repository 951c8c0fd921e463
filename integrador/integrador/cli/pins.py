"""PINs for ``integrador run``: each answer goes to a card once.

Maybe nobody is there, and a service manager starts us over and over: three wrong PINs lock a card.
So it is noted (not the PIN) before one goes to a card, and the note goes when that opened it. As
long as there is one, only a person at the terminal answers.
"""

import os
import sys
from collections.abc import Iterable
from getpass import getpass
from hashlib import sha256
from pathlib import Path

import typer

from integrador import durable
from integrador.config import Configured
from integrador.home import Home
from integrador.keys import Keyring
from integrador.keys.keyring import OpenedKey
from integrador.references import CertificateRef
from malote.tax_id import formatted

PIN = "INTEGRADOR_PIN"
_ONLY_A_PERSON = (
    "O último PIN dado a este token não o abriu: nenhum outro é tentado sem uma pessoa. "
    "Rode `integrador run` uma vez num terminal, sem INTEGRADOR_PIN, e digite o PIN."
)


class RunKeyring(Keyring):
    """Knows the PINs that were given at the start, by a person or not."""

    def __init__(self, home: Home, configured: Iterable[Configured], from_stdin: bool) -> None:
        super().__init__(self._given)
        self._notes = home.root / "pins"
        # Asked here and not when a key is opened: that is in a thread, which Ctrl-C does not reach.
        wanted = {_where(each.certificate): each for each in configured}
        given = os.environ.pop(PIN, None)  # the children that open tokens need not have it
        if from_stdin:
            given = sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
        self._by_hand = given is None and at_terminal()
        self._answers = _typed(wanted) if self._by_hand else dict.fromkeys(wanted, given)

    def key(self, certificate: CertificateRef) -> OpenedKey:
        """As a keyring does."""
        key = super().key(certificate)
        self._note(certificate).unlink(missing_ok=True)
        return key

    def _given(self, ref: CertificateRef, warning: str) -> str | None:
        pin = self._answers.pop(_where(ref), None)
        if not (warning or self._by_hand) and self._note(ref).exists():
            warning = _ONLY_A_PERSON
        if warning:
            typer.echo(warning, err=True)
            pin = getpass("PIN: ") if at_terminal() else None
        if pin and ref.kind == "pkcs11":
            durable.write(self._note(ref), b"")
        return pin

    def _note(self, ref: CertificateRef) -> Path:
        token = f"{ref.token_serial} {ref.token}"
        return self._notes / sha256(token.encode()).hexdigest()[:32]


def at_terminal() -> bool:
    """Whether somebody can be asked; a service may have no input at all."""
    return sys.stdin is not None and sys.stdin.isatty()


def _typed(wanted: dict[str, Configured]) -> dict[str, str | None]:
    return {
        where: getpass(f"PIN de {each.holder} ({formatted(each.tax_id)}): ")
        for where, each in wanted.items()
        if each.certificate.kind != "windows"
    }


def _where(ref: CertificateRef) -> str:
    return ref.path or f"{ref.token_serial} {ref.token}"
