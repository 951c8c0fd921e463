"""A PIN or a password, typed unseen; it is kept nowhere here."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from integrador.references import CertificateRef
from integrador.window.notice_bar import NoticeBar

_ONCE = "Um PIN errado não é tentado de novo: depois de três erros o token bloqueia."


class PinDialog(QDialog):
    """``warning`` is the card's, of few tries left. Read it with ``taken``, once."""

    def __init__(
        self, certificate: CertificateRef, warning: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._may_be_empty = certificate.kind == "pfx"
        self.setWindowTitle("Senha do arquivo" if self._may_be_empty else "PIN do token")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumWidth(440)
        self.field = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.field.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        asked = _label(_question(certificate))
        asked.setBuddy(self.field)
        alarm = NoticeBar()
        if warning:
            alarm.warn(warning)
        buttons = QDialogButtonBox()
        self.give = buttons.addButton("Continuar", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Cancelar", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.field.textChanged.connect(self._allow)
        self._allow()
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        for each in (asked, self.field, alarm, _label(_promise(certificate)), buttons):
            layout.addWidget(each)
        self.field.setFocus()

    def taken(self) -> str | None:
        """What was typed, None if it was cancelled; it is forgotten here."""
        typed = self.field.text() if self.result() == QDialog.DialogCode.Accepted else None
        self.field.clear()
        return typed

    def _allow(self) -> None:
        self.give.setEnabled(self._may_be_empty or bool(self.field.text()))


def _question(certificate: CertificateRef) -> str:
    if certificate.kind == "pfx":
        return f"Senha do arquivo “{Path(certificate.path).name}”:"
    return f"PIN do token “{certificate.token}”:"


def _promise(certificate: CertificateRef) -> str:
    if certificate.kind == "pfx":
        return "A senha fica só na memória, até o Integrador ser fechado."
    return f"{_ONCE} O PIN fica só na memória, até o Integrador ser fechado."


def _label(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setMinimumWidth(400)
    return label
