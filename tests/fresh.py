"""Python in a process of its own, as Lambda starts one, and the memory that a process took."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any


def run(script: str, event: object, **environment: str) -> dict[str, Any]:
    """What ``script``, given the event on its standard input, prints as JSON in its last line."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(event),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak() -> int:
    """KiB that this process had at most (proc(5), VmHWM).

    Not getrusage, which counts what the parent had before it became this process.
    """
    (kib,) = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(kib)
