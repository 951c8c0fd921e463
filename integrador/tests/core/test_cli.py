"""The command line."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from typer.testing import CliRunner, Result

from integrador.cli import app
from integrador.config import Config, Configured
from integrador.folders import Folder
from integrador.home import Home
from integrador.locking import one_process
from malote.sefaz.exchange import Exchange
from tests.core.conftest import AT, eventually
from tests.core.remote_service import CODE, RemoteService
from tests.core.sefaz import SUMMARY, page
from tests.core.software_key import TAX_ID, SoftwareKey

PASSWORD = "senha do arquivo"


@pytest.fixture
def pfx(tmp_path: Path, key: SoftwareKey) -> Path:
    path = tmp_path / "empresa.pfx"
    certificate = x509.load_der_x509_certificate(key.certificate)
    encrypted = BestAvailableEncryption(PASSWORD.encode())
    path.write_bytes(serialize_key_and_certificates(b"a", key._key, certificate, None, encrypted))
    return path


def said(home: Home, *arguments: str, typed: str = "", code: int = 0, **environment: str) -> str:
    done: Result = CliRunner().invoke(
        app, ["--home", str(home.root), *arguments], input=typed, env=environment
    )
    assert done.exit_code == code, done.output
    assert isinstance(done.exception, SystemExit | None)
    assert "Traceback" not in done.output
    return done.output


def test_it_is_configured_with_a_code_that_is_not_in_the_process_list(
    home: Home, remote: RemoteService, pfx: Path
) -> None:
    arguments = ["configure", "--api-url", remote.url, "--pfx", str(pfx), "--state", "rj"]
    told = said(home, *arguments, "--code-stdin", typed=CODE + "\n", INTEGRADOR_PIN=PASSWORD)
    assert "11.222.333/0001-81 (Empresa de Teste) está configurado" in told
    assert "diz SP, e não RJ" in told
    assert remote.meant == [TAX_ID]
    assert CODE not in told
    everything = b"".join(each.read_bytes() for each in home.root.rglob("*") if each.is_file())
    assert PASSWORD.encode() not in everything
    assert CODE.encode() not in everything


@pytest.mark.parametrize(
    ("arguments", "pin", "code", "what"),
    [
        (["--code-stdin"], "errada", 1, "senha"),
        ([], PASSWORD, 1, "O código não vale"),
        (["--state"], PASSWORD, 2, "--state"),
        (["--tax-id", "11.222.333/0001-82"], PASSWORD, 2, "--tax-id"),
        (["--tax-id", "45.723.174/0001-10"], PASSWORD, 1, "e não de 45.723.174/0001-10"),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do(
    home: Home,
    remote: RemoteService,
    pfx: Path,
    arguments: list[str],
    pin: str,
    code: int,
    what: str,
) -> None:
    told = said(
        home,
        *["configure", "--api-url", remote.url, "--pfx", str(pfx), *arguments],
        typed="WRONG-CODE\n",
        code=code,
        INTEGRADOR_PIN=pin,
    )
    assert what in told


@pytest.mark.parametrize("arguments", [["--certificate", "abc"], ["--api-url", ""]])
def test_what_is_left_out_is_a_matter_of_usage(home: Home, arguments: list[str]) -> None:
    said(home, "configure", *arguments, code=2)


def test_it_is_removed_when_its_user_is_sure(home: Home, configured: Configured) -> None:
    said(home, "remove", "11.222.333/0001-81", typed="n\n", code=1)
    assert Config(home).all()
    said(home, "remove", "11.222.333/0001-81", typed="y\n")
    assert Config(home).all() == ()
    assert "não está configurado" in said(home, "remove", TAX_ID, code=1)


def test_documents_are_sent_again(
    home: Home, configured: Configured, remote: RemoteService
) -> None:
    folder = Folder(home.documents(TAX_ID))
    exchange = Exchange(request=b"", answer=page(SUMMARY))
    folder.keep(remote.job("job-0000001", "0" * 64), exchange, AT)
    assert "Enviados: 1. O Malote já tinha: 0." in said(home, "resend", TAX_ID)
    assert "Enviados: 0. O Malote já tinha: 1." in said(home, "resend", TAX_ID)
    assert "Enviados: 0. O Malote já tinha: 0." in said(
        home, "resend", TAX_ID, "--since", "2999-01-01"
    )
    remote.cut = True
    assert "Falharam: 1." in said(home, "resend", TAX_ID, code=1)


def test_nothing_to_run_is_said(home: Home) -> None:
    assert "não está configurado" in said(home, "run", code=1)
    home.settings.write_bytes(b"{")
    assert "danificado" in said(home, "status", code=1)


def test_a_second_process_says_so_and_ends(home: Home, configured: Configured) -> None:
    with one_process(home):
        told = said(home, "run", code=1)
    assert "já está aberto" in told


@pytest.mark.parametrize("how", [SIGINT, SIGTERM])
def test_it_runs_until_it_is_told_to_stop(
    home: Home, remote: RemoteService, pfx: Path, how: Signals
) -> None:
    arguments = ["configure", "--api-url", remote.url, "--pfx", str(pfx), "--code-stdin"]
    said(home, *arguments, typed=CODE, INTEGRADOR_PIN=PASSWORD)
    command = [sys.executable, "-m", "integrador", "run", "--pin-stdin"]
    environment = {**os.environ, "INTEGRADOR_HOME": str(home.root), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    ) as process:
        assert process.stdin
        process.stdin.write(PASSWORD.encode() + b"\n")
        process.stdin.flush()
        eventually(lambda: "/remote/jobs" in remote.calls)
        process.send_signal(how)
        told = process.communicate(timeout=20)[0].decode()
    assert process.returncode == 0, told
    assert "Em serviço" in told
    assert "Traceback" not in told
    assert remote.held_by is None
    assert PASSWORD not in told


def test_a_wrong_password_ends_it(home: Home, remote: RemoteService, pfx: Path) -> None:
    arguments = ["configure", "--api-url", remote.url, "--pfx", str(pfx), "--code-stdin"]
    said(home, *arguments, typed=CODE, INTEGRADOR_PIN=PASSWORD)
    told = said(home, "run", code=1, INTEGRADOR_PIN="errada")
    assert told.count("está errad") == 1
    assert "errada" not in "".join(each.read_text() for each in home.logs.iterdir()).replace(
        "está errada", ""
    ).replace("está errado", "")
    logging.getLogger("integrador").handlers.clear()


def test_without_qt_there_is_no_window(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "integrador.window", None)
    assert "integrador run" in said(home, code=1)


def test_its_version_is_shown(home: Home) -> None:
    assert said(home, "version").strip()


@pytest.mark.parametrize(
    "command", ["run", "status", "certificates", "configure", "remove", "resend", "version"]
)
def test_each_command_has_help(home: Home, command: str) -> None:
    assert len(said(home, command, "--help")) > 200


@pytest.mark.parametrize("where", ["/proc/none", "a file"])
def test_a_home_that_cannot_be_is_said(tmp_path: Path, where: str) -> None:
    (tmp_path / "a file").touch()
    done = CliRunner().invoke(app, ["--home", str(tmp_path / where), "status"])
    assert done.exit_code == 1
    assert "não pode ser lida ou escrita" in done.output


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--certificate", "deadbeef00", "--api-url", "https://x"], "Nenhum certificado deste"),
        (["--certificate", "deadbeef00", "--api-url", "https://["], "não é seguro"),
        (["--pfx", "/none.pfx", "--api-url", "https://x"], "PKCS#12"),
    ],
)
def test_a_mistake_is_said_without_a_prompt(
    home: Home, monkeypatch: pytest.MonkeyPatch, arguments: list[str], what: str
) -> None:
    monkeypatch.setenv("INTEGRADOR_PKCS11", "/none.so")
    command = [sys.executable, "-m", "integrador", "--home", str(home.root), "configure"]
    line = " ".join(f"'{each}'" for each in [*command, *arguments])
    done = subprocess.run(
        ["sh", "-c", f"{line} <&-"], capture_output=True, timeout=60, check=False, text=True
    )
    assert done.returncode == 1
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pfx_that_is_not_there_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRADOR_PKCS11", "/none.so")
    assert "Problema em /none.pfx" in said(home, "certificates", "--pfx", "/none.pfx", typed="x\n")
