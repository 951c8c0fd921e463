"""Mailboxes at hosts that are not for tenants: one answer for all, and nobody is called."""

import ssl
import time
from functools import partial

import pytest
from pydantic import ValidationError

from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.diagnosis.views import CheckReport
from malote.errors import AccountTestFailed
from tests.fakes.network import Calls, Names
from tests.hostile_hosts import FORMS
from tests.unit.mailboxes.desk import Desk


def reached(calls: Calls, names: Names | None = None) -> Desk:
    dialer = Dialer(dial=calls.dial, lookup=names.lookup) if names else Dialer(dial=calls.dial)
    return Desk(real=ImapServer(ssl.create_default_context(), dialer=dialer), clock=time.monotonic)


def answer(desk: Desk, host: str, security: str) -> str:
    """Of a test; those of making and of changing a mailbox are the same."""
    report = desk.test(host=host, security=security)
    for save in (partial(desk.create, id="outra"), desk.change):
        with pytest.raises(AccountTestFailed) as failed:
            save(host=host, security=security)
        again = failed.value.report
        assert isinstance(again, CheckReport)
        assert again.model_copy(update={"seconds": report.seconds}) == report
    assert report.seconds < 18
    return report.model_copy(update={"seconds": 0.0}).model_dump_json()


def with_a_mailbox(desk: Desk) -> Desk:
    working = Desk(store=desk.store, vault=desk.vault)
    working.create()
    return desk


def test_all_forbidden_hosts_have_one_answer() -> None:
    unreachable = Calls(error=TimeoutError())
    somewhere = Names({"imap.acme.test": [["203.0.114.9"]]})
    told = {answer(with_a_mailbox(reached(unreachable, somewhere)), "imap.acme.test", "tls")}
    assert unreachable.made
    calls = Calls()
    desk = with_a_mailbox(reached(calls))
    before = desk.stored()
    refused, tested = [], 0
    for host in FORMS:
        for security in ("tls", "starttls"):
            try:
                told.add(answer(desk, host, security))
            except ValidationError:
                refused.append(host)
            else:
                tested += 1
    (only,) = told
    assert CheckReport.model_validate_json(only).code == "host_unreachable"
    assert calls.made == []
    assert tested >= 2 * 200
    # What is no text on one line is not even a host to try.
    assert all(not host or len(host) > 255 or set(host) & set("\r\n\0\ud800") for host in refused)
    assert desk.stored() == before
    assert desk.opened_by == {(before.host, "p1")}


@pytest.mark.parametrize("port", [25, 465, 587, 22, 6379, 80, 443, 9001])
def test_other_ports_are_refused_whatever_the_host(port: int) -> None:
    calls = Calls()
    desk = reached(calls)
    details = set()
    for host in ("127.0.0.1", "imap.gmail.com", "169.254.169.254"):
        for security in ("tls", "starttls"):
            with pytest.raises(Exception, match="port: use 993 com tls ou 143") as refused:
                desk.test(host=host, port=port, security=security)
            details.add(str(refused.value))
    assert len(details) == 1
    assert calls.made == []
