"""The stand-in as a process of its own, and what its control side does."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from local.authority import Authority
from local.sefaz.control import Control
from local.sefaz.server import Sefaz
from malote.certificates.facts import facts_of
from tests.integration.sefaz.client import Client
from tests.integration.sefaz.server import COMPANY, PERSON


def test_the_command_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "local.sefaz", "--port", "0", "--control-port", "0"]
    command += ["--authority", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout is not None
            _, _, url, _, told = run.stdout.readline().split()
            sefaz = Sefaz(url, Control(told), Authority(tmp_path))
            identity = sefaz.authority.identity("ALIMENTOS LTDA", COMPANY)
            (key,) = sefaz.control.add_notes(COMPANY)
            client = Client(sefaz, COMPANY, identity)
            assert client.after(0).status == "138"
            assert client.manifest(key, "210210") == "135"
        finally:
            run.send_signal(signal.SIGTERM)
        assert run.wait(10) == 0
        assert run.stdout.read() == ""


def test_the_help_says_how() -> None:
    command = [sys.executable, "-m", "local.sefaz", "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for word in ("--authority", "--control-port", "--homologation", "control.py"):
        assert word in said


def test_calls_are_told(sefaz: Sefaz) -> None:
    sefaz.control.set_clock("2026-11-03T12:00:00-03:00")
    Client(sefaz).at(3, "cte")
    assert sefaz.control.calls() == [
        {
            "at": "2026-11-03T12:00:00-03:00",
            "service": "cte",
            "kind": "consNSU",
            "tax_id": COMPANY,
            "value": f"{3:015}",
            "status": "589",
        }
    ]


def test_the_clock(sefaz: Sefaz) -> None:
    control = sefaz.control
    control.advance(86400)
    ahead = datetime.fromisoformat(control.now()) - datetime.now(UTC)
    assert 86300 < ahead.total_seconds() <= 86400
    control.set_clock("2026-01-01T00:00:00+00:00")
    control.advance(60)
    assert control.now() == "2026-01-01T00:01:00+00:00"
    control.run_clock()
    assert abs(datetime.fromisoformat(control.now()) - datetime.now(UTC)).total_seconds() < 60


def test_all_can_be_forgotten(sefaz: Sefaz) -> None:
    (key,) = sefaz.control.add_notes(COMPANY)
    client = Client(sefaz)
    client.manifest(key, "210210")
    client.after(0)
    sefaz.control.set_clock("2020-01-01T00:00:00+00:00")
    sefaz.control.reset()
    assert set(sefaz.control.counters().values()) == {0}
    assert sefaz.control.events() == []
    assert sefaz.control.now() > "2026"
    assert client.after(0).status == "137"


def test_what_control_does_not_do(sefaz: Sefaz) -> None:
    with pytest.raises(ValueError, match="KeyError"):
        sefaz.control.cancel("1" * 44)
    for hidden in ("_world", "__init__", "forget"):
        with pytest.raises(OSError, match="404"):
            urlopen(f"{sefaz.control.url}/{hidden}", b"{}")


def test_an_authority_is_the_same_in_the_next_process(tmp_path: Path) -> None:
    first, second = Authority(tmp_path), Authority(tmp_path)
    assert first.root == second.root
    assert first.kept("FABRICA", COMPANY).pem == second.kept("FABRICA", COMPANY).pem
    assert first.roots.read_bytes() == second.roots.read_bytes()
    assert b"PRIVATE" not in first.roots.read_bytes()
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


@pytest.mark.parametrize("tax_id", [COMPANY, PERSON])
def test_a_pfx_of_an_authority_s(tmp_path: Path, tax_id: str) -> None:
    authority = Authority(tmp_path)
    pfx = authority.identity("JOAO DA SILVA", tax_id, days=30).pfx("senha")
    opened = pkcs12.load_pkcs12(pfx, b"senha").cert
    assert opened is not None
    facts = facts_of(opened.certificate)
    assert (facts.holder, facts.tax_id, facts.policy) == ("JOAO DA SILVA", tax_id, "A1")
    assert (facts.expires_at - datetime.now(UTC)).days == 30
    opened.certificate.verify_directly_issued_by(authority.root)
