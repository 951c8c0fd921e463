"""A real SMTP server over TLS that writes down what it takes, and hangs up whenever it likes.

``python -m tests.sending.server <folder> <certificate> <key> <seed> <rate>``: the port that it
listens on is in ``folder/port``, what happened in ``folder/log``, a line of JSON each.
"""

import asyncio
import hashlib
import json
import re
import ssl
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import ClassVar

# Where it hangs up, and how often to each other.
CUTS = {
    "connect": 1, "EHLO": 1, "AUTH": 1, "MAIL": 4, "RCPT": 4, "DATA": 4, "body": 4,
    "dot": 2, "taken": 2,
}  # fmt: skip
# What it answers instead of what was asked for.
NOT_NOW = {
    "EHLO": b"421 4.3.2 busy", "AUTH": b"535 5.7.8 wrong password", "MAIL": b"421 4.7.0 too fast",
    "RCPT": b"451 4.7.1 greylisted", "dot": b"452 4.3.1 no room",
}  # fmt: skip
REFUSED = "recusado"
_ADDRESS = re.compile(rb"<([^>]*)>")
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)


class HangUp(Exception):
    """The server has enough of this connection."""


@dataclass
class Server:
    """``rate`` is how many of a thousand steps of each kind go wrong, times the step's share."""

    log: Path
    rate: float
    rng: Random

    def note(self, event: str, **more: object) -> None:
        with self.log.open("a") as log:
            log.write(json.dumps({"event": event, **more}) + "\n")

    def cuts(self, point: str, **more: object) -> None:
        """Raises HangUp at times."""
        if self.rng.random() * 1000 < self.rate * CUTS[point]:
            self.note("cut", at=point, **more)
            raise HangUp(point)

    def puts_off(self, point: str) -> bytes | None:
        return NOT_NOW[point] if self.rng.random() * 1000 < self.rate else None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Talk(self, reader, writer).run()
        except (HangUp, OSError, EOFError, ValueError):
            writer.transport.abort()


@dataclass
class Talk:
    """One connection."""

    server: Server
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    recipients: tuple[str, ...] = ()

    async def run(self) -> None:
        self.server.cuts("connect")
        await self.say(b"220 ready")
        while line := await self.reader.readline():
            verb = line.split(maxsplit=1)[0].upper().decode()
            if verb in CUTS:
                self.server.cuts(verb)
            busy = self.server.puts_off(verb) if verb in NOT_NOW else None
            if busy:
                await self.say(busy)
                if busy.startswith(b"421"):
                    raise HangUp(verb)
            elif verb == "QUIT":
                await self.say(b"221 bye")
                return
            else:
                await self.commands.get(verb, Talk.fine)(self, line)

    async def say(self, line: bytes) -> None:
        self.writer.write(line + b"\r\n")
        await self.writer.drain()

    async def fine(self, _line: bytes) -> None:
        await self.say(b"250 fine")

    async def hello(self, _line: bytes) -> None:
        await self.say(b"250-localhost\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 40000000")

    async def login(self, line: bytes) -> None:
        if len(line.split()) < 3:
            await self.say(b"334 ")
            await self.reader.readline()
        await self.say(b"235 welcome")

    async def begin(self, _line: bytes) -> None:
        self.recipients = ()
        await self.say(b"250 fine")

    async def recipient(self, line: bytes) -> None:
        match = _ADDRESS.search(line)
        assert match
        name = match[1].decode()
        if name.startswith(REFUSED):
            await self.say(b"550 5.1.1 no such user")
        else:
            self.recipients += (name,)
            await self.say(b"250 fine")

    async def mail(self, _line: bytes) -> None:
        if not self.recipients:
            await self.say(b"503 no recipients")
            return
        await self.say(b"354 go on")
        content, name = b"", ""
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise HangUp("cut by the other side")
            if not name and line == b"\r\n":
                match = _MESSAGE_ID.search(content)
                assert match
                name = match[1].decode()
                self.server.cuts("body", id=name)
            content += line.removeprefix(b".")
        told = {"id": name, "sha256": hashlib.sha256(content).hexdigest()}
        self.server.cuts("dot", **told)
        busy = self.server.puts_off("dot")
        if busy:
            await self.say(busy)
            return
        # Written down at the moment when it is taken: whatever comes now, it is sent.
        self.server.note("taken", **told, recipients=self.recipients)
        self.server.cuts("taken", **told)
        await self.say(b"250 2.0.0 taken")

    commands: ClassVar[Mapping[str, Callable[["Talk", bytes], Awaitable[None]]]] = {
        "EHLO": hello, "AUTH": login, "MAIL": begin, "RCPT": recipient, "DATA": mail,
    }  # fmt: skip


async def main(folder: Path, certificate: str, key: str, seed: int, rate: float) -> None:
    """Until it is killed."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = Server(folder / "log", rate, Random(seed))
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=context)
    made = folder / "port.new"
    made.write_text(str(listening.sockets[0].getsockname()[1]))
    made.rename(folder / "port")
    await listening.serve_forever()


if __name__ == "__main__":
    place, pem, private, first, often = sys.argv[1:]
    asyncio.run(main(Path(place), pem, private, int(first), float(often)))
