from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtWidgets import QDialog
from shiboken6 import delete

from integrador.config import Configured
from integrador.errors import IntegradorError, TokenMissing
from integrador.events import MOST_KEPT, Event
from integrador.references import CertificateRef
from integrador.states import State
from integrador.window import wording
from integrador.window.background import Background
from integrador.window.code_field import CodeField
from integrador.window.event_model import EventModel
from integrador.window.notice_bar import NoticeBar
from integrador.window.pin_dialog import PinDialog
from integrador.window.settings import SettingsDialog
from malote.clock import utc_now
from malote.errors import MaloteError
from tests.cards.authority import authority
from tests.core.software_key import TAX_ID
from tests.window.conftest import Desk
from tests.window.screen import click, dialog, eventually, write

CARD = CertificateRef(kind="pkcs11", thumbprint="0" * 64, token="Cartão")
FILE = CertificateRef(kind="pfx", thumbprint="0" * 64, path="/tmp/a.pfx")


@pytest.mark.parametrize(
    ("typed", "shown", "complete"),
    [
        ("abcdefghjkmnpqrs", "ABCD-EFGH-JKMN-PQRS", True),
        ("ABCD-EFGH-JKMN-PQRS", "ABCD-EFGH-JKMN-PQRS", True),
        ("abcd efgh", "ABCD-EFGH", False),
        ("abcdefghjkmnpqrst", "ABCD-EFGH-JKMN-PQRS", True),
    ],
)
def test_a_code_is_grouped_as_it_is_typed(typed: str, shown: str, complete: bool) -> None:
    field = CodeField()
    write(typed, field)
    assert (field.text(), field.complete) == (shown, complete)


def test_a_code_is_corrected_in_the_middle() -> None:
    field = CodeField()
    write("abcdefgh", field)
    field.setCursorPosition(2)
    write("zz", field)
    assert field.text() == "ABZZ-CDEF-GH"
    write("y", field)
    assert field.text() == "ABZZ-YCDE-FGH"


def asked(desk: Desk, certificate: CertificateRef) -> list[str | None]:
    """By a worker; what it is answered is added."""
    answers: list[str | None] = []
    Thread(target=lambda: answers.append(desk.questions.ask(certificate, "")), daemon=True).start()
    return answers


def test_a_files_password_is_typed_once(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.pfx"
    path.write_bytes(authority().a1(TAX_ID).pfx("segredo"))
    settings = desk.window.configure()
    eventually(settings.picker.again.isEnabled)
    for password in ("errada", "segredo"):
        settings.picker.open_file(path)
        typed = dialog(PinDialog)
        write(password, typed.field)
        typed.accept()
        eventually(settings.picker.again.isEnabled)
        if password == "errada":
            assert "senha" in settings.notice.label.text().lower()
    eventually(lambda: settings.picker.chosen and settings.picker.chosen.ref.kind == "pfx")
    assert settings.picker.chosen
    answers = asked(desk, settings.picker.chosen.ref)
    eventually(lambda: answers)
    assert answers == ["segredo"]
    settings.picker.search()
    eventually(settings.picker.again.isEnabled)
    assert [each.ref.kind for each in settings.picker.model.rows] == ["pkcs11", "pkcs11", "pfx"]
    settings.reject()


def test_a_password_that_nobody_asked_for_is_forgotten(desk: Desk) -> None:
    settings: SettingsDialog = desk.window.configure()
    desk.questions.give(FILE.path, "segredo")
    settings.reject()
    answers = asked(desk, FILE)
    dialog(PinDialog).reject()
    eventually(lambda: answers)
    assert answers == [None]


@pytest.mark.parametrize(
    ("certificate", "warning", "typed", "given"),
    [
        (CARD, "Restam poucas tentativas.", "1234", "1234"),
        (CARD, "", "", None),
        (FILE, "", "", ""),
    ],
)
def test_a_pin_is_taken_once(
    certificate: CertificateRef, warning: str, typed: str, given: str | None
) -> None:
    pin = PinDialog(certificate, warning)
    pin.show()
    assert [each.isVisible() for each in pin.findChildren(NoticeBar)] == [bool(warning)]
    write(typed, pin.field)
    assert pin.field.displayText() == "●" * len(typed)
    if given is None:
        assert not pin.give.isEnabled()
        pin.reject()
    else:
        click(pin.give)
        assert pin.result() == QDialog.DialogCode.Accepted
    assert pin.taken() == given
    assert pin.field.text() == ""


def test_only_the_last_events_are_kept() -> None:
    model = EventModel()
    for number in range(MOST_KEPT + 1):
        event = Event(event_id=str(number), at=utc_now(), kind="odd", text=str(number))
        model.add(event)
    model.add(event)
    assert (len(model.rows), model.rows[0].text, model.rows[-1].text) == (1000, "1000", "1")


def test_markup_of_others_is_shown_as_text() -> None:
    bar = NoticeBar()
    bar.fail(TokenMissing("<b>x</b>"))
    assert "&lt;b&gt;x&lt;/b&gt;" in bar.label.text()


def test_every_state_has_its_words_and_colour(configured: Configured, desk: Desk) -> None:
    desk.window.refresh()
    panel = desk.window.companies
    for state in State:
        row = panel.model.rows[0]
        panel.show_status(row.status.model_copy(update={"state": state, "detail": "Por isso."}))
        assert panel.model.data(panel.model.index(0, 4)) == state.label
        assert wording.colour(state).isValid()
        assert panel.detail.text() == "Por isso."
        ended = state in {State.STOPPED, State.REVOKED, State.EXPIRED}
        assert panel.start.isEnabled() == (ended or state is State.FAILED)
        assert panel.stop.isEnabled() == (not ended)


def test_a_fault_of_ours_is_told_in_words(desk: Desk) -> None:
    told: list[MaloteError] = []
    background = Background()

    def fault() -> None:
        raise ZeroDivisionError

    background.run(desk.window, fault, lambda _: None, told.append)
    eventually(lambda: told)
    assert isinstance(told[0], IntegradorError)
    assert told[0].detail == "ZeroDivisionError"


def test_nobody_is_told_who_is_gone(desk: Desk) -> None:
    background, gone = Background(), QDialog()
    told: list[None] = []
    background.run(gone, lambda: None, told.append, lambda _: None)
    delete(gone)
    background.run(desk.window, lambda: None, told.append, lambda _: None)
    eventually(lambda: told)
    assert told == [None]
