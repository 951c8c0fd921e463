"""What workers tell, as Qt's signals: they are received in the window's thread."""

from PySide6.QtCore import QObject, Signal

from integrador.window.agent import Agent


class Told(QObject):
    """``status`` brings a Status, ``happened`` an Event. A signal across threads is queued."""

    status = Signal(object)
    happened = Signal(object)

    def __init__(self, agent: Agent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ends = (
            agent.service.listen(self.status.emit),
            agent.events.listen(self.happened.emit),
        )

    def close(self) -> None:
        """Workers may outlive the window."""
        for end in self._ends:
            end()
