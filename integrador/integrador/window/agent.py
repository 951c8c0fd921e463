"""What the window works with: the agent as ``integrador run`` has it, and a way to look around."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from integrador.certificates import Found, Trouble, find
from integrador.config import Config
from integrador.events import EventLog
from integrador.ports import Keyring
from integrador.service import Service


@dataclass(frozen=True)
class Agent:
    """``find`` lists certificates, given further modules and the time."""

    config: Config
    keyring: Keyring
    events: EventLog
    service: Service
    find: Callable[[Iterable[str], datetime], tuple[list[Found], list[Trouble]]] = find
