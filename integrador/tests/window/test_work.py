from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from integrador.config import Configured
from integrador.window.pin_dialog import PinDialog
from integrador.window.resend_dialog import ResendDialog
from integrador.window.settings import SettingsDialog
from tests.core.remote_service import RemoteService
from tests.core.software_key import TAX_ID
from tests.window.conftest import Desk
from tests.window.screen import answer, click, dialog, dialogs, eventually, write


def test_it_starts_by_itself_and_asks_for_the_pin_once(configured: Configured, desk: Desk) -> None:
    desk.keyring.warning = "Restam poucas tentativas."
    desk.window.refresh()
    desk.window.begin()
    asked = dialog(PinDialog)
    eventually(lambda: desk.state == "PIN")
    write("1234", asked.field)
    asked.accept()
    eventually(lambda: desk.state == "WORKING")
    assert not dialogs(SettingsDialog)
    click(desk.window.companies.stop)
    eventually(lambda: desk.state == "STOPPED")
    click(desk.window.companies.start)
    eventually(lambda: desk.state == "WORKING")
    assert desk.keyring.tried == ["1234"]


@pytest.mark.parametrize(("pin", "said"), [("9999", "está errado"), (None, "Falta o PIN")])
def test_without_the_right_pin_it_waits_for_its_user(
    configured: Configured, desk: Desk, pin: str | None, said: str
) -> None:
    desk.window.refresh()
    desk.window.begin()
    asked = dialog(PinDialog)
    if pin is None:
        asked.reject()
    else:
        write(pin, asked.field)
        asked.accept()
    eventually(lambda: said in desk.window.companies.detail.text())
    assert desk.keyring.tried == [pin]
    assert not dialogs(PinDialog)
    click(desk.window.companies.start)
    write("1234", dialog(PinDialog).field)
    dialog(PinDialog).accept()
    eventually(lambda: desk.state == "WORKING")


def test_pins_are_asked_for_one_at_a_time(desk: Desk, configured: Configured) -> None:
    answers: list[str | None] = []
    threads = [
        Thread(target=lambda: answers.append(desk.questions.ask(configured.certificate, "")))
        for _ in range(2)
    ]
    for each in threads:
        each.start()
    dialog(PinDialog)
    QTest.qWait(200)  # for the second one not to come
    for pin in ("1111", "2222"):
        asked = dialog(PinDialog)
        write(pin, asked.field)
        asked.accept()
        eventually(partial(_gone, asked))
    eventually(lambda: len(answers) == 2)
    assert sorted(filter(None, answers)) == ["1111", "2222"]


def _gone(asked: PinDialog) -> bool:
    return asked not in dialogs(PinDialog)


def test_events_come_from_workers_newest_first(working: Desk) -> None:
    model, panel = working.window.events.model, working.window.events
    eventually(lambda: model.rows and model.rows[0].kind == "working")
    thread = Thread(target=lambda: working.agent.events.note("odd", "Estranho.", level="error"))
    thread.start()
    eventually(lambda: model.rows[0].kind == "odd")
    assert model.line(0).split("\t")[1:] == ["", "Erro: Estranho."]
    panel.filter.setCurrentIndex(panel.filter.findData(TAX_ID))
    click(panel.copy)
    copied = QGuiApplication.clipboard().text()
    assert "Em serviço" in copied
    assert "Estranho" not in copied


def test_one_is_removed_and_its_documents_stay(working: Desk) -> None:
    folder = working.agent.config.home.documents(TAX_ID) / "2026-11"
    folder.mkdir(parents=True)
    (folder / "um.xml").write_bytes(b"<nfe/>")
    click(working.window.companies.remove)
    answer("Cancelar")
    assert not working.window.busy.isVisible()
    assert working.agent.config.all()
    click(working.window.companies.remove)
    assert "ficam na pasta" in dialog(QMessageBox).informativeText()
    answer("Remover")
    eventually(lambda: not working.agent.config.all())
    eventually(lambda: not working.window.companies.model.rows)
    assert (folder / "um.xml").exists()
    assert not working.agent.service.at_work


def test_documents_are_sent_again(working: Desk, remote: RemoteService) -> None:
    folder = working.agent.config.home.documents(TAX_ID) / "2026-11"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"{number}.xml").write_bytes(f"<nfe n='{number}'/>".encode())
    click(working.window.companies.resend)
    opened = dialog(ResendDialog)
    click(opened.send)
    eventually(lambda: "Enviados: 3. O Malote já tinha: 0" in opened.notice.label.text())
    assert sum(name.startswith("/inbox/") for name in remote.bucket) == 3
    remote.cut = True
    click(opened.send)
    eventually(lambda: "Falharam: 3" in opened.notice.label.text())
    assert "Não foi possível falar com o serviço" in opened.notice.label.text()
    remote.cut = False
    opened.reject()


def test_its_folder_is_opened(working: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )
    click(working.window.companies.folder)
    click(working.window.events.logs)
    home = working.agent.config.home
    assert opened == [home.documents(TAX_ID), home.logs]
    assert all(each.is_dir() for each in opened)
