"""One CNPJ or CPF at work: opens the key, takes the lease, polls for jobs, does them."""

from contextlib import suppress
from datetime import datetime
from logging import getLogger
from threading import Event, Thread
from uuid import uuid4

from integrador.config import Configured
from integrador.device_key import DeviceKey
from integrador.errors import HomeUnusable, ServiceError, TokenMissing
from integrador.events import EventLog, words_of
from integrador.folders import Folder
from integrador.holding import Holding
from integrador.home import Home
from integrador.journal import Journal
from integrador.pace import Pace
from integrador.ports import Ask, Key, Keyring
from integrador.remote import Remote
from integrador.reporting import tell_events
from integrador.states import Board, State
from integrador.tasks import Asker, Tasks
from malote.clock import BRASILIA
from malote.errors import (
    CertificateExpired,
    ClockSkewed,
    DeviceRevoked,
    DeviceUnknown,
    InvalidInput,
    LeaseHeld,
    MaloteError,
    NotFound,
    RequestReplayed,
    RootsAltered,
)
from malote.relay import roots
from malote.relay.jobs import Bound

_LATER = (ServiceError, ClockSkewed, RequestReplayed, NotFound, InvalidInput)
_PASSING = {State.STARTING, State.PIN}
_ENDS = {
    DeviceRevoked: State.REVOKED,
    DeviceUnknown: State.REVOKED,
    CertificateExpired: State.EXPIRED,
}


class Worker:
    """A thread. ``after`` is the one before it, which may still have a job in hand."""

    def __init__(
        self,
        home: Home,
        configured: Configured,
        keyring: Keyring,
        ask: Ask,
        events: EventLog,
        board: Board,
        pace: Pace,
        after: "Worker | None",
    ) -> None:
        self._configured = configured
        self._tax_id = configured.tax_id
        self._keyring = keyring
        self._ask = ask
        self._events = events
        self._board = board
        self._pace = pace
        self._after = after
        self._session = uuid4().hex
        self._stopping = Event()
        self.ending = False  # a problem ended it, and it only tells so: another may start
        self._holding: Holding | None = None
        self._key: Key | None = None
        self._well = False  # a whole round was done since the work was taken
        self._noted: State | None = None
        self._remote = Remote(
            configured.api_url,
            configured.device_id,
            DeviceKey.kept(home, configured.public_key),
        )
        self._journal = Journal(home.journal(configured.device_id))
        self._tasks = Tasks(
            Bound(configured.tenant, self._tax_id, configured.certificate.thumbprint),
            configured.service_key,
            self._journal,
            Folder(home.documents(self._tax_id)),
            self._remote,
            events,
        )
        self._thread = Thread(target=self._run, name=f"integrador-{self._tax_id}", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether it is at work, and not about to stop."""
        return self._thread.is_alive() and not self._stopping.is_set()

    def start(self) -> None:
        """At once; the state tells how it goes."""
        self._board.put(self._tax_id, State.STARTING)
        self._thread.start()

    def stop(self) -> None:
        """Takes no more jobs from now on; the one in hand is done, and reported."""
        if not self.alive:
            return
        self._stopping.set()
        self._board.put(self._tax_id, State.STOPPED)
        self._events.note("stopped", "Serviço parado.", self._tax_id)
        self._leave()  # here too, so that its poll ends

    def join(self, for_job: float, idle: float = 2) -> None:
        """Wait for it to end: for a job in hand longer."""
        self._thread.join(for_job if self._tasks.in_hand else idle)

    def _run(self) -> None:
        if self._after:
            self._after._thread.join()
            self._after = None
        try:
            self._events.note("started", "Serviço iniciado.", self._tax_id)
            self._work()
        except MaloteError as error:
            self._end(error)
        except Exception:
            getLogger(__name__).exception("a worker failed")
            self._end(MaloteError())
        finally:
            self._remote.close()

    def _work(self) -> None:
        retries = self._pace.retries()
        while not self._stopping.is_set():
            self._well = False
            try:
                self._serve()
                retries = self._pace.retries()
            except _LATER as error:
                if self._well:  # begin with short pauses again
                    retries = self._pace.retries()
                self._become(State.OFFLINE, error)
                self._stopping.wait(next(retries))
            except LeaseHeld as error:
                self._become(State.ELSEWHERE, error)
                self._stopping.wait(self._pace.elsewhere)
            except TokenMissing as error:
                self._key = None  # it is looked for before the work is taken again
                self._become(State.CARD, error)
                self._stopping.wait(self._pace.token)
            except OSError as error:
                self._become(State.FAILED, HomeUnusable.of(error))
                self._stopping.wait(next(retries))
            finally:
                self._holding = None

    def _serve(self) -> None:
        key = self._opened()
        with Holding(self._remote, self._session, self._pace) as holding:
            self._holding = holding
            transport = key.transport(self._roots(holding))
            self._become(State.WORKING)
            while holding.held and not self._stopping.is_set():
                self._round(holding, lambda what: self._ask(what, key, transport))
            self._say_goodbye(holding)

    def _roots(self, holding: Holding) -> str:
        try:
            return roots.trusted(holding.granted, self._configured.service_key)
        except RootsAltered:
            self._leave()  # another computer may get better ones
            raise

    def _round(self, holding: Holding, ask: Asker) -> None:
        self._check_certificate()
        tell_events(self._events, self._remote, self._tax_id)
        self._tasks.go_on(ask, lambda: holding.held)
        signed = self._remote.job(self._session, self._pace.poll)
        self._well = True
        if signed is None or self._stopping.is_set():
            return  # one that is not begun is handed out again
        if not self._tasks.take(signed, ask, lambda: holding.held):
            self._stopping.wait(self._pace.refused)

    def _say_goodbye(self, holding: Holding) -> None:
        if holding.lost:
            raise holding.lost
        with suppress(MaloteError):
            tell_events(self._events, self._remote, self._tax_id)
        if self._stopping.is_set():
            self._leave()

    def _leave(self) -> None:
        if holding := self._holding:
            with suppress(MaloteError, RuntimeError):  # a client that is closed meanwhile
                holding.leave(patience=1)

    def _opened(self) -> Key:
        self._check_certificate()
        if self._key is None:
            self._become(State.PIN)
            self._key = self._keyring.key(self._configured.certificate)
            self._become(State.STARTING)
        return self._key

    def _check_certificate(self) -> None:
        until = self._configured.certificate_expires_at
        if until <= self._remote.now():
            raise CertificateExpired(f"venceu em {_written(until)}")

    def _become(self, state: State, error: MaloteError | None = None) -> None:
        if self._stopping.is_set():
            return
        self._board.put(self._tax_id, state, words_of(error) if error else "")
        if self._noted is state or state in _PASSING:
            return
        self._noted = state
        if error:
            self._events.note_error(error, self._tax_id)
        elif state is State.WORKING:
            self._events.note("working", "Em serviço, esperando tarefas.", self._tax_id)

    def _end(self, error: MaloteError) -> None:
        # What came of jobs is told even so: neither key nor PIN is needed for that.
        try:
            self._tasks.go_on(None, lambda: False)
        except MaloteError:
            pass
        except Exception:
            getLogger(__name__).exception("what came of jobs is not told")
        final = next((state for kind, state in _ENDS.items() if isinstance(error, kind)), None)
        self.ending = True
        self._become(final or State.FAILED, error)
        with suppress(MaloteError):
            tell_events(self._events, self._remote, self._tax_id)


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(BRASILIA):%d/%m/%Y %H:%M}"
