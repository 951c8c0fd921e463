"""The disk is full, or damaged, or not quite one: the work goes on when it can."""

import os
from pathlib import Path
from stat import S_ISDIR

import pytest

from integrador import durable
from integrador.config import Configured
from integrador.device_key import DeviceKey
from integrador.errors import HomeUnusable
from integrador.folders import Folder
from integrador.home import Home
from integrador.journal import Journal, Step, answered
from integrador.locking import one_process
from integrador.remote import Remote
from integrador.resend import resend
from integrador.states import Board, State
from tests.core.conftest import Agent, eventually
from tests.core.remote_service import RemoteService
from tests.core.sefaz import Sefaz
from tests.core.software_key import TAX_ID, SoftwareKey

JOB = "job-0000001"


class Disk:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        real = os.fsync

        def fsync(descriptor: int) -> None:
            if self.full:
                raise OSError(28, "No space left on device")
            real(descriptor)

        monkeypatch.setattr("os.fsync", fsync)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_a_full_disk_asks_nothing_and_mends(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey, disk: Disk
) -> None:
    agent.start()
    disk.full = True
    remote.hand(remote.job(JOB, key.ref.thumbprint))
    eventually(lambda: agent.state is State.FAILED)
    eventually(lambda: "home_unusable" in agent.kinds)
    assert asked.asked == []
    disk.full = False
    eventually(lambda: remote.results)
    assert remote.of_job(JOB) == ["answered"]
    eventually(lambda: agent.state is State.WORKING)


def test_a_disk_that_is_full_when_sefaz_answers_sends_nothing_twice(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey, disk: Disk
) -> None:
    real = agent.service._ask

    def ask(*what: object) -> object:
        disk.full = True
        return real(*what)  # type: ignore[arg-type]

    agent.service._ask = ask  # type: ignore[assignment]
    agent.start()
    remote.hand(remote.job(JOB, key.ref.thumbprint))
    eventually(lambda: agent.state is State.FAILED)
    disk.full = False
    eventually(lambda: remote.results)
    assert len(asked.asked) == 1


def test_the_file_of_statuses_is_not_worth_stopping_for(home: Home, disk: Disk) -> None:
    disk.full = True
    board = Board(home)
    board.put(TAX_ID, State.WORKING)
    assert board.of(TAX_ID) is State.WORKING


@pytest.mark.parametrize("done", [Step.SENDING, Step.REPORTED])
def test_a_damaged_record_is_uncertain_and_stops_nothing(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey, done: Step
) -> None:
    journal = Journal(agent.home.journal(agent.configured.device_id))
    job = remote.job(JOB, key.ref.thumbprint)
    journal.step(journal.begin(job), done)
    path = agent.home.journal(agent.configured.device_id) / f"{JOB}.json"
    path.write_bytes(path.read_bytes()[:40])
    remote.hand(job)
    agent.start()
    eventually(lambda: remote.of_job(JOB) == ["uncertain"])
    remote.hand(job)
    remote.hand(remote.job("job-0000002", key.ref.thumbprint))
    eventually(lambda: remote.of_job("job-0000002") == ["answered"])
    assert len(asked.asked) == 1
    assert path.with_suffix(".broken").exists()


def test_an_answer_that_was_lost_is_uncertain_and_stops_nothing(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    journal = Journal(agent.home.journal(agent.configured.device_id))
    entry = journal.begin(remote.job(JOB, key.ref.thumbprint))
    journal.settle(entry, answered(b"answer"))
    agent.start()
    eventually(lambda: remote.of_job(JOB) == ["uncertain"])
    assert agent.state is State.WORKING
    assert asked.asked == []


def test_what_a_folder_cannot_take_is_sent_all_the_same(
    agent: Agent, remote: RemoteService, key: SoftwareKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> int:
        raise RecursionError

    monkeypatch.setattr(Folder, "keep", fails)
    agent.start()
    remote.hand(remote.job(JOB, key.ref.thumbprint))
    eventually(lambda: remote.of_job(JOB) == ["answered"])
    assert "folder_failed" in agent.kinds


def test_a_file_that_is_held_for_a_moment_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = Path.replace, [2]

    def replace(path: Path, target: Path) -> Path:
        if left[0]:
            left[0] -= 1
            raise PermissionError(13, "held by a scanner")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    durable.write(tmp_path / "file", b"content")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_share_without_fsync_of_folders_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(22, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr("os.fsync", fsync)
    durable.write(tmp_path / "file", b"content")


def test_a_share_without_locks_is_not_another_copy(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(OSError, match="No locks"), one_process(home):
        pass


def test_files_that_are_no_documents_harm_no_others(
    home: Home, configured: Configured, remote: RemoteService, tmp_path: Path
) -> None:
    client = Remote(
        configured.api_url, configured.device_id, DeviceKey.kept(home, configured.public_key)
    )
    good, empty, huge, gone = (tmp_path / f"{name}.xml" for name in ("a", "b", "c", "d"))
    good.write_bytes(b"<a/>")
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(31 * 1024 * 1024)
    summary = resend(client, [empty, good, huge, gone], lambda _: None)
    assert (summary.sent, summary.failed) == (1, 3)
    assert isinstance(summary.problem, HomeUnusable)
