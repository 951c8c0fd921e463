"""One IMAP session: imaplib's engine over our own socket, with limits on what it swallows.

imaplib reads any literal that a server announces (``{4294967296}`` asks for 4 GB), and asks for
the CAPABILITY before and after the login; IMAPClient, built on it, formats every literal for a
log that nobody reads. So the engine is imaplib's, and of IMAPClient only dates and UTF-7 are used.
"""

import imaplib
import io
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from socket import socket
from typing import Any

from malote.adapters.imap_compression import Deflating, Inflated
from malote.adapters.imap_descriptions import COST_OF_A_LINE, Descriptions
from malote.adapters.imap_memory import Room
from malote.adapters.mail_errors import TypedErrors
from malote.adapters.sasl import Exchange
from malote.errors import TlsFailed

MIB = 1024 * 1024
UNTOLD = ("IMAP4REV1",)
"""Capabilities of a server that was not asked."""
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a session is (seconds) and how much it takes in (bytes)."""

    connect: float = 10
    greeting: float = 8  # in clear; whoever is silent for so long may want TLS at once
    read: float = 30
    line: int = 2 * MIB  # 180,000 UIDs
    description: int = 64 * 1024  # of one mail, its content apart: some 400 parts
    descriptions: int = MIB  # of all mails of one answer; the others are described by another
    answer: int = 64 * MIB  # all that was asked for together, if there is room
    lines: int = 50_000  # of that: 500 mails with 50 literals each, or a second of CPU
    session: int = 1024 * MIB


class Connection(imaplib.IMAP4):
    """Connected at once. Raises what imaplib raises, ``OSError``, and ``MailboxError``."""

    _reader: "io.BufferedReader[Any]"
    _deflate: Deflating | None

    def __init__(
        self,
        connected: socket,
        host: str,
        limits: Limits,
        room: Room,
        errors: TypedErrors,
    ) -> None:
        self._limits = limits
        self.room = room
        self._errors = errors
        self._answer = self._lines = self._session = 0
        self._descriptions = Descriptions(limits.description, limits.descriptions)
        self._epoch = b""
        self._told: tuple[str, ...] | None = None  # capabilities after the login
        self._may_compress = True
        connected.settimeout(limits.read)
        self._take(connected)
        super().__init__(host)

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Go on over TLS or not at all. Raises ``TlsFailed`` if the server does not offer it."""
        if "STARTTLS" not in self.capabilities:
            raise TlsFailed("o servidor não oferece STARTTLS")
        answer, words = self._simple_command("STARTTLS")
        if answer != "OK":
            raise TlsFailed(self._errors.words(words[-1]))
        # What came before may be anybody's: the reader's buffer and all answers are dropped.
        self._take(context.wrap_socket(self.sock, server_hostname=self.host))
        self.untagged_responses.clear()
        self.capabilities = UNTOLD

    def exchange(self, exchange: Exchange, *, at_once: bool) -> tuple[str, list[bytes]]:
        """AUTHENTICATE; ``at_once`` saves a round trip where the server takes it (RFC 4959)."""
        # typeshed does not know that it may be a method, which then answers what the server says.
        self.literal = exchange.take if at_once else exchange.respond  # type: ignore[assignment]
        given = [exchange.initial] if at_once else []
        return self.xatom("AUTHENTICATE", exchange.mechanism, *given)

    def logged_in(self) -> None:
        """Now commands on folders are allowed."""
        self.state = "AUTH"
        self._told = self._announced()

    def has(self, capability: str) -> bool:
        """After the login; most servers told their capabilities with it."""
        if self._told is None:
            self._get_capabilities()
            self._told = self.capabilities
        return capability in self._told

    def compress(self) -> None:
        """Deflate from here on (RFC 4978), where the server offers it; asked once.

        Only after a login, and only what it told then counts: what compresses a secret together
        with a stranger's text gives the secret's letters away by its length (CRIME).
        """
        if not self._may_compress or not self.has("COMPRESS=DEFLATE"):
            return
        self._may_compress = False
        try:
            answer, _ = self.xatom("COMPRESS", "DEFLATE")
        except self.abort:
            raise
        except self.error:  # BAD
            return
        if answer == "OK":  # what stands in the reader after it is deflated already
            self._reader = io.BufferedReader(Inflated(self._reader), _CHUNK)
            self._deflate = Deflating()

    def fetch_all(
        self, wanted: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, list[Any], list[Any]]]:
        """UID FETCH for each pair of UIDs and items, all sent at once: one round trip.

        Gives how each one ended, its words, and the FETCH answers that came until then, which
        may belong to any of them. To be read to its end before anything else is sent.
        """
        tags = [self._command("UID", "FETCH", uids, items) for uids, items in wanted]
        for tag in tags:
            answer, words = self._command_complete("UID", tag)
            yield answer, words, self.untagged_responses.pop("FETCH", [])

    def count_anew(self) -> None:
        """What comes from here on was asked for together, and has to fit in the room."""
        self._answer = self._lines = 0

    def leave(self) -> None:
        """Say LOGOUT and go: whatever was to be done has been answered already."""
        with suppress(OSError):
            self.sock.settimeout(1)
            self.send(b"Z LOGOUT\r\n")
        with suppress(OSError):
            self.shutdown()

    # What imaplib lets one override ("Overridable methods").

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002
        """Nothing to do: the socket came connected."""
        self.host, self.port = host, port

    def readline(self) -> bytes:
        """A line, of any length below the limit."""
        line = self._reader.readline(self._limits.line + 1)
        if len(line) > self._limits.line:
            raise self.abort(f"linha com mais de {self._limits.line} bytes")
        self._lines += 1
        if self._lines > self._limits.lines:
            raise self.abort(f"resposta com mais de {self._limits.lines} linhas")
        self._count(len(line) + COST_OF_A_LINE)
        return line

    def read(self, size: int) -> bytes:
        """A literal. Memory is taken as bytes arrive, not as they are announced."""
        self._count(size)
        chunks = []
        while size:
            chunk = self._reader.read(min(size, _CHUNK))
            if not chunk:
                raise self.abort("conexão cortada no meio de um literal")
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)

    def send(self, data: bytes) -> None:  # type: ignore[override]  # typeshed: any buffer
        """One line and no second command in it."""
        if any(character in data.removesuffix(b"\r\n") for character in b"\r\n\0"):
            raise ValueError("quebra de linha num comando")
        self._descriptions.begin()
        self.untagged_responses.clear()  # a server may have said a lot that nobody asked for
        self.sock.sendall(self._deflate(data) if self._deflate else data)

    def shutdown(self) -> None:
        """Close, without waiting for anything."""
        self._reader.close()
        self.sock.close()

    def _take(self, connected: socket) -> None:
        self.sock = connected
        self._reader = connected.makefile("rb")
        self._deflate = None

    def _count(self, size: int) -> None:
        self._answer += size
        self._session += size
        most = min(self.room.size, self._limits.answer)
        if self._answer > most or self._session > self._limits.session:
            raise self.abort("o servidor mandou dados demais")

    def _append_untagged(self, typ: str, dat: bytes | tuple[bytes, bytes]) -> None:
        """Keep an answer; a mail's description is emptied, and not counted, if it is too long.

        Raises ``abort`` where the UIDs of this session are no more what they were.
        """
        if typ == "UIDVALIDITY" and isinstance(dat, bytes):
            if self._epoch not in {b"", dat}:
                raise self.abort("o UIDVALIDITY mudou durante a sessão")
            self._epoch = dat
        if typ == "FETCH" and (surplus := self._descriptions.surplus(dat)):
            self._answer -= surplus
            dat = (b"", b"") if isinstance(dat, tuple) else b""
        super()._append_untagged(typ, dat)  # type: ignore[misc]  # not in typeshed

    def _log(self, line: str) -> None:
        """Nothing: imaplib keeps its last ten lines for a print-out, megabytes each."""

    def _announced(self) -> tuple[str, ...] | None:
        """Capabilities that came without being asked for, in the greeting or with the login."""
        *_, line = self.untagged_responses.pop("CAPABILITY", None) or (None,)
        return tuple(line.decode().upper().split()) if isinstance(line, bytes) else None

    def _get_capabilities(self) -> None:
        """Ask only where the answer decides something, which saves a round trip.

        Over TLS, before the login, nothing depends on it: a server that wants no LOGIN says NO.
        """
        announced = self._announced()
        if announced is None and self.state == "NONAUTH" and isinstance(self.sock, ssl.SSLSocket):
            announced = UNTOLD
        if announced is None:
            super()._get_capabilities()  # type: ignore[misc]  # not in typeshed
        else:
            self.capabilities = announced


def quoted(text: str) -> str:
    """A quoted string (RFC 9051 4.3.1). The model has refused CR, LF and NUL already."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
