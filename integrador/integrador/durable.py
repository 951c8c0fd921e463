"""Files that are whole or not there, whatever happens, and their user's alone."""

import os
import sys
from errno import EINVAL, ENOTSUP
from pathlib import Path
from time import sleep
from uuid import uuid4

_TRIES, _PAUSE = 10, 0.1  # seconds
_NO_FOLDERS = {EINVAL, ENOTSUP}  # a network share that knows of no such thing as a folder's fsync


def write(path: Path, content: bytes) -> None:
    """Write it all (0600), down to the disk, then put it in place of what was there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{uuid4().hex}.tmp")
    try:
        beside.touch(mode=0o600, exist_ok=False)
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _put(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


def sweep(folder: Path) -> None:
    """What a kill left of writes; whoever calls this is the only one that writes there."""
    for path in folder.glob(".*.tmp"):
        path.unlink(missing_ok=True)


def _put(beside: Path, path: Path) -> None:
    for _ in range(_TRIES):  # on Windows, scanners and readers hold files for a moment
        try:
            beside.replace(path)
        except PermissionError:
            sleep(_PAUSE)
        else:
            return
    beside.replace(path)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # NTFS journals names by itself; a folder cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDERS:
            raise
    finally:
        os.close(descriptor)
