"""SEFAZ on the other side of a socket: it lives on when who asks it dies."""

import socket
from datetime import datetime
from pathlib import Path
from threading import Thread

from pydantic import AwareDatetime, BaseModel

from malote.sefaz.exchange import Exchange
from malote.sefaz.models import SefazSettings
from malote.sefaz.operations import Asking
from malote.sefaz.queued import Turn
from tests.fakes.scripted_sefaz import ScriptedSefaz


class Told(BaseModel):
    """An exchange, and what time it is then."""

    exchange: Exchange
    now: AwareDatetime


class SefazOnLine:
    """The port ``Carrier``, where the line ends; ``now`` is of its last answer."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.now: datetime | None = None

    def carry(self, settings: SefazSettings, asking: Asking, turn: Turn, now: datetime) -> Exchange:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(self.address)
            line.sendall(asking.model_dump_json().encode() + b"\n")
            told = Told.model_validate_json(line.makefile("rb").read())
        self.now = told.now
        return told.exchange


def answer_on(address: Path, sefaz: ScriptedSefaz) -> socket.socket:
    """Have it answered there until this socket is closed."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(address))
    listener.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                asking = Asking.model_validate_json(line.makefile("rb").readline())
                sefaz.now += sefaz.latency
                exchange = Exchange(request=b"<asked/>", answer=sefaz.answer(asking))
                sefaz.now += sefaz.latency
                told = Told(exchange=exchange, now=sefaz.now)
                line.sendall(told.model_dump_json().encode())

    Thread(target=serve, daemon=True).start()
    return listener
