"""Whom a computer is to serve: the certificate's own, or another of its company's."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from integrador.window.settings import SettingsDialog
from integrador.window.tax_id_field import TaxIdField
from tests.core.remote_service import RemoteService
from tests.core.software_key import TAX_ID
from tests.window.conftest import Desk
from tests.window.screen import click, eventually, pick, write
from tests.window.test_first_start import fill_in, give, settings

__all__ = ["settings"]

SISTER, STRANGER = "11222333000262", "45723174000110"


@pytest.mark.parametrize(
    ("typed", "shown", "tax_id"),
    [
        ("12abc34501de35", "12.ABC.345/01DE-35", "12ABC34501DE35"),
        (" 11.222.333/0001-81", "11.222.333/0001-81", TAX_ID),
        ("52998224725", "529.982.247-25", "52998224725"),
        ("52998224726", "529.982.247-26", None),
        ("12ABC34501DE36", "12.ABC.345/01DE-36", None),
        ("00000000000", "000.000.000-00", None),
        ("1122233300018", "1122233300018", None),
        ("", "", None),
    ],
)
def test_it_is_formatted_and_judged(typed: str, shown: str, tax_id: str | None) -> None:
    field = TaxIdField()
    write(typed, field.line)
    assert not field.problem.text(), "it was judged before it was whole"
    field.line.editingFinished.emit()
    assert (field.line.text(), field.tax_id) == (shown, tax_id)
    assert bool(field.problem.text()) == (tax_id is None and bool(typed))
    write("1", field.line)
    assert not field.problem.text()


def test_it_comes_from_the_certificate_and_a_correction_stays(
    settings: SettingsDialog, desk: Desk
) -> None:
    assert settings.tax_id.line.text() == "11.222.333/0001-81"
    settings.tax_id.fill(SISTER)
    click(settings.picker.again)
    eventually(settings.picker.again.isEnabled)
    eventually(lambda: settings.picker.chosen)
    assert settings.tax_id.tax_id == SISTER
    other = desk.certificates.found[0].ref.model_copy(update={"thumbprint": "1" * 64})
    settings.picker.model.add(replace(desk.certificates.found[0], ref=other))
    pick(settings.picker.table, 2)
    assert settings.tax_id.tax_id == TAX_ID
    settings.tax_id.line.clear()
    fill_in(settings)
    QTest.qWait(10)
    assert not settings.finish.isEnabled()


@pytest.mark.parametrize("meant", [TAX_ID, SISTER])
def test_it_goes_to_the_service(
    settings: SettingsDialog, desk: Desk, remote: RemoteService, meant: str
) -> None:
    remote.tax_id = meant
    fill_in(settings)
    settings.tax_id.fill(meant)
    click(settings.finish)
    give("1234")
    eventually(desk.agent.config.all)
    assert remote.meant == [meant]


def test_another_companys_is_refused_before_the_code_is_used(
    settings: SettingsDialog, desk: Desk, remote: RemoteService
) -> None:
    fill_in(settings)
    settings.tax_id.fill(STRANGER)
    click(settings.finish)
    give("1234")
    eventually(lambda: "e não de 45.723.174/0001-10" in settings.notice.label.text())
    assert remote.calls == []
    assert not desk.agent.config.all()
