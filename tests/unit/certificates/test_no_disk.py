"""A private key is never written to disk: with every way to do so closed, all of it still works."""

import ctypes
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from malote.attempt import attempt
from malote.audit import Action
from malote.certificates.changes import CertificateChanges
from malote.certificates.install import Installer
from malote.certificates.key_test import test_key as try_key
from malote.certificates.requests import NewCertificate
from tests.fakes.trail import entry
from tests.fresh import run
from tests.unit.certificates.safe import BRANCH, Safe, asked, identity

SCRIPT = """
import json, sys
from tests.unit.certificates import test_no_disk as these
called = json.load(sys.stdin)
these.close()
print(json.dumps({"told": getattr(these, called[0])(*called[1:])}))
"""
"""Nothing is imported after the ways are closed that writes bytecode: the environment says so."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_BY_OTHERS = ("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


def close() -> None:
    """For Python by an audit hook, and for libraries in C by the kernel: files end at 0 bytes."""

    def refuse(event: str, of: tuple[object, ...]) -> None:
        opened = event == "open" and isinstance(of[2], int) and of[2] & _WRITING
        if opened or event.startswith(_BY_OTHERS):
            raise PermissionError(f"{event} {of[0]}")

    sys.addaudithook(refuse)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def work() -> list[str]:
    """Everything that has a private key in hand, from its check to its end."""
    safe = Safe()
    installer = Installer(safe.portfolios, safe.ledger, safe.vault, safe.once, safe.trail)
    changes = CertificateChanges(safe.portfolios, safe.ledger, safe.vault, safe.trail)
    wanted = NewCertificate.model_validate(asked(identity(BRANCH)))
    checked = installer.check(wanted, entry(Action.CERTIFICATE_INSTALLED, ""))
    made, row = installer.install(wanted, "key", entry(Action.CERTIFICATE_INSTALLED, ""))
    tried = try_key(safe.keys, entry(Action.CERTIFICATE_USED, made.certificate_id))
    gone = entry(Action.CERTIFICATE_DELETED, made.certificate_id)
    changes.delete(gone, confirmed=True)
    changes.restore(entry(Action.CERTIFICATE_RESTORED, made.certificate_id))
    return [str(checked.error), str(len(row.after)), tried.status]


def by_c(path: str) -> None:
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    stream = ctypes.c_void_p(libc.fopen(path.encode(), b"w"))
    libc.fputs(b"a key", stream)
    libc.fclose(stream)


WAYS: dict[str, Callable[[str], object]] = {
    "open": lambda path: Path(path).write_text("a key"),
    "os.open": lambda path: os.open(path, os.O_CREAT | os.O_WRONLY),
    "a temporary file": lambda _: tempfile.mkstemp(),
    "a temporary folder": lambda _: tempfile.mkdtemp(),
    "another process": lambda path: subprocess.run(["cp", "/proc/version", path], check=True),
    "C": by_c,
}


def write(folder: str) -> list[str]:
    """In each way a file of its own; those that an error hinders."""
    ends = {way: attempt(write, f"{folder}/{way}") for way, write in WAYS.items()}
    return [way for way, end in ends.items() if isinstance(end, OSError)]


def test_the_ways_are_closed(tmp_path: Path) -> None:
    hindered = run(SCRIPT, ["write", str(tmp_path)], TMPDIR=str(tmp_path))["told"]
    assert hindered == [way for way in WAYS if way != "C"]
    assert {file.name: file.stat().st_size for file in tmp_path.iterdir()} == {"C": 0}


def test_with_all_ways_closed_certificates_are_installed_and_used(tmp_path: Path) -> None:
    done = run(SCRIPT, ["work"], TMPDIR=str(tmp_path), PYTHONDONTWRITEBYTECODE="1")
    assert done == {"told": ["None", "1", "ok"]}
    assert list(tmp_path.iterdir()) == []
