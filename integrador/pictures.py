"""The pictures of docs/integrador.md: a user goes through the window, on a screen of its own.

    cd integrador
    xvfb-run -a -s "-screen 0 1024x720x24" ../.local/integrador/bin/python pictures.py

Tokens are SoftHSM's, certificates of a test authority; SEFAZ and Malote are the tests' stand-ins.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.append(str(Path(__file__).parents[1]))  # where tests.softhsm is
os.environ.setdefault("QT_QPA_PLATFORM", "xcb")

from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from integrador.config import Config
from integrador.events import EventLog
from integrador.home import Home
from integrador.keys import Keyring
from integrador.service import Service
from integrador.window.agent import Agent
from integrador.window.main_window import MainWindow
from integrador.window.pin_dialog import PinDialog
from integrador.window.questions import Questions
from integrador.window.resend_dialog import ResendDialog
from integrador.window.settings import SettingsDialog
from malote.errors import LeaseHeld
from malote.relay.wire import Enrolled, Enrolling
from malote.sefaz.exchange import Exchange
from tests.cards.authority import authority
from tests.core.conftest import QUICK
from tests.core.remote_http import remote_service
from tests.core.remote_service import CODE, RemoteService
from tests.core.sefaz import SUMMARY, page
from tests.softhsm import VALID, make_token
from tests.window.screen import answer, application, click, dialog, eventually, pick, write

_FOLDER = Path(*sys.argv[1:2] or [Path(__file__).parents[1] / "docs" / "pictures"])
_PIN = "482915"
_BAKERY, _SHOP = "PADARIA PAO QUENTE LTDA", "COMERCIAL ALVORADA LTDA"


def main() -> None:
    """All of them, in the order in which a new user sees these screens."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        bakery, shop = stack.enter_context(remote_service()), stack.enter_context(remote_service())
        _make_tokens(Path(folder))
        pfx = Path(folder) / "alvorada.pfx"
        pfx.write_bytes(authority().a1("12ABC34501DE35").pfx("segredo"))
        window = stack.enter_context(_window(Home(Path(folder) / "casa")))
        _first_start(window, bakery, pfx)
        _second(window, shop)
        _work(window, bakery, shop)


def _first_start(window: MainWindow, remote: RemoteService, pfx: Path) -> None:
    _enrols(remote, "11222333000181", "SP", "Padaria Pão Quente Ltda")
    window.begin()
    settings = dialog(SettingsDialog)
    settings.reject()
    _picture("vazio")
    click(window.companies.add)
    settings = dialog(SettingsDialog)
    settings.advanced.address.setText(remote.url)
    settings.advanced.fold.setChecked(False)
    eventually(lambda: len(settings.picker.model.rows) == 3)
    settings.picker.open_file(pfx)
    write("segredo", dialog(PinDialog).field)
    dialog(PinDialog).accept()
    eventually(lambda: len(settings.picker.model.rows) == 4)
    pick(settings.picker.table, 1)
    settings.state.setCurrentText("SP")
    write(CODE, settings.code)
    _picture("configurar")
    click(settings.finish)
    write("111111", dialog(PinDialog).field)
    _picture("pin")
    click(dialog(PinDialog).give)
    eventually(settings.notice.isVisible)
    _picture("pin-errado")
    click(settings.finish)
    write(_PIN, dialog(PinDialog).field)
    click(dialog(PinDialog).give)
    eventually(lambda: "está configurado" in settings.notice.label.text())
    _picture("configurado")
    settings.reject()


def _second(window: MainWindow, remote: RemoteService) -> None:
    _enrols(remote, "12ABC34501DE35", "MG", "Comercial Alvorada Ltda")
    click(window.companies.add)
    settings = dialog(SettingsDialog)
    settings.advanced.address.setText(remote.url)
    eventually(lambda: len(settings.picker.model.rows) == 3)
    pick(settings.picker.table, 0)
    settings.state.setCurrentText("MG")
    write(CODE, settings.code)
    click(settings.finish)
    write(_PIN, dialog(PinDialog).field)
    click(dialog(PinDialog).give)
    eventually(lambda: "está configurado" in settings.notice.label.text())
    settings.reject()


def _work(window: MainWindow, bakery: RemoteService, shop: RemoteService) -> None:
    eventually(lambda: _states(window) == ["WORKING", "WORKING"])
    first = window.companies.model.rows[0].configured
    bakery.hand(bakery.job("job-0000001", first.certificate.thumbprint))
    eventually(lambda: "job_reported" in [each.kind for each in window.events.model.rows])
    window.address.setText("Serviço: https://malote.example.com.br")
    _picture("em-servico")
    click(window.companies.resend)
    resend = dialog(ResendDialog)
    click(resend.send)
    eventually(resend.notice.isVisible)
    _picture("enviar-de-novo")
    resend.reject()
    click(window.companies.remove)
    dialog(QMessageBox)
    _picture("remover")
    answer("Cancelar")
    shop.refuses = LeaseHeld("CONTABILIDADE-02")
    pick(window.companies.table, 1)
    eventually(lambda: _states(window)[1] == "ELSEWHERE")
    _picture("outro-computador")
    shop.refuses = None


def _states(window: MainWindow) -> list[str]:
    return [each.status.state.name for each in window.companies.model.rows]


def _enrols(remote: RemoteService, tax_id: str, state: str, company: str) -> None:
    enrol = remote.enrol

    def enrolled(asked: Enrolling) -> Enrolled:
        told = Enrolled.model_validate(enrol(asked).model_dump())
        return told.model_copy(update={"tax_id": tax_id, "state": state, "company": company})

    remote.enrol = enrolled  # type: ignore[method-assign]


def _make_tokens(folder: Path) -> None:
    past = datetime(2023, 6, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    now = datetime.now(UTC)
    made = [
        make_token(folder, authority(), tax_id, name=name, pin=_PIN, label=label, valid=valid)
        for tax_id, name, label, valid in (
            ("11222333000181", _BAKERY, "Padaria A3", (VALID[0], now + timedelta(days=412))),
            ("12ABC34501DE35", _SHOP, "ePass2003", (VALID[0], now + timedelta(days=98))),
            ("11222333000181", _BAKERY, "Token antigo", past),
        )
    ]
    os.environ.update(made[0].environment)


@contextmanager
def _window(home: Home) -> Iterator[MainWindow]:
    application()
    questions = Questions()
    keyring = Keyring(questions.ask)
    config, events = Config(home), EventLog(logging.getLogger("pictures"))
    service = Service(config, keyring, events, _ask, QUICK)
    window = MainWindow(Agent(config, keyring, events, service), questions, "0.1.0")
    window.setGeometry(QApplication.primaryScreen().geometry())
    window.show()
    left: list[bool] = []
    window.left.connect(lambda: left.append(True))
    try:
        yield window
        window.leave()
        eventually(lambda: left, seconds=40)
    finally:
        keyring.close()


_ask: Callable[..., Exchange] = lambda *_: Exchange(request=b"<pedido/>", answer=page(SUMMARY))  # noqa: E731


def _picture(name: str) -> None:
    QTest.qWait(300)
    front = QApplication.activeModalWidget() or QApplication.topLevelAt(5, 5)
    place = front.geometry()
    screen = QApplication.primaryScreen()
    image = screen.grabWindow(0, place.x(), place.y(), place.width(), place.height())
    painter = QPainter(image)  # there is no window manager to draw a frame
    painter.setPen(QColor("#888888"))
    painter.drawRect(0, 0, image.width() - 1, image.height() - 1)
    painter.end()
    path = _FOLDER / f"integrador-{name}.png"
    image.save(str(path))
    print(f"· {path.name}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
