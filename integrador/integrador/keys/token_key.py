"""A key in a card or token, through the child process that alone talks to it."""

from dataclasses import dataclass
from threading import RLock
from typing import Any

from integrador.errors import KeyUnusable, ModuleUnusable, TokenMissing
from integrador.isolated import Child, ChildLost
from integrador.keys.card_process import serve_card
from integrador.keys.pin import Pin
from integrador.references import CertificateRef
from malote.errors import SefazUncertain
from malote.ports.sefaz import Transport

_USE = 60.0  # seconds: some cards take ten for a signature, a driver that hangs all of them
_POST = 150.0  # libcurl gives up after 90, and the card has its time too
_WARNINGS = {
    "": "",
    "low": "Um PIN errado já foi digitado neste token: confira antes de continuar.",
    "final": "ÚLTIMA TENTATIVA: mais um PIN errado bloqueia o token.",
}


class TokenKey:
    """Pulled out and put back, it works again: a new child logs in with the PIN that was right.

    Threads take turns.
    """

    def __init__(self, ref: CertificateRef, pin: Pin) -> None:
        self._ref = ref
        self._pin = pin
        self._child: Child | None = None
        self._certificate = b""
        self._lock = RLock()

    @property
    def certificate(self) -> bytes:
        """In DER, once it was opened."""
        return self._certificate

    def open(self) -> None:
        """Log in, unless it is. Raises KeyUnusable."""
        with self._lock:
            self._opened()

    def sign(self, data: bytes) -> bytes:
        """RSA with SHA-1. Raises KeyUnusable."""
        return self._use("sign", data)

    def prove(self, data: bytes) -> bytes:
        """RSA with SHA-256. Raises KeyUnusable."""
        return self._use("prove", data)

    def transport(self, roots_pem: str) -> Transport:
        """TLS ends in the child, where the login is."""
        return _TokenTransport(self, roots_pem)

    def post(self, roots_pem: str, url: str, action: str, body: bytes) -> bytes:
        """As Transport.post; also raises KeyUnusable, before anything was sent."""
        with self._lock:
            self._opened()
            try:
                return self._use("post", roots_pem, url, action, body, seconds=_POST)
            except ModuleUnusable:  # it may have crashed after it had sent
                raise SefazUncertain("o driver do token parou no meio") from None

    def close(self) -> None:
        """Log out, without waiting for anybody; it can be opened again."""
        child, self._child = self._child, None
        if child:
            child.close()

    def _use(self, *message: object, seconds: float = _USE) -> bytes:
        with self._lock:
            before = self._child
            try:
                done: bytes = self._result(self._opened(), *message, seconds=seconds)
            except TokenMissing:
                if before is None:
                    raise
                # It was reset, or is back already; nothing of the message was done.
                done = self._result(self._opened(), *message, seconds=seconds)
            return done

    def _opened(self) -> Child:
        if self._child:
            return self._child
        self._child = child = Child(serve_card, self._ref)
        try:
            warning = self._result(child)
            self._certificate = self._pin.use(
                lambda pin: self._result(child, pin),
                _WARNINGS[warning],
                ask_anew=warning == "final",
            )
        except BaseException:
            self.close()
            raise
        return child

    def _result(self, child: Child, *message: object, seconds: float = _USE) -> Any:
        try:
            result, failed = (
                child.ask(*message, seconds=seconds) if message else child.answer(seconds)
            )
        except ChildLost:
            self.close()
            raise ModuleUnusable(self._ref.module) from None
        if failed:
            kind, detail = failed
            if issubclass(kind, KeyUnusable):  # a new child finds what is put back
                self.close()
            raise kind(detail)
        return result


@dataclass(frozen=True, slots=True)
class _TokenTransport:
    key: TokenKey
    roots_pem: str

    def post(self, url: str, action: str, body: bytes) -> bytes:
        return self.key.post(self.roots_pem, url, action, body)
