"""Accounts at hosts that are not for tenants: one answer for all, and nobody is called."""

import ssl
import time

import pytest
from pydantic import ValidationError

from malote.adapters.dialer import Dialer
from malote.adapters.smtp import SmtpServer
from malote.diagnosis.views import CheckReport
from malote.errors import AccountTestFailed
from tests.fakes.network import Calls, Names
from tests.hostile_hosts import FORMS
from tests.unit.smtp.office import ASKED, Office

SECURE = {"tls": 465, "starttls": 587}


def reached(calls: Calls, names: Names | None = None) -> Office:
    dialer = Dialer(dial=calls.dial, lookup=names.lookup) if names else Dialer(dial=calls.dial)
    real = SmtpServer(ssl.create_default_context(), dialer)
    return Office(real=real, clock=time.monotonic)


def answer(office: Office, **account: object) -> CheckReport:
    """Of the test; that of saving is the same."""
    report = office.test(**ASKED | account)
    with pytest.raises(AccountTestFailed) as failed:
        office.save(**account)
    again = failed.value.report
    assert isinstance(again, CheckReport)
    assert again.model_copy(update={"seconds": report.seconds}) == report
    assert report.seconds < 18
    return report.model_copy(update={"seconds": 0.0})


def test_all_forbidden_hosts_have_one_answer() -> None:
    calls = Calls()
    office = reached(calls)
    unreachable = Calls(error=TimeoutError())
    told = {
        answer(
            reached(unreachable, Names({"smtp.acme.test": [["203.0.114.9"]]})),
            host="smtp.acme.test",
        ).model_dump_json()
    }
    assert unreachable.made
    refused, tested = [], 0
    for host in FORMS:
        for security, port in SECURE.items():
            try:
                report = answer(office, host=host, port=port, security=security)
            except ValidationError:
                refused.append(host)
            else:
                tested += 1
                told.add(report.model_dump_json())
    (only,) = told
    assert CheckReport.model_validate_json(only).code == "host_unreachable"
    assert calls.made == []
    assert tested >= 2 * 200
    # What is no text on one line is not even a host to try.
    assert all(not host or len(host) > 255 or set(host) & set("\r\n\0\ud800") for host in refused)
    assert office.store.list("acme") == []
    assert not office.vault.kept


@pytest.mark.parametrize("port", [25, 143, 993, 22, 6379, 80, 443, 9001])
def test_other_ports_are_refused_whatever_the_host(port: int) -> None:
    calls = Calls()
    office = reached(calls)
    details = set()
    for host in ("127.0.0.1", "smtp.gmail.com", "169.254.169.254"):
        for security in SECURE:
            with pytest.raises(Exception, match="port: use 465 com tls ou 587") as refused:
                office.test(**ASKED | {"host": host, "port": port, "security": security})
            details.add(str(refused.value))
    assert len(details) == 1
    assert calls.made == []
