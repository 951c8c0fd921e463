"""A TCP proxy that counts round trips, or lets bytes through one at a time."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """``flights`` counts how often the client spoke after the server had: round trips.

    ``heard`` is all that anybody on the way could hear, of both sides.
    """

    port: int
    host: str
    flights: int = 0
    heard: bytearray = field(default_factory=bytearray)
    pause: float = 0
    _last: str = "server"
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def saw(self, side: str, data: bytes) -> None:
        with self._lock:
            self.heard += data
            if side == "client" and self._last == "server":
                self.flights += 1
            self._last = side


@contextmanager
def proxy_to(target: int, host: str = "127.0.0.1", pause: float = 0) -> Iterator[Proxy]:
    """With ``pause``, the server's answers come one byte each so many seconds."""
    listener = socket.create_server((host, 0))
    proxy = Proxy(listener.getsockname()[1], host, pause=pause)
    pumps: list[threading.Thread] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", target))
                for source, sink, side in ((client, server, "client"), (server, client, "server")):
                    pump = threading.Thread(
                        target=_pump, args=(proxy, source, sink, side), daemon=True
                    )
                    pumps.append(pump)
                    pump.start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield proxy
    finally:
        listener.close()
        for pump in pumps:
            pump.join(0 if pause else 5)  # all that was said has been counted


def _pump(proxy: Proxy, source: socket.socket, sink: socket.socket, side: str) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            proxy.saw(side, data)
            if proxy.pause and side == "server":
                for byte in data:
                    sink.sendall(bytes([byte]))
                    time.sleep(proxy.pause)
            else:
                sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
