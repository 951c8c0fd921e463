"""``integrador status``, for people and for programs."""

import json
import logging
from contextlib import nullcontext

import pytest

from integrador.config import Configured
from integrador.events import EventLog
from integrador.home import Home
from integrador.locking import one_process
from integrador.logs import log_to
from integrador.states import Board, State
from tests.core.software_key import TAX_ID
from tests.core.test_cli import said


@pytest.mark.parametrize(
    ("state", "running", "status", "at_work"),
    [
        (None, True, "stopped", False),
        (State.WORKING, True, "working", True),
        (State.WORKING, False, "stopped", False),
        (State.CARD, True, "card", False),
    ],
)
def test_its_status_is_for_programs_too(
    home: Home, configured: Configured, state: State | None, running: bool, status: str,
    at_work: bool,
) -> None:  # fmt: skip
    if state:
        Board(home).put(TAX_ID, state, "detalhe")
    with one_process(home) if running else nullcontext():
        told = json.loads(said(home, "status", "--json"))
        said(home, "status", "--json", "--check", code=0 if at_work else 1)
        said(home, "status", "--check", code=0 if at_work else 1)
    assert (told["running"], told["at_work"], told["home"]) == (running, at_work, str(home.root))
    (one,) = told["configured"]
    assert (one["tax_id"], one["status"], one["last"], one["detail"]) == (
        TAX_ID, status, state, "detalhe" if state else "",
    )  # fmt: skip


def test_nothing_is_no_work(home: Home) -> None:
    with one_process(home):
        assert json.loads(said(home, "status", "--json", "--check", code=1))["configured"] == []


def test_its_status_is_shown(home: Home, configured: Configured) -> None:
    assert "nunca iniciado" in said(home, "status")
    board = Board(home)
    board.put(TAX_ID, State.OFFLINE, "sem internet")
    EventLog(log_to(home)).note("kind", "algo aconteceu", TAX_ID)
    with one_process(home):
        told = said(home, "status")
    assert "em execução" in told
    assert "Sem conexão" in told
    assert "sem internet" in told
    assert "algo aconteceu" in told
    assert "11.222.333/0001-81  EMPRESA DE TESTE (SP)" in told
    assert "parado" in said(home, "status")
    logging.getLogger("integrador").handlers.clear()
