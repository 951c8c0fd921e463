"""Events: in memory, in the log folder, to whoever listens and to the service."""

import logging
from pathlib import Path

from integrador.config import Configured
from integrador.device_key import DeviceKey
from integrador.events import MOST_KEPT, Event, EventLog
from integrador.home import Home
from integrador.listeners import Listeners
from integrador.logs import last_lines, log_to
from integrador.remote import Remote
from integrador.reporting import tell_events
from malote.errors import InvalidInput, JobAltered
from tests.core.remote_service import RemoteService


def test_they_are_kept_bounded_and_told_to_listeners() -> None:
    log = EventLog(logging.getLogger("integrador.tests"))
    heard: list[Event] = []
    stop = log.listen(heard.append)
    for at in range(MOST_KEPT + 5):
        log.note("kind", f"evento {at}", "11222333000181")
    stop()
    log.note("kind", "depois")
    assert len(heard) == MOST_KEPT + 5
    assert len(log.recent()) == MOST_KEPT
    assert [log.recent()[0].text, log.recent()[-1].text] == ["evento 6", "depois"]


def test_a_listener_that_fails_harms_no_other() -> None:
    listeners, heard = Listeners[int](), list[int]()

    def fails(_: int) -> None:
        raise RuntimeError

    listeners.add(fails)
    listeners.add(heard.append)
    listeners.tell(1)
    assert heard == [1]


def test_the_log_rotates_and_nobody_writes_a_line_of_ours(home: Home) -> None:
    log = EventLog(log_to(home))
    log.note("kind", "um\n2026-01-01 INFO forjado\x1b[2J")
    log.note_error(JobAltered(), "11222333000181")
    first, second = last_lines(home, 10)
    assert "um 2026-01-01 INFO forjado" in first
    assert "ERROR [11.222.333/0001-81] A tarefa não tem a assinatura do Malote" in second
    for _ in range(60):
        log.note("kind", "x" * 100_000)
    sizes = {each.name: each.stat().st_size for each in home.logs.iterdir()}
    assert sorted(sizes) == [
        "integrador.log",
        *(f"integrador.log.{number}" for number in range(1, 5)),
    ]
    assert max(sizes.values()) <= 1_000_000


def test_the_service_is_told_in_batches_and_once(
    home: Home, configured: Configured, remote: RemoteService, tmp_path: Path
) -> None:
    log = EventLog(logging.getLogger("integrador.tests"))
    client = Remote(
        configured.api_url, configured.device_id, DeviceKey.kept(home, configured.public_key)
    )
    for at in range(120):
        log.note("kind", f"evento {at} " + "\n" * 600, configured.tax_id)
    log.note("kind", "sem CNPJ")
    tell_events(log, client, configured.tax_id)
    tell_events(log, client, configured.tax_id)
    assert [each.text.split()[1] for each in remote.events] == [str(at) for at in range(120)]
    assert remote.calls.count("/remote/events") == 3


def test_events_that_the_service_refuses_do_not_hold_up_the_others(
    home: Home, configured: Configured, remote: RemoteService
) -> None:
    log = EventLog(logging.getLogger("integrador.tests"))
    client = Remote(
        configured.api_url, configured.device_id, DeviceKey.kept(home, configured.public_key)
    )
    log.note("kind", "um", configured.tax_id)
    remote.refuses = InvalidInput()
    tell_events(log, client, configured.tax_id)
    remote.refuses = None
    log.note("kind", "dois", configured.tax_id)
    tell_events(log, client, configured.tax_id)
    assert [each.text for each in remote.events] == ["dois"]
