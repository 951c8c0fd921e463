"""Makes the Integrador's portable zip for the system that this runs on, with PyInstaller.

    python integrador/package.py [address of the Malote API]

The address is what the settings' window offers; without one, whoever configures types it.
"""

import platform
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_URL = _HERE / "integrador" / "service_url.txt"
_DIST = _HERE.parent / "dist"


def main(api_url: str) -> None:
    """Build a folder that needs no Python, and zip it."""
    _URL.write_text(api_url)
    work = _HERE.parent / ".local" / "pyinstaller"
    try:
        print("· PyInstaller, uns dois minutos", flush=True)
        subprocess.run(
            [
                sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=ERROR",
                "--distpath", str(work / "dist"), "--workpath", str(work / "build"),
                str(_HERE / "integrador.spec"),
            ],
            check=True,
        )  # fmt: skip
    finally:
        _URL.unlink()
    name = f"integrador-{version('integrador')}-{platform.system()}-{platform.machine()}".lower()
    made = Path(shutil.make_archive(str(_DIST / name), "zip", work / "dist", "integrador"))
    print(f"· {made.relative_to(_HERE.parent)}: {made.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main(*(sys.argv[1:] or [""]))
