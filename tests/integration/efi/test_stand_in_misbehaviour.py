"""The stand-in on bad days: each misbehaviour, before or after the work, and then all is well."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any
from urllib.request import urlopen

import pytest

from local.efi.server import Efi
from tests.integration.efi.client import Client, carnet, charge, until
from tests.integration.efi.server import efi_server

ISSUE = "POST /charge/one-step"


@pytest.fixture
def efi() -> Iterator[Efi]:
    with efi_server() as running:
        yield running


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("how", "status", "start"),
    [
        ("error", 500, b'{"code": 3500000'),
        ("outage", 503, b"<!DOCTYPE html>"),
        ("quota", 429, b'{"code": 3500055'),
        ("unauthorized", 401, b'{"error"'),
        ("html", 200, b"<!DOCTYPE html>"),
        ("empty", 200, b""),
    ],
)
def test_another_answer(efi: Efi, how: str, status: int, start: bytes, after: bool) -> None:
    client = Client(efi)
    efi.control.misbehave(ISSUE, how, times=2, after=after)
    for _ in range(2):
        got, body = client.raw("POST", "/charge/one-step", charge())
        assert (got, body.startswith(start), bool(body)) == (status, True, bool(start))
    assert len(efi.control.issued()) == (2 if after else 0)
    client.issue(charge("Another"))
    assert efi.control.calls(ISSUE) == 3


@pytest.mark.parametrize("after", [False, True])
def test_no_answer(efi: Efi, after: bool) -> None:
    client = Client(efi)
    efi.control.misbehave("*", "cut", after=after)
    with pytest.raises((OSError, HTTPException)):
        client.issue()
    assert len(efi.control.issued()) == after
    client.issue()


@pytest.mark.parametrize("after", [False, True])
def test_a_late_answer(efi: Efi, after: bool) -> None:
    client = Client(efi)
    efi.control.misbehave(ISSUE, "slow", after=after, seconds=0.4)
    with pytest.raises(TimeoutError):
        client.raw("POST", "/charge/one-step", charge(), seconds=0.2)
    assert len(efi.control.issued()) == after
    until(lambda: len(efi.control.issued()) == 1)  # who left does not stop it


@pytest.mark.parametrize("how", ["midway", "truncated"])
def test_half_an_answer(efi: Efi, how: str) -> None:
    client = Client(efi)
    efi.control.misbehave(ISSUE, how)
    with pytest.raises((HTTPException, json.JSONDecodeError)):
        client.issue()
    assert len(efi.control.issued()) == 1


def test_other_types_and_another_order(efi: Efi) -> None:
    client = Client(efi)
    token = efi.control.token(client.issue())
    efi.control.misbehave("GET /notification/:token", "wrong_types")
    twisted = client("GET", f"/notification/{token}")[1]
    assert not isinstance(twisted["data"], list)
    assert not isinstance(twisted["code"], int)
    efi.control.misbehave("GET /notification/:token", "shuffled")
    assert [row["id"] for row in client.rows(token)] == [2, 1]
    assert [row["id"] for row in client.rows(token)] == [1, 2]


def test_what_is_another_account_s(efi: Efi) -> None:
    client, other = Client(efi), Client(efi, 1)
    mine, theirs = client.issue(), other.issue()
    token = efi.control.token(mine)
    for endpoint in ("GET /notification/:token", "GET /charge/:id"):
        efi.control.misbehave(endpoint, "foreign")
    assert client.rows(token)[0]["identifiers"] == {"charge_id": theirs}
    assert client("GET", f"/charge/{mine}")[1]["data"]["charge_id"] == theirs
    assert client.rows(token)[0]["identifiers"] == {"charge_id": mine}
    with pytest.raises(ValueError, match="GET"):
        efi.control.misbehave(ISSUE, "foreign")
    with pytest.raises(ValueError, match="no such"):
        efi.control.misbehave(ISSUE, "unheard of")


def test_a_carne_goes_wrong_too_and_all_can_be_well_again(efi: Efi) -> None:
    client = Client(efi)
    efi.control.misbehave("POST /carnet", "error", times=100, after=True)
    assert client("POST", "/carnet", carnet(2))[0] == 500
    assert len(efi.control.issued()) == 2
    efi.control.behave()
    assert client("POST", "/carnet", carnet(3))[0] == 200


def test_control_over_http_as_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "local.efi", "--port", "0"]
    command += ["--account", "client-1:secret-1:chave-1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as run:
        try:
            assert run.stdout is not None
            url = run.stdout.readline().split()[-1]

            def control(name: str, **arguments: Any) -> Any:
                with urlopen(f"{url}/_control/{name}", json.dumps(arguments).encode()) as answer:
                    return json.load(answer)

            client = Client(Efi(url, control=None))  # type: ignore[arg-type]
            number = client.issue(charge(custom_id="nota-1"))
            control("pay", charge_id=number, value=6001)
            assert [each["paid"] for each in control("issued", client_id="client-1")] == [6001]
            assert client.rows(control("token", charge_id=number))[-1]["value"] == 6001
            for bad in ({"charge_id": 1}, {"charge": number}, {"charge_id": number}):
                with pytest.raises(OSError, match=r"400|500"):
                    control("pay", **bad)
            for hidden in ("bank", "_moment", "__init__"):
                with pytest.raises(OSError, match="404"):
                    control(hidden)
        finally:
            run.send_signal(signal.SIGTERM)
        assert run.wait(10) == 0
