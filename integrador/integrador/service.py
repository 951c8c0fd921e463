"""The agent without a window: a worker for each CNPJ or CPF that is configured."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import RLock

from integrador.asking import ask_sefaz
from integrador.config import Config, Configured
from integrador.events import EventLog
from integrador.pace import Pace
from integrador.ports import Ask, Keyring
from integrador.states import Board, State, Status
from integrador.worker import Worker
from malote.errors import MaloteError


class Service:
    """Start and stop it, all of it or one CNPJ or CPF, as often as you like.

    ``listen(callback)`` tells of each new Status, in the thread of whoever caused it; it returns
    what ends that.
    """

    def __init__(
        self,
        config: Config,
        keyring: Keyring,
        events: EventLog,
        ask: Ask = ask_sefaz,
        pace: Pace | None = None,
    ) -> None:
        self._config = config
        self._keyring = keyring
        self._events = events
        self._ask = ask
        self._pace = pace or Pace()
        self._board = Board(config.home)
        self._lock = RLock()
        self._workers: dict[str, Worker] = {}
        self.listen: Callable[[Callable[[Status], None]], Callable[[], None]] = self._board.listen

    def start(self, tax_id: str | None = None) -> None:
        """Returns at once; what is at work goes on. Its user may be asked for a PIN.

        Raises SettingsBroken, NotConfigured.
        """
        with self._lock:
            waiting = [each for each in self._chosen(tax_id) if not self._is_at_work(each)]
            for configured in waiting:  # before any starts: two may have one token and its PIN
                self._keyring.ask_again(configured.certificate)
            for configured in waiting:
                self._start(configured)

    def stop(self, tax_id: str | None = None) -> None:
        """Takes a second or two; a job in hand is still done. The same again does nothing."""
        with self._lock:
            chosen = list(self._workers.values()) if tax_id is None else self._worker(tax_id)
            with ThreadPoolExecutor() as pool:  # each may wait for a second in vain
                for done in [pool.submit(worker.stop) for worker in chosen]:
                    done.result()

    def close(self) -> None:
        """Stop, and wait for the jobs in hand, half a minute each."""
        self.stop()
        for worker in self._workers.values():
            worker.join(for_job=30)

    def statuses(self) -> tuple[Status, ...]:
        """How each that is configured stands. Raises SettingsBroken."""
        return self._board.all(each.tax_id for each in self._config.all())

    @property
    def at_work(self) -> bool:
        """Whether anything goes on that may come to something."""
        return any(worker.alive for worker in self._workers.values())

    def _start(self, configured: Configured) -> None:
        try:
            worker = Worker(
                self._config.home,
                configured,
                self._keyring,
                self._ask,
                self._events,
                self._board,
                self._pace,
                self._workers.get(configured.tax_id),
            )
        except MaloteError as error:
            self._board.put(configured.tax_id, State.FAILED, error.message)
            self._events.note_error(error, configured.tax_id)
            return
        self._workers[configured.tax_id] = worker
        worker.start()

    def _chosen(self, tax_id: str | None) -> Iterable[Configured]:
        return self._config.all() if tax_id is None else (self._config.get(tax_id),)

    def _is_at_work(self, configured: Configured) -> bool:
        worker = self._workers.get(configured.tax_id)
        return worker is not None and worker.alive and not worker.ending

    def _worker(self, tax_id: str) -> list[Worker]:
        worker = self._workers.get(tax_id)
        return [worker] if worker else []
