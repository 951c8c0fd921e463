"""The agent is killed at every boundary in turn: nothing is lost, and SEFAZ is asked once."""

from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from signal import SIGKILL

import pytest

from integrador.config import Configured
from integrador.home import Home
from integrador.journal import Journal, Step
from tests.core.conftest import eventually
from tests.core.killed_agent import run
from tests.core.remote_service import RemoteService
from tests.core.sefaz import SUMMARY, Sefaz

BOUNDARIES = 24
"""Twelve: received, sending, ask, answer, answered, request, answer and document in the folder,
bring, uploaded, report, reported; before and after each."""

UNCERTAIN = range(4, 8)
"""From when ``sending`` is on disk until SEFAZ's answer is."""

NOT_ASKED = range(4, 6)
"""Of these, SEFAZ was not asked; but how should anybody know?"""

_PROCESSES = get_context("forkserver")  # real processes, which need not import everything anew
_PROCESSES.set_forkserver_preload([run.__module__])


@pytest.mark.parametrize("kill_at", range(1, BOUNDARIES + 1))
def test_killed(
    kill_at: int,
    home: Home,
    pem: bytes,
    asked: Sefaz,
    remote: RemoteService,
    configured: Configured,
) -> None:
    def started(at: int) -> ForkServerProcess:
        process = _PROCESSES.Process(target=run, args=(str(home.root), pem, asked.url, at))
        process.start()
        return process

    def reported() -> bool:
        entry = journal.get("job-0000001")
        return entry is not None and entry.step is Step.REPORTED

    journal = Journal(home.journal(configured.device_id))
    remote.hand(remote.job("job-0000001", configured.certificate.thumbprint))
    killed = started(kill_at)
    killed.join(30)
    assert killed.exitcode == -SIGKILL
    remote.held_by = None  # its lease is over

    again = started(0)
    try:
        eventually(reported, 30)
    finally:
        again.kill()
        again.join()
    outcome = "uncertain" if kill_at in UNCERTAIN else "answered"
    assert set(remote.of_job("job-0000001")) == {outcome}
    assert len(asked.asked) == (0 if kill_at in NOT_ASKED else 1)
    kept = [each.read_bytes() for each in home.documents(configured.tax_id).glob("*/35*.xml")]
    assert kept == ([SUMMARY] if outcome == "answered" else [])
    assert not list(home.journal(configured.device_id).glob("*.answer"))
