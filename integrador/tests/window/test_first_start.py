import pytest
from PySide6.QtWidgets import QDialog

from integrador.certificates import Trouble
from integrador.window.pin_dialog import PinDialog
from integrador.window.settings import SettingsDialog
from tests.core.remote_service import CODE, RemoteService
from tests.window.conftest import Desk
from tests.window.screen import click, dialog, dialogs, eventually, pick, write


@pytest.fixture
def settings(desk: Desk, remote: RemoteService) -> SettingsDialog:
    desk.window.begin()
    opened = dialog(SettingsDialog)
    opened.advanced.address.setText(remote.url)
    eventually(lambda: opened.picker.chosen)
    return opened


def fill_in(settings: SettingsDialog, code: str = CODE, state: str = "SP") -> None:
    settings.state.setCurrentText(state)
    settings.code.clear()
    write(code, settings.code)


def give(pin: str) -> None:
    asked = dialog(PinDialog)
    write(pin, asked.field)
    click(asked.give)


def test_settings_open_by_themselves_and_list_certificates(
    settings: SettingsDialog, desk: Desk
) -> None:
    first, second = (
        [settings.picker.model.data(settings.picker.model.index(row, each)) for each in range(5)]
        for row in (0, 1)
    )
    assert first == [
        "EMPRESA DE TESTE LTDA", "11.222.333/0001-81", "16/09/2027", "Token “Cartão de teste”",
        "Sim",
    ]  # fmt: skip
    assert second[4] == "O certificado venceu."
    pick(settings.picker.table, 1)
    assert settings.picker.chosen == desk.certificates.found[0], "an expired one was picked"
    assert not settings.finish.isEnabled()


def test_a_computer_is_configured_and_starts(
    settings: SettingsDialog, desk: Desk, remote: RemoteService
) -> None:
    fill_in(settings, CODE.lower().replace("-", ""))
    assert settings.code.text() == CODE
    click(settings.finish)
    give("1234")
    eventually(lambda: "está configurado" in settings.notice.label.text())
    eventually(lambda: desk.window.companies.model.rows and desk.state == "WORKING")
    assert desk.keyring.tried == ["1234"]
    assert settings.code.text() == ""
    settings.reject()
    assert not dialogs(QDialog)


def test_another_state_than_the_branchs_is_told(settings: SettingsDialog, desk: Desk) -> None:
    fill_in(settings, state="RJ")
    click(settings.finish)
    give("1234")
    eventually(lambda: "diz SP, e não RJ" in settings.notice.label.text())


def test_a_wrong_code_is_told_and_can_be_corrected(settings: SettingsDialog, desk: Desk) -> None:
    fill_in(settings, "0000-0000-0000-0000")
    click(settings.finish)
    give("1234")
    eventually(settings.notice.isVisible)
    assert "código" in settings.notice.label.text().lower()
    assert not desk.agent.config.all()
    fill_in(settings)
    click(settings.finish)
    eventually(desk.agent.config.all)


def test_a_wrong_pin_is_told_and_asked_anew_only_when_wanted(
    settings: SettingsDialog, desk: Desk, remote: RemoteService
) -> None:
    fill_in(settings)
    click(settings.finish)
    give("9999")
    eventually(lambda: "está errado" in settings.notice.label.text())
    assert (desk.keyring.tried, dialogs(PinDialog), remote.devices) == (["9999"], [], {})
    click(settings.finish)
    give("1234")
    eventually(desk.agent.config.all)


def test_the_settings_stay_while_the_code_is_used(settings: SettingsDialog, desk: Desk) -> None:
    fill_in(settings)
    click(settings.finish)
    dialog(PinDialog)
    settings.reject()
    assert settings.isVisible()
    assert settings.busy.isVisible()
    dialog(PinDialog).reject()
    eventually(lambda: "Falta o PIN" in settings.notice.label.text())


@pytest.mark.parametrize(
    ("cleared", "missing"),
    [("code", "1234"), ("state", None), ("address", " ")],
)
def test_nothing_is_sent_while_something_is_missing(
    settings: SettingsDialog, cleared: str, missing: str | None
) -> None:
    fill_in(settings)
    assert settings.finish.isEnabled()
    match cleared:
        case "code":
            settings.code.setText(missing or "")
        case "state":
            settings.state.setCurrentIndex(-1)
        case _:
            settings.advanced.address.setText(missing or "")
    assert not settings.finish.isEnabled()


def test_troubles_are_told_and_another_driver_is_looked_at(
    settings: SettingsDialog, desk: Desk
) -> None:
    desk.certificates.found = []
    desk.certificates.troubles = [Trouble("Token X", "Não mostra nada.", "Veja o programa.")]
    settings.advanced.driver.setText("/opt/token.so")
    click(settings.picker.again)
    eventually(settings.picker.again.isEnabled)
    assert desk.certificates.modules[-1] == ["/opt/token.so"]
    assert "Nenhum certificado encontrado" in settings.picker.troubles.text()
    assert "Token X: Não mostra nada. Veja o programa." in settings.picker.troubles.text()
    assert settings.picker.chosen is None
