"""The journal of jobs."""

from os import utime

import pytest

from integrador.errors import JournalBroken
from integrador.home import Home
from integrador.journal import Journal, Step, answered
from malote.errors import JobReplayed
from malote.relay.models import JobResult
from tests.core.remote_service import RemoteService

NOT_SENT = JobResult(outcome="not_sent")


@pytest.fixture
def journal(home: Home) -> Journal:
    return Journal(home.journal("device-0000"))


def test_a_job_begins_once(journal: Journal, home: Home, remote: RemoteService) -> None:
    job = remote.job("job-0000001", "0" * 64)
    journal.begin(job)
    for again in (journal, Journal(home.journal("device-0000"))):
        with pytest.raises(JobReplayed):
            again.begin(job)


def test_what_is_unfinished_is_told_oldest_first(
    journal: Journal, home: Home, remote: RemoteService
) -> None:
    entries = [journal.begin(remote.job(f"job-000000{at}", "0" * 64)) for at in (3, 1, 2)]
    journal.close(journal.settle(entries[1], NOT_SENT))
    for each in (journal, Journal(home.journal("device-0000"))):
        assert [entry.job.job_id[-1] for entry in each.unfinished()] == ["3", "2"]
    journal.step(entries[0], Step.SENDING)
    assert [each.step for each in journal.unfinished()] == [Step.SENDING, Step.RECEIVED]


def test_reported_jobs_go_after_a_month_and_others_never(
    journal: Journal, home: Home, remote: RemoteService
) -> None:
    for at in range(3):
        entry = journal.begin(remote.job(f"job-000000{at}", "0" * 64))
        if at:
            journal.close(entry)
    folder = home.journal("device-0000")
    (folder / ".dead.tmp").write_bytes(b"left by a kill")
    for path in folder.glob("*.json"):
        utime(path, (0, 0))
    journal.close(journal.begin(remote.job("job-0000009", "0" * 64)))
    assert sorted(each.name for each in folder.iterdir()) == [
        "job-0000000.json",
        "job-0000009.json",
    ]


def test_what_cannot_be_read_is_not_taken_for_new(
    journal: Journal, home: Home, remote: RemoteService
) -> None:
    job = remote.job("job-0000001", "0" * 64)
    journal.begin(job)
    folder = home.journal("device-0000")
    (folder / "job-0000001.json").write_bytes(b"{}")
    (folder / "copy of it.json").write_bytes(b"{}")  # somebody's, and no job's
    again = Journal(folder)
    with pytest.raises(JobReplayed):
        again.begin(job)
    with pytest.raises(JournalBroken):
        again.unfinished()
    assert again.broken() == ["job-0000001"]
    again.put_aside("job-0000001")
    assert (again.unfinished(), again.broken()) == ([], [])
    with pytest.raises(JobReplayed):
        again.begin(job)


@pytest.mark.parametrize("kept", [b"", None])
def test_an_answer_that_is_not_whole_is_none(
    journal: Journal, home: Home, remote: RemoteService, kept: bytes | None
) -> None:
    entry = journal.begin(remote.job("job-0000001", "0" * 64))
    entry = journal.settle(entry, answered(b"answer"), b"answer")
    assert journal.answer(entry) == b"answer"
    path = home.journal("device-0000") / "job-0000001.answer"
    path.unlink() if kept is None else path.write_bytes(kept)
    with pytest.raises(JournalBroken):
        journal.answer(entry)
