"""The work of a CNPJ or CPF is this run's, for as long as heart-beats renew it."""

from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from integrador.pace import Pace
from integrador.remote import Remote
from malote.errors import DeviceError, MaloteError


class Holding:
    """Taken by ``with``, renewed by a thread of its own. ``lost`` is why it is no more."""

    def __init__(self, remote: Remote, session: str, pace: Pace) -> None:
        self._remote = remote
        self._session = session
        self._pace = pace
        self._over = Event()
        self._asking = Lock()
        self.lost: DeviceError | None = None

    def __enter__(self) -> Self:
        """Raises LeaseHeld, other DeviceErrors, ServiceError."""
        asked_at = self._moment()
        self.granted = self._remote.lease(self._session)
        self._renewed(asked_at, self.granted.seconds)
        Thread(target=self._beat, name="integrador-heartbeat", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()

    @property
    def held(self) -> bool:
        """Whether it still is; it also ends where the service was not reached for too long."""
        # The one clock stands still while a laptop sleeps, the other may be set.
        elapsed, wall = self._moment()
        kept = self.lost is None and not self._over.is_set()
        return kept and elapsed < self._until[0] and wall < self._until[1]

    def leave(self, patience: float) -> None:
        """Give it up, at once: another computer need not wait for its end."""
        self._over.set()
        # A heart-beat after it would take the work again.
        if self._asking.acquire(timeout=patience):
            try:
                self._remote.leave(self._session, patience)
            finally:
                self._asking.release()

    def _beat(self) -> None:
        pause = self._pace.heartbeat
        while not self._over.wait(pause):
            pause = self._pace.heartbeat_again
            try:
                with self._asking:
                    if self._over.is_set():
                        return
                    asked_at = self._moment()
                    renewed = self._remote.heartbeat(self._session)
            except DeviceError as error:
                self.lost = error
                return
            except MaloteError:
                continue
            self._renewed(asked_at, renewed.seconds)
            pause = self._pace.heartbeat

    def _renewed(self, asked_at: tuple[float, datetime], seconds: int) -> None:
        self._until = (asked_at[0] + seconds, asked_at[1] + timedelta(seconds=seconds))

    def _moment(self) -> tuple[float, datetime]:
        return monotonic(), self._remote.now()
