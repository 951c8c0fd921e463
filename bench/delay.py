"""A TCP proxy that makes a server distant: every byte takes half a round trip, each way.

python -m bench.delay PORT ROUND_TRIP [MBIT]   prints the port that leads to PORT of 127.0.0.1

With MBIT a connection is also a line of so many Mbit/s in each direction: bytes go onto it one
after the other, each when the one before it has left, and then travel. The line is ideal: no slow
start, no loss, a sender that never waits for a window.

One event loop in a process of its own: a byte waits for its time and for no other connection.
"""

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass

_PIECE = 4096  # bytes that arrive at once: 0.65 ms of a line of 50 Mbit/s


@dataclass(frozen=True, slots=True)
class Line:
    """``later`` are the seconds of the way, ``for_each`` those that a byte holds the line."""

    later: float
    for_each: float = 0


class End(asyncio.Protocol):
    """One end of a connection; what it hears, its other end says when it has come over."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.free_at = 0.0  # when the last byte heard has left
        self.other: End | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.free_at = max(self.free_at, loop.time())
        size = _PIECE if self.line.for_each else len(data)
        for start in range(0, len(data), size):
            piece = data[start : start + size]
            self.free_at += len(piece) * self.line.for_each
            loop.call_at(self.free_at + self.line.later, self._pass_on, piece)

    def connection_lost(self, _: Exception | None) -> None:
        loop = asyncio.get_running_loop()
        after_the_last = max(self.free_at, loop.time()) + 1e-6
        loop.call_at(after_the_last + self.line.later, self._hang_up)

    def _pass_on(self, data: bytes) -> None:
        assert self.other
        assert self.other.transport
        self.other.transport.write(data)

    def _hang_up(self) -> None:
        if self.other and self.other.transport:
            self.other.transport.close()


class Entrance(End):
    """The client's end. Its connection has a round trip of its own before anything is said."""

    def __init__(self, line: Line, port: int) -> None:
        super().__init__(line)
        self.port = port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert self.transport
        self.transport.pause_reading()
        self.task = asyncio.ensure_future(self._reach_server())

    async def _reach_server(self) -> None:
        await asyncio.sleep(2 * self.line.later)
        loop = asyncio.get_running_loop()
        _, far = await loop.create_connection(lambda: End(self.line), "127.0.0.1", self.port)
        assert self.transport
        self.other, far.other = far, self
        self.transport.resume_reading()


async def serve(port: int, line: Line) -> None:
    """Forward until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Entrance(line, port), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        port, round_trip, *mbit = sys.argv[1:]
        for_each = 8 / (float(mbit[0]) * 1e6) if mbit else 0
        asyncio.run(serve(int(port), Line(float(round_trip) / 2, for_each)))
