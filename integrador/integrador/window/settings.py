"""A CNPJ or CPF is configured: a certificate, its state, and the one-time code."""

from typing import get_args, override

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from integrador.config import Configured
from integrador.enrolling import enrol
from integrador.references import CertificateRef
from integrador.window.advanced import Advanced
from integrador.window.agent import Agent
from integrador.window.background import Background
from integrador.window.busy import Busy
from integrador.window.certificate_picker import CertificatePicker
from integrador.window.code_field import CodeField
from integrador.window.notice_bar import NoticeBar
from integrador.window.questions import Questions
from integrador.window.tax_id_field import TaxIdField
from malote.branches.models import State
from malote.errors import MaloteError
from malote.tax_id import formatted

_WELCOME = (
    "Para este computador consultar a SEFAZ com o seu certificado, escolha o certificado e "
    "digite o código de uso único que o administrador da empresa criou no Malote. "
    "O CPF ou CNPJ vem do certificado; se o código for de outra filial da empresa, corrija-o."
)


class SettingsDialog(QDialog):
    """``enrolled`` brings a Configured; the dialog stays, to say so."""

    enrolled = Signal(object)

    def __init__(
        self, agent: Agent, background: Background, questions: Questions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._agent = agent
        self._background = background
        self._questions = questions
        self._busy_enrolling = False
        self.setWindowTitle("Configurar um CPF ou CNPJ")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.advanced = Advanced()
        self.picker = CertificatePicker(agent, background, self.advanced.drivers)
        self.tax_id = TaxIdField()
        self._filled_from: CertificateRef | None = None
        self.state = QComboBox()
        self.state.setPlaceholderText("Escolha")
        self.state.addItems(get_args(State))
        self.state.setCurrentIndex(-1)
        self.code = CodeField()
        self.notice = NoticeBar()
        self.busy = Busy()
        self.finish = QPushButton("&Configurar", default=True)
        self.leave = QPushButton("Fechar", autoDefault=False)
        self._lay_out()
        self.resize(860, 600)
        self.picker.picked.connect(self._fill_in)
        self.tax_id.line.textChanged.connect(self._allow)
        self.picker.opened.connect(questions.give)
        self.picker.failed.connect(self.notice.fail)
        self.state.currentIndexChanged.connect(self._allow)
        self.code.textChanged.connect(self._allow)
        self.advanced.address.textChanged.connect(self._allow)
        self.finish.clicked.connect(self._enrol)
        self.leave.clicked.connect(self.reject)
        self._allow()
        self.picker.search()

    @override
    def done(self, result: int) -> None:
        if self._busy_enrolling:  # the code may be used up just now: its answer must be seen
            return
        self._questions.forget_given()
        super().done(result)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self.code.setMinimumWidth(self.code.fontMetrics().averageCharWidth() * 26)
        form.addRow("CPF ou C&NPJ:", self.tax_id)
        form.addRow("&Estado (UF):", self.state)
        form.addRow("Código de &uso único:", self.code)
        buttons = QHBoxLayout()
        buttons.addWidget(self.busy, 1)
        buttons.addStretch()
        buttons.addWidget(self.leave)
        buttons.addWidget(self.finish)
        welcome = QLabel(_WELCOME, wordWrap=True)
        heading = QLabel("<b>Certificado</b>")
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        for each in (welcome, heading):
            layout.addWidget(each)
        layout.addWidget(self.picker, 1)
        layout.addLayout(form)
        layout.addWidget(self.advanced)
        layout.addWidget(self.notice)
        layout.addLayout(buttons)

    def _fill_in(self) -> None:
        chosen = self.picker.chosen
        if chosen and chosen.ref != self._filled_from:  # else it may have been corrected since
            self._filled_from = chosen.ref
            self.tax_id.fill(chosen.tax_id)
        self._allow()

    def _allow(self) -> None:
        address = self.advanced.address.text().strip()
        ready = self.state.currentText() and self.code.complete and address
        whose = self.picker.chosen and self.tax_id.tax_id
        self.finish.setEnabled(bool(ready and whose) and not self._busy_enrolling)

    def _enrol(self) -> None:
        chosen = self.picker.chosen
        if chosen is None:
            return
        address, code = self.advanced.address.text().strip(), self.code.text()
        tax_id = self.tax_id.tax_id

        def work() -> Configured:
            with self._background.turn:
                self._agent.keyring.ask_again(chosen.ref)
                return enrol(
                    self._agent.config,
                    self._agent.keyring,
                    api_url=address,
                    code=code,
                    certificate=chosen.ref,
                    tax_id=tax_id,
                )

        self.notice.hide()
        self._become_busy(True)
        self.busy.begin("Configurando: o token pode levar alguns segundos…")
        self._background.run(self, work, self._tell, self._fail)

    def _tell(self, configured: Configured) -> None:
        self._become_busy(False)
        self.code.clear()
        done = f"{formatted(configured.tax_id)} ({configured.company}) está configurado."
        if configured.state == self.state.currentText():
            self.notice.succeed(f"{done} O serviço já foi iniciado.")
        else:
            self.notice.warn(
                f"{done} O cadastro da filial no Malote diz {configured.state}, e não "
                f"{self.state.currentText()}: vale o do Malote."
            )
        self.enrolled.emit(configured)

    def _fail(self, error: MaloteError) -> None:
        self._become_busy(False)
        self.notice.fail(error)

    def _become_busy(self, busy: bool) -> None:
        self._busy_enrolling = busy
        for each in (self.picker, self.tax_id, self.state, self.code, self.advanced, self.leave):
            each.setEnabled(not busy)
        if not busy:
            self.busy.end()
        self._allow()
