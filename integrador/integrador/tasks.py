"""A job from its being handed over to its being reported, each step written down before."""

from collections.abc import Callable
from contextlib import suppress
from logging import getLogger

from integrador.errors import JournalBroken, KeyUnusable, ServiceRefused
from integrador.events import EventLog
from integrador.folders import Folder
from integrador.journal import Entry, Journal, Step, answered
from integrador.remote import Remote
from malote.errors import (
    CertificateError,
    DeviceOffline,
    InvalidInput,
    JobExpired,
    JobNotYours,
    JobRefused,
    JobReplayed,
    MaloteError,
    NotFound,
    SefazCertificateRefused,
    SefazError,
    SefazNonsense,
    SefazUncertain,
    SefazUnreachable,
)
from malote.relay.jobs import Bound, verify
from malote.relay.models import Job, JobResult, SignedJob
from malote.relay.wire import MOST_BYTES
from malote.sefaz.exchange import Exchange
from malote.sefaz.operations import Asking

type Asker = Callable[[Asking], Exchange]
"""Asks SEFAZ with the key and the transport of this run."""

_NOT_SENT = (SefazUnreachable, SefazCertificateRefused, KeyUnusable, CertificateError)
_NO_MORE = (JobNotYours, NotFound, InvalidInput, ServiceRefused)
"""The service will not take it, however often it is told."""


class Tasks:
    """Those of one device. ``may_ask`` tells, right before SEFAZ is asked, if the work is ours."""

    def __init__(
        self,
        bound: Bound,
        service_key: str,
        journal: Journal,
        folder: Folder,
        remote: Remote,
        events: EventLog,
    ) -> None:
        self._bound = bound
        self._service_key = service_key
        self._journal = journal
        self._folder = folder
        self._remote = remote
        self._events = events
        self._kept: set[str] = set()
        self.in_hand = False

    def take(self, signed: SignedJob, ask: Asker, may_ask: Callable[[], bool]) -> bool:
        """Do it, unless it is to be refused: then it is told why, and False.

        Raises ServiceError and DeviceError (it is told later, then), KeyUnusable, OSError.
        """
        self.in_hand = True
        try:
            job = verify(
                signed, self._service_key, self._bound, self._remote.now(), self._journal.was_begun
            )
            entry = self._journal.begin(job)
            self._note("job_received", f"Tarefa recebida: {_NAMES[_kind(job)]}.", job)
            self._go_on(entry, ask, may_ask)
        except JobRefused as error:
            self._refuse(error)
            return False
        finally:
            self.in_hand = False
        return True

    def go_on(self, ask: Asker | None, may_ask: Callable[[], bool]) -> None:
        """With whatever was begun and not reported; without ``ask`` only with what is known.

        Raises as ``take``.
        """
        self.in_hand = True
        try:
            for job_id in self._journal.broken():
                self._put_aside(job_id)
            for entry in self._journal.unfinished():
                if ask or entry.step is not Step.RECEIVED:
                    self._go_on(entry, ask, may_ask)
        finally:
            self.in_hand = False

    def _go_on(self, entry: Entry, ask: Asker | None, may_ask: Callable[[], bool]) -> None:
        trouble: MaloteError | None = None
        if entry.step is Step.RECEIVED and ask:
            entry, trouble = self._ask(entry, ask, may_ask)
        elif entry.step is Step.SENDING:
            interrupted = SefazUncertain("o Integrador foi interrompido")
            entry = self._journal.recovered(entry) or self._failed(entry, interrupted)
        if entry.step is Step.ANSWERED:
            entry = self._bring(entry)
        if entry.step is Step.UPLOADED:
            self._report(entry)
        if trouble:
            raise trouble

    def _ask(
        self, entry: Entry, ask: Asker, may_ask: Callable[[], bool]
    ) -> tuple[Entry, MaloteError | None]:
        job = entry.job
        if self._remote.now() >= job.expires_at:
            return self._failed(entry, JobExpired()), None
        if not may_ask():
            return self._failed(entry, DeviceOffline()), None
        entry = self._journal.step(entry, Step.SENDING)
        try:
            exchange = ask(job.asking)
        except (KeyUnusable, CertificateError) as error:
            return self._failed(entry, error), error
        except SefazError as error:
            return self._failed(entry, error), None
        except Exception:
            getLogger(__name__).exception("asking of SEFAZ failed")
            return self._failed(entry, SefazUncertain("erro do Integrador")), None
        answer = exchange.model_dump_json().encode()
        if len(answer) > MOST_BYTES:
            return self._failed(entry, SefazNonsense(f"{len(answer)} bytes")), None
        return self._journal.settle(entry, answered(answer), answer), None

    def _failed(self, entry: Entry, error: MaloteError) -> Entry:
        never = entry.step is Step.RECEIVED or isinstance(error, _NOT_SENT)
        result = JobResult(
            outcome="not_sent" if never else "uncertain",
            problem=error.code,
            detail=error.detail[:500],
        )
        self._events.note_error(error, self._bound.tax_id, entry.job.job_id)
        return self._journal.settle(entry, result)

    def _bring(self, entry: Entry) -> Entry:
        result = entry.result
        if result and result.sha256:
            try:
                answer = self._journal.answer(entry)
            except JournalBroken as error:
                return self._journal.step(self._failed(entry, error), Step.UPLOADED)
            self._keep(entry, answer)
            try:
                self._remote.bring(entry.job.job_id, result.sha256, answer)
            except _NO_MORE as error:
                return self._given_up(entry, error)
        return self._journal.step(entry, Step.UPLOADED)

    def _report(self, entry: Entry) -> None:
        try:
            if entry.result:
                self._remote.report(entry.job.job_id, entry.result)
        except _NO_MORE as error:
            self._given_up(entry, error)
            return
        self._journal.close(entry)
        self._note("job_reported", "O Malote recebeu o resultado da tarefa.", entry.job)

    def _given_up(self, entry: Entry, error: MaloteError) -> Entry:
        self._events.note_error(error, self._bound.tax_id, entry.job.job_id)
        return self._journal.close(self._journal.step(entry, Step.UPLOADED))

    def _keep(self, entry: Entry, answer: bytes) -> None:
        if entry.job.job_id in self._kept:  # only the bucket is waited for
            return
        self._kept.add(entry.job.job_id)
        try:
            exchange = Exchange.model_validate_json(answer)
            count = self._folder.keep(entry.job, exchange, entry.at)
        except OSError as error:
            text = f"A pasta dos documentos não pode ser escrita: {error.strerror}."
            self._note("folder_failed", text, entry.job)
        except MaloteError as error:
            self._events.note_error(error, self._bound.tax_id, entry.job.job_id)
        except Exception:  # whatever a document has in it, its answer goes to the service
            getLogger(__name__).exception("the folder did not take a job's answer")
            self._note("folder_failed", "A resposta não pôde ser separada na pasta.", entry.job)
        else:
            new = f" Documentos novos na pasta: {count}." if count else ""
            self._note("job_answered", f"A SEFAZ respondeu.{new}", entry.job)

    def _put_aside(self, job_id: str) -> None:
        error = JournalBroken(job_id)
        with suppress(*_NO_MORE):
            self._remote.report(job_id, _unknown(error))
        self._events.note_error(error, self._bound.tax_id, job_id)
        self._journal.put_aside(job_id)

    def _refuse(self, error: JobRefused) -> None:
        # Its detail is the job's id, unless nothing of the job is to be believed.
        job_id = error.detail or None
        self._events.note_error(error, self._bound.tax_id, job_id)
        result: JobResult | None = None
        if isinstance(error, JobExpired):
            result = JobResult(outcome="not_sent", problem=error.code)
        elif isinstance(error, JobReplayed):
            entry = self._journal.get(error.detail)
            result = entry.result if entry else _unknown(JournalBroken())
        if result:
            with suppress(*_NO_MORE):
                self._remote.report(error.detail, result)

    def _note(self, kind: str, text: str, job: Job) -> None:
        self._events.note(kind, text, self._bound.tax_id, job.job_id)


def _unknown(error: JournalBroken) -> JobResult:
    return JobResult(outcome="uncertain", problem=error.code)


def _kind(job: Job) -> str:
    return job.asking.operation.operation


_NAMES = {
    "distribute": "consultar documentos na SEFAZ",
    "query_nsu": "consultar um NSU na SEFAZ",
    "query_key": "consultar uma chave na SEFAZ",
    "manifest": "manifestar na SEFAZ",
}
