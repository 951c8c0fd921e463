"""The real Integrador, as it is installed, with a real token behind a driver that counts logins."""

import json
import os
import pty
import re
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from local.paths import LOCAL, ROOT
from local.sefaz.server import Sefaz
from tests.e2e.waiting import until
from tests.softhsm import MODULE, SoftToken, make_token

_PROGRAM = LOCAL / "integrador" / "bin" / "integrador"
_DRIVER = ROOT / "integrador" / "tests" / "cards" / "card.c"
_OURS = ("MALOTE_", "INTEGRADOR_", "AWS_")


@dataclass
class Computer:
    """Its user's own: the Integrador's folder, and the token that is plugged in."""

    folder: Path
    token: SoftToken
    driver: Path
    sefaz_url: str
    _program: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: datetime = field(default=datetime.max.replace(tzinfo=UTC), init=False)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @cached_property
    def certificate(self) -> str:
        """The code of the one that it lists."""
        (code,) = re.findall(r"Código: ([0-9a-f]{16})", self.do("certificates").stdout)
        return str(code)

    def configure(self, code: str, api_url: str) -> subprocess.CompletedProcess[str]:
        """With the one-time code that an administrator gave to its user."""
        chosen = ["--certificate", self.certificate, "--api-url", api_url, "--state", "SP"]
        pin = {"INTEGRADOR_PIN": self.token.pin}
        return self.do("configure", "--code-stdin", *chosen, given=code, environment=pin)

    def do(
        self, *arguments: str, given: str = "", environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command until it ends."""
        return subprocess.run(
            [_PROGRAM, *arguments],
            input=f"{given}\n",
            env=self._environment | (environment or {}),
            text=True,
            capture_output=True,
            timeout=60,
            check=False,
        )

    def start(self, pin: str = "") -> None:
        """`integrador run`, until ``stop`` or ``kill``; a program of its user's gives it the PIN."""
        program = self._run("--pin-stdin", stdin=subprocess.PIPE)
        assert program.stdin
        program.stdin.write(f"{pin or self.token.pin}\n".encode())
        program.stdin.close()

    def start_at_a_terminal(self, *prompts: str) -> None:
        """Its user types the PIN at each of these."""
        seen = len(self.said)
        ours, theirs = pty.openpty()
        self._run(stdin=theirs, start_new_session=True)
        os.close(theirs)
        for prompt in prompts:
            said = until(prompt, lambda: self.said, lambda said: prompt in said[seen:])  # noqa: B023
            seen = len(said)
            os.write(ours, f"{self.token.pin}\n".encode())
        self.becomes("working")
        os.close(ours)

    def at_work(self) -> None:
        """Started, and serving."""
        if not self._runs:
            self.start()
        self.becomes("working")

    def becomes(self, state: str, seconds: float = 30) -> None:
        """Until its CNPJ stands so."""
        until(f"{state} at {self.folder.name}", self._state, lambda now: now == state, seconds)

    def kill(self) -> None:
        """At once; nothing of it must stay logged in to the token."""
        assert self._program
        children = Path(f"/proc/{self._program.pid}/task").glob("*/children")
        cards = [Path("/proc", each) for some in children for each in some.read_text().split()]
        self.close()
        until("no child", lambda: [each for each in cards if each.exists()], lambda it: not it)

    def stop(self) -> int:
        """As a service manager does. The exit code."""
        assert self._program
        self._program.send_signal(signal.SIGTERM)
        return self.ends()

    def ends(self) -> int:
        """Until it ends by itself. The exit code."""
        assert self._program
        return self._program.wait(40)

    def close(self) -> None:
        """Whatever it is doing."""
        if self._program and self._runs:
            self._program.kill()
            self._program.wait()

    @property
    def logins(self) -> list[str]:
        """What became of each: "login", or "login wrong"."""
        log = self.folder / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [each for each in lines if each.startswith("login")]

    @property
    def said(self) -> str:
        """What it printed of itself when it ran."""
        return self._said.read_text() if self._said.exists() else ""

    @property
    def log(self) -> str:
        """Its log folder."""
        return "".join(each.read_text() for each in (self.home / "logs").iterdir())

    def kept(self) -> dict[str, bytes]:
        """The files in the folders of its CNPJ, by name."""
        return {each.name: each.read_bytes() for each in self.home.glob("documentos/*/*/*.xml")}

    def written(self) -> dict[str, bytes]:
        """All that it wrote or printed, but for the keys of its own."""
        files = [each for each in self.home.rglob("*") if each.is_file()]
        found = {str(each): each.read_bytes() for each in files if each.parent.name != "keys"}
        return found | {"said": self.said.encode()}

    @property
    def device_id(self) -> str:
        """What the service calls it."""
        (configured,) = json.loads((self.home / "settings.json").read_text())["configured"]
        return str(configured["device_id"])

    def own_key(self) -> str:
        """What it signs its requests with."""
        (path,) = (self.home / "keys").glob("*.pem")
        return "".join(path.read_text().splitlines()[1:-1])

    def _run(self, *options: str, **how: Any) -> subprocess.Popen[bytes]:
        self._started = datetime.now(UTC)
        with self._said.open("ab") as said:
            self._program = subprocess.Popen(
                [_PROGRAM, "run", *options], stdout=said, stderr=said, env=self._environment, **how
            )
        return self._program

    @property
    def _runs(self) -> bool:
        return self._program is not None and self._program.poll() is None

    def _state(self) -> str:
        with suppress(OSError, ValueError):
            (status,) = json.loads((self.home / "status.json").read_text())["statuses"]
            if self._runs and datetime.fromisoformat(status["since"]) >= self._started:
                return str(status["state"])
        return ""

    @property
    def _said(self) -> Path:
        return self.folder / "said"

    @property
    def _environment(self) -> dict[str, str]:
        others = {k: v for k, v in os.environ.items() if not k.startswith(_OURS)}
        return others | {
            **self.token.environment,
            "INTEGRADOR_HOME": str(self.home),
            "INTEGRADOR_PKCS11": str(self.driver),
            "INTEGRADOR_SEFAZ_URL": self.sefaz_url,
            "CARD_MODULE": MODULE,
            "CARD_FOLDER": str(self.folder),
        }


def driver(folder: Path) -> Path:
    """The cards' driver of the Integrador's own tests, compiled: it notes each login."""
    library = folder / "card.so"
    include = "-I/usr/include/p11-kit-1"
    subprocess.run(["gcc", "-shared", "-fPIC", include, "-o", library, _DRIVER], check=True)
    return library


def computer(folder: Path, sefaz: Sefaz, tax_id: str, pin: str, driver: Path) -> Computer:
    """One with a token, whose key was made in it and never leaves it."""
    folder.mkdir()
    token = make_token(folder, sefaz.authority.issuer, tax_id, pin=pin)
    return Computer(folder, token, driver, sefaz.url)
