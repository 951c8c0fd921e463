"""A network in memory: what names resolve to, and who is called."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from malote.adapters.dialer import AddressInfo


@dataclass
class Names:
    """A resolver. Each time it is asked for a name, the next answer is given, the last for ever."""

    answers: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def lookup(self, name: str, port: int) -> list[AddressInfo]:
        self.asked.append(name)
        answers = self.answers.get(name.lower())
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            info
            for address in addresses
            for info in socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
        ]


@dataclass
class Calls:
    """What is dialled: it is noted, and fails in the way that is asked for, at once."""

    error: OSError | None = None
    made: list[tuple[str, int]] = field(default_factory=list)

    def dial(self, info: AddressInfo, seconds: float) -> socket.socket:
        self.made.append(info[4][:2])
        if self.error:
            raise self.error
        return socket.socket()
