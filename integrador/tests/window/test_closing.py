import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtWidgets import QMessageBox

from integrador.config import Configured
from integrador.home import Home
from integrador.locking import one_process
from integrador.window.pin_dialog import PinDialog
from integrador.window.tray import Tray
from tests.core.remote_service import RemoteService
from tests.window.conftest import Desk
from tests.window.screen import answer, dialog, dialogs, eventually


def test_closing_asks_before_it_stops(working: Desk, remote: RemoteService) -> None:
    working.window.close()
    answer("Cancelar")
    assert working.window.isVisible()
    assert working.agent.service.at_work
    working.window.close()
    answer("Parar e fechar")
    eventually(lambda: working.left)
    assert not working.agent.service.at_work
    assert remote.held_by is None


def test_with_a_tray_closing_only_hides(working: Desk) -> None:
    working.window.tray = tray = Tray()
    tray.opened.connect(working.window.reveal)
    tray.left.connect(working.window.leave)
    working.window.close()
    assert not working.window.isVisible()
    assert not dialogs(QMessageBox)
    assert working.agent.service.at_work
    tray.menu.actions()[0].trigger()
    assert working.window.isVisible()
    tray.menu.actions()[-1].trigger()
    eventually(lambda: working.left)


def test_leaving_takes_back_the_question_for_a_pin(configured: Configured, desk: Desk) -> None:
    desk.window.refresh()
    desk.window.begin()
    dialog(PinDialog)
    desk.window.leave()
    eventually(lambda: desk.left)
    assert not dialogs(PinDialog)
    assert desk.keyring.tried == [None]
    late: list[str | None] = ["not asked"]
    thread = Thread(target=lambda: late.append(desk.questions.ask(configured.certificate, "")))
    thread.start()
    thread.join(5)
    assert late[1:] == [None]


def test_broken_settings_are_told_and_left_alone(desk: Desk) -> None:
    home = desk.agent.config.home
    home.settings.write_text("{")
    desk.window.refresh()
    desk.window.begin()
    assert "está danificado" in desk.window.notice.label.text()
    assert not dialogs(QMessageBox)
    assert home.settings.read_text() == "{"


PROGRAM = """
import sys
from integrador.window import app
app.QMessageBox.information = app.QMessageBox.critical = lambda *said: print(said[2])
app.MainWindow.begin = lambda self: (print("opened"), self.close())
sys.exit(app.main(sys.argv[1]))
"""


def opened(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(home)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_program_opens_and_ends(home: Home) -> None:
    done = opened(home.root)
    assert (done.returncode, done.stdout) == (0, "opened\n"), done.stderr


def test_a_second_one_on_the_same_home_says_so(home: Home) -> None:
    with one_process(home):
        done = opened(home.root)
    assert done.returncode == 1, done.stderr
    assert "já está aberto" in done.stdout
    assert "opened" not in done.stdout


@pytest.mark.parametrize("spoilt", ["casa", "casa/agent.lock", "casa/logs"])
def test_a_home_that_cannot_be_used_is_told_with_what_to_do(tmp_path: Path, spoilt: str) -> None:
    path = tmp_path / spoilt
    path.parent.mkdir(exist_ok=True)
    if spoilt.endswith(".lock"):
        path.mkdir()
    else:
        path.touch()
    done = opened(tmp_path / "casa")
    assert (done.returncode, done.stderr) == (1, "")
    assert "não pode ser lida ou escrita" in done.stdout
    assert str(path) in done.stdout
    assert "Confira o espaço em disco" in done.stdout
    assert "opened" not in done.stdout
