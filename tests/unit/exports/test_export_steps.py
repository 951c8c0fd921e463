"""Steps that come twice, late or not at all; and who is told what meanwhile."""

from datetime import timedelta

import pytest

from malote.errors import ExportsBusy
from malote.exports import make
from malote.exports.models import FRESH, STUCK, ExportTask
from tests.unit.exports.month import MONTH, NOW, Month
from tests.unit.exports.test_export_package import cells


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Month:
    """Five documents, in parts of two."""
    monkeypatch.setattr(make, "DOCUMENTS_A_PART", 2)
    monkeypatch.setattr(make, "_PAGE", 2)
    month = Month()
    for number in range(1, 6):
        month.add(number)
    return month


def test_a_large_month_comes_in_parts_and_one_whole_spreadsheet(large: Month) -> None:
    view = large.make()
    assert [link.name for link in view.links] == [
        "documentos-2026-10.xlsx", "documentos-2026-10-1-de-3.zip",
        "documentos-2026-10-2-de-3.zip", "documentos-2026-10-3-de-3.zip",
    ]  # fmt: skip
    assert view.documents == 5
    numbers = [line["Número"][0] for line in cells(large.file(view, 0))]
    assert numbers == ["1", "2", "3", "4", "5"]
    inside = [name for n in (1, 2, 3) for name in large.zip(view, n).namelist() if "xml" in name]
    assert len(set(inside)) == 5


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 1, 0, 2, 2), (0, 0, 0, 2, 1)])
def test_parts_in_any_order_and_however_often(large: Month, order: tuple[int, ...]) -> None:
    large.ask()
    plan = large.step()
    parts = list(large.queue.tasks)
    for number in order:
        large.maker().make(parts[number], NOW)
    large.maker().make(plan, NOW)  # late: the package is ready, nothing begins anew
    view = large.ask()
    assert view.status == "ready"
    assert len(cells(large.file(view, 0))) == 5


def test_listing_again_after_a_crash_makes_the_same_parts(large: Month) -> None:
    large.ask()
    plan = large.queue.tasks[0]
    large.queue.broken_after = 1
    with pytest.raises(ConnectionError):
        large.step()
    large.queue.broken_after = None
    late = large.add(9)
    large.maker().make(plan, NOW)
    while large.queue.tasks:
        large.step()
    view = large.ask()
    keys = [line["Chave de acesso"][0] for line in cells(large.file(view, 0))]
    assert len(keys) == len(set(keys)) == 5
    assert late not in keys  # it is for the next package


def test_a_month_without_documents_is_ready_and_empty() -> None:
    view = Month().make()
    assert (view.status, view.documents, view.links) == ("ready", 0, [])


def test_asking_again_begins_nothing_until_it_is_old() -> None:
    month = Month()
    month.add(1)
    assert month.ask().status == "preparing"
    assert month.ask(NOW + STUCK - timedelta(seconds=1)).status == "preparing"
    assert len(month.queue.tasks) == 1
    while month.queue.tasks:
        month.step()
    ready = month.ask(NOW + FRESH - timedelta(seconds=1))
    assert ready.status == "ready"
    assert ready.made_at == NOW
    assert ready.expires_at
    assert ready.expires_at > NOW
    month.add(2)
    assert month.ask(NOW + FRESH).status == "preparing"
    while month.queue.tasks:
        month.step(NOW + FRESH)
    assert month.ask(NOW + FRESH).documents == 2


def test_a_stuck_one_is_begun_anew_and_its_late_steps_do_nothing() -> None:
    month = Month()
    month.add(1)
    month.ask()
    (old,) = month.queue.tasks
    assert month.ask(NOW + STUCK).status == "preparing"
    assert len(month.queue.tasks) == 2
    assert month.maker().make(old, NOW + STUCK) is False
    assert month.files.kept == {}


def test_a_lost_race_is_the_other_ones_package() -> None:
    month = Month(exports=Month().exports)
    month.exports.lost_races = 1
    assert month.ask().status == "preparing"
    assert month.queue.tasks == []
    kept = month.exports.get("acme", MONTH)
    assert kept
    assert kept.task.export_id == "other"


def test_no_more_than_three_at_once() -> None:
    month = Month()
    for each in ("2026-07", "2026-08", "2026-09"):
        assert month.ask(month=each).status == "preparing"
    with pytest.raises(ExportsBusy, match="2026-07"):
        month.ask()
    assert month.ask(month="2026-07").status == "preparing"
    assert month.ask(NOW + STUCK).status == "preparing"


def test_what_cannot_be_queued_says_so() -> None:
    month = Month()
    month.queue.broken_after = 0
    with pytest.raises(ConnectionError):
        month.ask()
    failed = month.ask()
    assert failed.status == "failed"
    assert failed.reason
    month.queue.broken_after = None
    assert month.ask(NOW + FRESH).status == "preparing"


def test_a_failed_one_makes_no_more_parts(large: Month) -> None:
    large.ask()
    large.step()
    task = large.queue.tasks[0]
    large.exports.failed(task, "Falhou.", NOW)
    assert large.maker().make(task, NOW) is False
    assert large.ask().reason == "Falhou."


def test_a_step_of_nothing_that_is_known_does_nothing() -> None:
    month = Month()
    unknown = ExportTask(tenant="acme", month=MONTH, export_id="x")
    assert month.maker().make(unknown, NOW) is False
