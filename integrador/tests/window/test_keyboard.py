"""The program itself on a screen of X11, with a card in software, and a user who has only keys."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from signal import SIGTERM

import pytest

from integrador.config import Config
from integrador.home import Home
from tests.cards.authority import authority
from tests.core.remote_service import CODE, RemoteService
from tests.core.software_key import TAX_ID
from tests.softhsm import SoftToken, make_token
from tests.window.screen import eventually


@pytest.fixture
def display() -> Iterator[str]:
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1024x720x24", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL) as server:
        os.close(writes)
        with os.fdopen(reads) as told:
            yield f":{told.readline().strip()}"
        server.terminate()


@pytest.fixture
def token(tmp_path: Path) -> SoftToken:
    return make_token(tmp_path, authority(), TAX_ID)


class Keyboard:
    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def _told(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False
        )

    def sees(self, title: str) -> bool:
        return bool(self._told("search", "--onlyvisible", "--name", title).stdout)

    def turn_to(self, title: str) -> None:
        """As a window manager would, there being none."""
        eventually(lambda: self.sees(title))
        window = self._told("search", "--onlyvisible", "--name", title).stdout.split()[-1]
        self._told("windowfocus", "--sync", window)

    def press(self, *keys: str) -> None:
        assert self._told("key", *keys).returncode == 0

    def write(self, text: str) -> None:
        assert self._told("type", "--delay", "5", text).returncode == 0


def test_a_computer_is_configured_with_keys_alone(
    display: str, token: SoftToken, remote: RemoteService, home: Home
) -> None:
    keys = Keyboard(display)
    environment = {**keys.environment, **token.environment, "INTEGRADOR_HOME": str(home.root)}
    command = [sys.executable, "-m", "integrador"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as program:
        try:
            keys.turn_to("Configurar um CPF ou CNPJ")
            keys.press("alt+s")
            keys.write(remote.url)
            keys.press("alt+e")
            keys.write("SP")
            keys.press("alt+u")
            keys.write(CODE.replace("-", ""))

            def asked() -> bool:
                keys.press("alt+c")  # allowed once the token is listed
                return keys.sees("PIN do token")

            eventually(asked)
            keys.turn_to("PIN do token")
            keys.press("ctrl+a")  # over what was pressed too often
            keys.write(token.pin)
            keys.press("Return")
            eventually(lambda: remote.held_by)
            assert Config(home).get(TAX_ID).certificate.token == token.label
        finally:
            program.send_signal(SIGTERM)
        assert program.wait(timeout=40) == 0, program.stderr and program.stderr.read()
    assert remote.held_by is None, "the work was not given up"
    assert list(remote.bucket) == []
    kept = b"".join(each.read_bytes() for each in home.root.rglob("*") if each.is_file())
    assert token.pin.encode() not in kept
    assert CODE.replace("-", "").encode() not in kept.replace(b"-", b"")
