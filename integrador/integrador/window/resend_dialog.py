"""Documents are sent again by hand."""

from datetime import datetime
from typing import override

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from integrador.config import Configured
from integrador.device_key import DeviceKey
from integrador.folders import Folder
from integrador.home import Home
from integrador.remote import Remote
from integrador.resend import Summary, resend
from integrador.window.background import Background
from integrador.window.notice_bar import NoticeBar
from malote.clock import BRASILIA
from malote.errors import MaloteError
from malote.tax_id import formatted

_DAYS = 30
_WHAT = (
    "Envia ao Malote os documentos da pasta deste computador. "
    "Os que ele já tem não são enviados outra vez."
)


class ResendDialog(QDialog):
    """Of one CNPJ or CPF. It cannot be closed while it sends."""

    _progress = Signal(int, int)

    def __init__(
        self, home: Home, configured: Configured, background: Background, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._home = home
        self._configured = configured
        self._background = background
        self._sending = False
        self.setWindowTitle("Enviar de novo")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(520)
        self.since = QDateEdit(QDate.currentDate().addDays(-_DAYS))
        self.since.setCalendarPopup(True)
        self.since.setDisplayFormat("dd/MM/yyyy")
        self.everything = QCheckBox("&Todos, desde o começo")
        self.everything.toggled.connect(self.since.setDisabled)
        self.bar = QProgressBar()
        self.bar.setFormat("%v de %m")
        self.bar.hide()
        self.notice = NoticeBar()
        buttons = QDialogButtonBox()
        self.send = buttons.addButton("&Enviar", QDialogButtonBox.ButtonRole.ActionRole)
        self.leave = buttons.addButton("Fechar", QDialogButtonBox.ButtonRole.RejectRole)
        self.send.clicked.connect(self._send)
        buttons.rejected.connect(self.reject)
        self._progress.connect(self._show_progress)
        form = QFormLayout()
        form.addRow("&Chegados desde:", self.since)
        form.addRow("", self.everything)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        whose = f"{configured.company or configured.holder}, {formatted(configured.tax_id)}"
        layout.addWidget(QLabel(whose, textFormat=Qt.TextFormat.PlainText, wordWrap=True))
        layout.addWidget(QLabel(_WHAT, wordWrap=True))
        layout.addLayout(form)
        for each in (self.bar, self.notice, buttons):
            layout.addWidget(each)

    @override
    def done(self, result: int) -> None:
        if not self._sending:
            super().done(result)

    def _send(self) -> None:
        day = self.since.date()
        first = datetime(day.year(), day.month(), day.day(), tzinfo=BRASILIA)
        since = None if self.everything.isChecked() else first

        def work() -> Summary:
            each = self._configured
            remote = Remote(
                each.api_url, each.device_id, DeviceKey.kept(self._home, each.public_key)
            )
            paths = list(Folder(self._home.documents(each.tax_id)).documents(since))
            try:
                return resend(
                    remote, paths, lambda done: self._progress.emit(done.done, len(paths))
                )
            finally:
                remote.close()

        self.notice.hide()
        self.bar.setRange(0, 0)
        self._become_busy(True)
        self._background.run(self, work, self._tell, self._fail)

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _tell(self, summary: Summary) -> None:
        self._become_busy(False)
        if summary.problem:
            self.notice.fail(summary.problem, _counted(summary))
        elif summary.done:
            self.notice.succeed(_counted(summary))
        else:
            self.notice.warn("Nenhum documento chegou nesse período.")

    def _fail(self, error: MaloteError) -> None:
        self._become_busy(False)
        self.notice.fail(error)

    def _become_busy(self, sending: bool) -> None:
        self._sending = sending
        self.bar.setVisible(sending)
        for each in (self.send, self.leave, self.everything):
            each.setDisabled(sending)
        self.since.setDisabled(sending or self.everything.isChecked())


def _counted(summary: Summary) -> str:
    return (
        f"Enviados: {summary.sent}. O Malote já tinha: {summary.there}. Falharam: {summary.failed}."
    )
