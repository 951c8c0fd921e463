"""How a CNPJ or CPF stands on this computer, for the window and ``integrador status``."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from logging import getLogger
from threading import Lock

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from integrador import durable
from integrador.home import Home
from integrador.listeners import Listeners
from malote.clock import utc_now


class State(StrEnum):
    """``FAILED`` says why in the status's detail."""

    STOPPED = "stopped"
    STARTING = "starting"
    PIN = "pin"
    CARD = "card"
    WORKING = "working"
    OFFLINE = "offline"
    ELSEWHERE = "elsewhere"
    REVOKED = "revoked"
    EXPIRED = "expired"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    State.STOPPED: "Parado",
    State.STARTING: "Iniciando",
    State.PIN: "Esperando o PIN",
    State.CARD: "Esperando o token",
    State.WORKING: "Em serviço",
    State.OFFLINE: "Sem conexão",
    State.ELSEWHERE: "Outro computador está em serviço",
    State.REVOKED: "Autorização revogada",
    State.EXPIRED: "Certificado vencido",
    State.FAILED: "Parado por um problema",
}


class Status(BaseModel):
    """``detail`` is for users."""

    model_config = ConfigDict(frozen=True)

    tax_id: str
    state: State = State.STOPPED
    since: AwareDatetime
    detail: str = ""


class _Kept(BaseModel):
    statuses: tuple[Status, ...] = ()


class Board:
    """All statuses, also on disk for other processes to look at."""

    def __init__(self, home: Home, clock: Callable[[], datetime] = utc_now) -> None:
        self._home = home
        self._clock = clock
        self._lock = Lock()
        self._statuses: dict[str, Status] = {}
        self._listeners = Listeners[Status]()
        self.listen = self._listeners.add

    def put(self, tax_id: str, state: State, detail: str = "") -> None:
        """It stands so; ``since`` stays if it stood so before."""
        with self._lock:
            before = self._statuses.get(tax_id)
            same = before is not None and (before.state, before.detail) == (state, detail)
            if same:
                return
            status = Status(tax_id=tax_id, state=state, since=self._clock(), detail=detail)
            self._statuses[tax_id] = status
            kept = _Kept(statuses=tuple(self._statuses.values()))
            try:
                durable.write(self._home.statuses, kept.model_dump_json().encode())
            except OSError as error:  # the work itself does not need it
                getLogger(__name__).warning("the statuses are not on disk: %s", error.strerror)
        self._listeners.tell(status)

    def of(self, tax_id: str) -> State | None:
        """One's state, if anything was told."""
        with self._lock:
            status = self._statuses.get(tax_id)
        return status.state if status else None

    def all(self, tax_ids: Iterable[str]) -> tuple[Status, ...]:
        """Of these; stopped where nothing was told."""
        with self._lock:
            return tuple(
                self._statuses.get(each) or Status(tax_id=each, since=self._clock())
                for each in tax_ids
            )


def last_known(home: Home) -> dict[str, Status]:
    """As another process wrote them, by CNPJ or CPF; none if they cannot be read."""
    try:
        kept = _Kept.model_validate_json(home.statuses.read_bytes())
    except (OSError, ValidationError):
        return {}
    return {each.tax_id: each for each in kept.statuses}
