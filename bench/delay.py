"""A TCP proxy that makes a server distant: every byte takes half a round trip, each way.

python -m bench.delay PORT ROUND_TRIP   prints the port that leads to PORT of 127.0.0.1

One event loop in a process of its own: a byte waits for its time and for no other connection.
"""

import asyncio
import sys
from contextlib import suppress


class End(asyncio.Protocol):
    """One end of a connection; what it hears, its other end says half a round trip later."""

    def __init__(self, later: float) -> None:
        self.later = later
        self.other: End | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        asyncio.get_running_loop().call_later(self.later, self._pass_on, data)

    def connection_lost(self, _: Exception | None) -> None:
        asyncio.get_running_loop().call_later(self.later, self._hang_up)

    def _pass_on(self, data: bytes) -> None:
        assert self.other
        assert self.other.transport
        self.other.transport.write(data)

    def _hang_up(self) -> None:
        if self.other and self.other.transport:
            self.other.transport.close()


class Entrance(End):
    """The client's end. Its connection has a round trip of its own before anything is said."""

    def __init__(self, later: float, port: int) -> None:
        super().__init__(later)
        self.port = port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert self.transport
        self.transport.pause_reading()
        self.task = asyncio.ensure_future(self._reach_server())

    async def _reach_server(self) -> None:
        await asyncio.sleep(2 * self.later)
        loop = asyncio.get_running_loop()
        _, far = await loop.create_connection(lambda: End(self.later), "127.0.0.1", self.port)
        assert self.transport
        self.other, far.other = far, self
        self.transport.resume_reading()


async def serve(port: int, round_trip: float) -> None:
    """Forward until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Entrance(round_trip / 2, port), "127.0.0.1", 0, backlog=512
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
