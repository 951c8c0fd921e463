"""What was done of each job, on disk before the next step is taken.

    received → sending → answered → uploaded → reported

Whatever moment the agent is killed at, its journal tells what may have happened: a job that is
``received`` was not asked of SEFAZ; one that is ``sending`` may have been, and is never sent
again; from ``answered`` on what came of it is known (``result``), an answer itself lies beside.
A record that cannot be read is put aside, by its name alone: its job was begun, and is uncertain.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TypeGuard

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from integrador import durable
from integrador.errors import JournalBroken
from malote.clock import utc_now
from malote.errors import JobReplayed
from malote.relay.models import JOB_ID, Job, JobResult

KEPT = timedelta(days=30)


class Step(StrEnum):
    """How far a job has come."""

    RECEIVED = "received"
    SENDING = "sending"
    ANSWERED = "answered"
    UPLOADED = "uploaded"
    REPORTED = "reported"


class Entry(BaseModel):
    """A job, how far it has come since ``at``, and what came of it."""

    model_config = ConfigDict(frozen=True)

    job: Job
    at: AwareDatetime
    step: Step = Step.RECEIVED
    result: JobResult | None = None


def answered(answer: bytes) -> JobResult:
    """What is told of a job with this answer."""
    return JobResult(outcome="answered", sha256=sha256(answer).hexdigest())


def _is_open(entry: Entry | None) -> TypeGuard[Entry]:
    return entry is not None and entry.step is not Step.REPORTED


class Journal:
    """A device's; a file for each job, named by its id."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder
        self._clock = clock
        self._open: dict[str, Entry] | None = None

    def begin(self, job: Job) -> Entry:
        """A job that is new here. Raises JobReplayed."""
        if self.was_begun(job.job_id):
            raise JobReplayed(job.job_id)
        return self._write(Entry(job=job, at=self._clock()))

    def was_begun(self, job_id: str) -> bool:
        """Whether it was, readable or not."""
        return self._entry(job_id).exists() or self._aside(job_id).exists()

    def get(self, job_id: str) -> Entry | None:
        """One, or None. Raises JournalBroken: then nobody knows whether SEFAZ was asked."""
        path = self._entry(job_id)
        try:
            return Entry.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            raise JournalBroken(str(path)) from None

    def broken(self) -> list[str]:
        """Jobs whose records cannot be read; nobody knows whether SEFAZ was asked."""
        return [] if self._open is not None else sorted(filter(self._is_broken, self._ids()))

    def put_aside(self, job_id: str) -> None:
        """It was told; it stays begun, for whoever looks into it."""
        self._entry(job_id).replace(self._aside(job_id))

    def step(self, entry: Entry, step: Step) -> Entry:
        """It has come this far."""
        return self._write(entry.model_copy(update={"step": step, "at": self._clock()}))

    def settle(self, entry: Entry, result: JobResult, answer: bytes | None = None) -> Entry:
        """What came of it is known; its answer is on disk first."""
        if answer is not None:
            durable.write(self._answer(entry.job.job_id), answer)
        return self.step(entry.model_copy(update={"result": result}), Step.ANSWERED)

    def recovered(self, entry: Entry) -> Entry | None:
        """One that was being sent, if its answer is on disk: it is whole, or not there."""
        if not self._answer(entry.job.job_id).exists():
            return None
        return self.settle(entry, answered(self.answer(entry)))

    def answer(self, entry: Entry) -> bytes:
        """What SEFAZ said, until it is reported. Raises JournalBroken if it is not whole."""
        path = self._answer(entry.job.job_id)
        try:
            kept = path.read_bytes()
        except FileNotFoundError:
            raise JournalBroken(str(path)) from None
        if entry.result and answered(kept) != entry.result:
            raise JournalBroken(str(path))
        return kept

    def close(self, entry: Entry) -> Entry:
        """The service knows: the answer is in the folder and in the bucket, and goes from here."""
        self._answer(entry.job.job_id).unlink(missing_ok=True)
        closed = self.step(entry, Step.REPORTED)
        self._prune()
        return closed

    def unfinished(self) -> list[Entry]:
        """Whatever is not reported yet, oldest first. Raises JournalBroken."""
        if self._open is None:  # a month of them is read once, not at each poll
            entries = [self.get(job_id) for job_id in self._ids()]
            self._open = {each.job.job_id: each for each in entries if _is_open(each)}
        return sorted(self._open.values(), key=lambda each: (each.job.created_at, each.job.job_id))

    def _prune(self) -> None:
        # Jobs expire after minutes: none that was reported a month ago can come again.
        durable.sweep(self._folder)
        before = (self._clock() - KEPT).timestamp()
        for path in self._folder.glob("*.json"):
            if path.stat().st_mtime < before and not self._is_wanted(path.stem):
                path.unlink(missing_ok=True)

    def _is_wanted(self, job_id: str) -> bool:
        return self._is_broken(job_id) or _is_open(self.get(job_id))

    def _is_broken(self, job_id: str) -> bool:
        try:
            self.get(job_id)
        except JournalBroken:
            return True
        return False

    def _ids(self) -> list[str]:
        return [
            path.stem for path in self._folder.glob("*.json") if re.fullmatch(JOB_ID, path.stem)
        ]

    def _write(self, entry: Entry) -> Entry:
        durable.write(self._entry(entry.job.job_id), entry.model_dump_json().encode())
        if self._open is not None:
            self._open.pop(entry.job.job_id, None)
            if _is_open(entry):
                self._open[entry.job.job_id] = entry
        return entry

    # A job's id has letters, digits and hyphens only: it was signed, and checked as a model.
    def _entry(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.json"

    def _aside(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.broken"

    def _answer(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.answer"
