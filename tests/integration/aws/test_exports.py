"""The state and the files of packages and papers, in a real table and a real bucket."""

import urllib.request
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from malote.adapters.export_files import S3ExportFiles
from malote.adapters.exports import ExportStore
from malote.adapters.papers import S3Papers
from malote.adapters.table import Table
from malote.exports.models import Export, ExportTask

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
TASK = ExportTask(tenant="acme", month="2026-10", export_id="one")
NEW = Export(TASK, "preparing", AT)
NEXT = replace(NEW, task=TASK.model_copy(update={"export_id": "two"}))


def test_a_package_from_beginning_to_end(table: Table) -> None:
    store = ExportStore(table)
    assert store.get("acme", "2026-10") is None
    assert store.start(NEW, instead_of=None)
    assert not store.start(NEXT, instead_of=None)  # somebody was faster
    assert store.get("acme", "2026-10") == NEW
    assert store.planned(TASK, 2, 500, AT)
    parts = [TASK.model_copy(update={"part": number}) for number in (1, 2)]
    assert [store.part_done(part, AT) for part in (parts[0], parts[0], parts[1])] == [
        False, False, True,
    ]  # fmt: skip
    store.ready(TASK, AT)
    ready = store.get("acme", "2026-10")
    assert ready == replace(NEW, status="ready", parts=2, documents=500)
    assert store.all("acme") == [ready]
    assert store.all("acme-2") == []
    assert store.start(NEXT, instead_of=ready)
    assert store.get("acme", "2026-10") == NEXT  # nothing of the old one is left
    assert not store.planned(TASK, 1, 1, AT)
    assert not store.part_done(TASK, AT)
    store.failed(TASK, "velho", AT)
    assert store.get("acme", "2026-10") == NEXT
    assert store.planned(NEXT.task, 1, 1, AT)
    store.failed(NEXT.task, "Falhou.", AT)
    failed = store.get("acme", "2026-10")
    assert failed
    assert (failed.status, failed.reason) == ("failed", "Falhou.")


@pytest.fixture
def files(bucket: str) -> S3ExportFiles:
    return S3ExportFiles(bucket)


def test_a_file_is_kept_when_it_closes_well(files: S3ExportFiles) -> None:
    for content in (b"old", b"new" * 1_000_000):
        with files.new(TASK, "part-0001.zip") as target:
            target.write(content)
    assert files.get(TASK, "part-0001.zip") == b"new" * 1_000_000
    with suppress(ZeroDivisionError), files.new(TASK, "part-0001.zip") as target:
        target.write(b"half")
        raise ZeroDivisionError
    assert files.get(TASK, "part-0001.zip") == b"new" * 1_000_000


def test_a_plan_is_written_once(files: S3ExportFiles) -> None:
    assert files.put_once(TASK, "plan.json", b"[1]") == b"[1]"
    assert files.put_once(TASK, "plan.json", b"[2]") == b"[1]"


def test_links_download(files: S3ExportFiles, bucket: str) -> None:
    files.put_once(TASK, "x.zip", b"PK")
    with urllib.request.urlopen(files.link(TASK, "x.zip", "outubro.zip", 60)) as answer:
        assert answer.read() == b"PK"
        assert 'filename="outubro.zip"' in answer.headers["Content-Disposition"]
    papers = S3Papers(bucket)
    assert not papers.has("acme", "a-b")
    papers.put("acme", "a-b", b"%PDF")
    assert papers.has("acme", "a-b")
    assert not papers.has("outra", "a-b")
    with urllib.request.urlopen(papers.link("acme", "a-b", "n.pdf", 60)) as answer:
        assert answer.read() == b"%PDF"
        assert answer.headers["Content-Type"] == "application/pdf"
