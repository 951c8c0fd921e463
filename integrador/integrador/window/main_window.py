"""The main window: companies above, events below."""

from collections.abc import Callable
from pathlib import Path
from typing import override

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from integrador.addresses import default_url
from integrador.config import Configured
from integrador.window.agent import Agent
from integrador.window.background import Background
from integrador.window.busy import Busy
from integrador.window.company_model import Company
from integrador.window.company_panel import CompanyPanel
from integrador.window.confirming import confirm
from integrador.window.control import Control
from integrador.window.event_panel import EventPanel
from integrador.window.notice_bar import NoticeBar
from integrador.window.questions import Questions
from integrador.window.resend_dialog import ResendDialog
from integrador.window.settings import SettingsDialog
from integrador.window.told import Told
from integrador.window.tray import Tray
from malote.errors import MaloteError
from malote.tax_id import formatted


class MainWindow(QMainWindow):
    """``left``: the service is closed, and so may the program be."""

    left = Signal()

    def __init__(self, agent: Agent, questions: Questions, version: str) -> None:
        super().__init__()
        self._agent = agent
        self._questions = questions
        self._background = Background(self)
        self._leaving = False
        self._over = False
        self.tray: Tray | None = None
        self.control = Control(agent, self._background)
        self._told = Told(agent, self)
        self.companies = CompanyPanel()
        self.events = EventPanel()
        self.notice = NoticeBar()
        self.busy = Busy()
        self._inside = QWidget()
        self.address = QLabel()
        self.setWindowTitle("Integrador do Malote")
        self.resize(980, 680)
        self._lay_out(version)
        self._connect()
        questions.belong_to(self)
        for event in agent.events.recent():
            self.events.model.add(event)
        self.refresh()

    def begin(self) -> None:
        """Start what is configured; without anything, open the settings."""
        if self.companies.model.rows:
            self.control.start(None)
        elif self.notice.isHidden():
            self.configure()

    def configure(self) -> SettingsDialog:
        """Open the settings."""
        dialog = SettingsDialog(self._agent, self._background, self._questions, self)
        dialog.enrolled.connect(self._take_up)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def refresh(self) -> None:
        """Show what is configured, as it stands."""
        try:
            configured = self._agent.config.all()
            statuses = {each.tax_id: each for each in self._agent.service.statuses()}
        except MaloteError as error:
            self.notice.fail(error)
            return
        self.companies.show_all(
            Company(each, statuses[each.tax_id]) for each in configured if each.tax_id in statuses
        )
        self.events.offer(configured)
        addresses = {each.api_url for each in configured} or {default_url()} - {""}
        self.address.setText(f"Serviço: {', '.join(sorted(addresses)) or 'não configurado'}")

    def reveal(self) -> None:
        """In front of the others."""
        self.showNormal()
        self.raise_()
        self.activateWindow()

    def leave(self) -> None:
        """Stop all, then ``left``; a job in hand is done first."""
        if self._leaving:
            return
        self._leaving = True
        self._questions.close()
        self._inside.setEnabled(False)
        self.control.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        application = QApplication.instance()
        if self._over:
            return
        if isinstance(application, QApplication) and application.isSavingSession():
            return  # the computer is shut down: what is not done is done at the next start
        event.ignore()
        if self._leaving:
            return
        if self.tray:
            self.hide()
            self.tray.say_hidden()
        elif self._agent.service.at_work:
            confirm(
                self,
                "Fechar",
                "Parar de atender e fechar o Integrador?",
                "Enquanto ele estiver fechado, a SEFAZ não é consultada com este certificado.",
                {"Parar e fechar": self.leave, "Só minimizar": self.showMinimized},
            )
        else:
            self.leave()

    def _lay_out(self, version: str) -> None:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.companies)
        splitter.addWidget(self.events)
        splitter.setSizes([270, 330])
        layout = QVBoxLayout(self._inside)
        layout.addWidget(self.notice)
        layout.addWidget(splitter, 1)
        self.setCentralWidget(self._inside)
        bar = self.statusBar()
        bar.addWidget(self.address, 1)
        for each in (self.busy, QLabel(f"Versão {version}")):
            bar.addPermanentWidget(each)

    def _connect(self) -> None:
        panel, control = self.companies, self.control
        panel.add.clicked.connect(self.configure)
        panel.start.clicked.connect(lambda: self._with_chosen(lambda it: control.start(it.tax_id)))
        panel.stop.clicked.connect(lambda: self._with_chosen(lambda it: control.stop(it.tax_id)))
        panel.start_all.clicked.connect(lambda: control.start(None))
        panel.stop_all.clicked.connect(lambda: control.stop(None))
        panel.folder.clicked.connect(lambda: self._with_chosen(self._open_folder))
        panel.resend.clicked.connect(lambda: self._with_chosen(self._resend))
        panel.remove.clicked.connect(lambda: self._with_chosen(self._remove))
        self.events.logs.clicked.connect(lambda: _open(self._agent.config.home.logs))
        control.busy.connect(self._show_busy)
        control.changed.connect(self.refresh)
        control.failed.connect(self.notice.fail)
        control.closed.connect(self._left)
        self._told.status.connect(panel.show_status)
        self._told.happened.connect(self.events.model.add)

    def _with_chosen(self, do: Callable[[Configured], object]) -> None:
        if company := self.companies.chosen:
            do(company.configured)

    def _take_up(self, configured: Configured) -> None:
        self.refresh()
        self.control.take_up(configured)

    def _open_folder(self, configured: Configured) -> None:
        _open(self._agent.config.home.documents(configured.tax_id))

    def _resend(self, configured: Configured) -> None:
        dialog = ResendDialog(self._agent.config.home, configured, self._background, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove(self, configured: Configured) -> None:
        confirm(
            self,
            "Remover",
            f"Remover {formatted(configured.tax_id)} deste computador?",
            "Os documentos recebidos ficam na pasta. A autorização deste computador é apagada: "
            "para voltar, é preciso um código novo. Revogue-a também no Malote.",
            {"Remover": lambda: self.control.remove(configured.tax_id)},
        )

    def _show_busy(self, words: str) -> None:
        if words:
            self.notice.hide()
            self.busy.begin(words)
        else:
            self.busy.end()

    def _left(self) -> None:
        self._told.close()
        self._over = True
        self.left.emit()


def _open(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
