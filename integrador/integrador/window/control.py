"""What the window has the service do, off its own thread and one thing after another."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from integrador.config import Configured
from integrador.window.agent import Agent
from integrador.window.background import Background
from malote.errors import MaloteError


class Control(QObject):
    """``busy`` says in words what goes on, "" that nothing does; ``changed`` that rows did."""

    busy = Signal(str)
    changed = Signal()
    failed = Signal(object)
    closed = Signal()

    def __init__(self, agent: Agent, background: Background) -> None:
        super().__init__()
        self._agent = agent
        self._background = background
        self._under_way = 0

    def start(self, tax_id: str | None) -> None:
        """One, or all."""
        self._do("Iniciando…", lambda: self._agent.service.start(tax_id))

    def stop(self, tax_id: str | None) -> None:
        """One, or all; a job in hand is still done."""
        self._do("Parando…", lambda: self._agent.service.stop(tax_id))

    def take_up(self, configured: Configured) -> None:
        """It was configured just now, maybe in place of what is at work."""

        def work() -> None:
            self._agent.service.stop(configured.tax_id)
            self._agent.service.start(configured.tax_id)

        self._do("Iniciando…", work)

    def remove(self, tax_id: str) -> None:
        """Stop it and forget it; its folder stays."""

        def work() -> None:
            self._agent.service.stop(tax_id)
            self._agent.config.remove(tax_id)

        self._do("Removendo…", work)

    def close(self) -> None:
        """Stop all, wait for jobs in hand, log out of the cards; ``closed`` then."""

        def work() -> None:
            with self._background.turn:
                self._agent.service.close()

        self.busy.emit("Terminando a tarefa em andamento…")
        self._background.run(self, work, lambda _: self.closed.emit(), lambda _: self.closed.emit())

    def _do(self, words: str, work: Callable[[], None]) -> None:
        def in_turn() -> None:
            with self._background.turn:
                work()

        self._under_way += 1
        self.busy.emit(words)
        self._background.run(self, in_turn, self._end, self._fail)

    def _end(self, _: None = None) -> None:
        self._under_way -= 1
        if not self._under_way:
            self.busy.emit("")
        self.changed.emit()

    def _fail(self, error: MaloteError) -> None:
        self.failed.emit(error)
        self._end()
