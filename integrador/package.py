"""Makes the Integrador's portable zip for the system that this runs on, with PyInstaller.

    python integrador/package.py [address of the Malote API]

The address is what the settings' window offers; without one, whoever configures types it.
"""

import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from stat import S_IFLNK
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_HERE = Path(__file__).resolve().parent
_URL = _HERE / "integrador" / "service_url.txt"
_DIST = _HERE.parent / "dist"


def main(api_url: str) -> None:
    """Build a folder that needs no Python, and zip it."""
    _URL.write_text(api_url)
    work = _HERE.parent / ".local" / "pyinstaller"
    try:
        print("· PyInstaller, uns dois minutos", flush=True)
        subprocess.run(  # noqa: S603 -- our own words alone
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
    made = _DIST / f"{name}.zip"
    made.parent.mkdir(exist_ok=True)
    _zip(work / "dist" / "integrador", made)
    print(f"· {made.relative_to(_HERE.parent)}: {made.stat().st_size / 1e6:.0f} MB")


def _zip(folder: Path, made: Path) -> None:
    with ZipFile(made, "w", ZIP_DEFLATED) as zipped:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder.parent)
            if path.is_symlink():  # kept as one: many of Qt's libraries would be there twice
                link = ZipInfo(name.as_posix())
                link.create_system = 3  # Unix, which alone knows links
                link.external_attr = (S_IFLNK | 0o777) << 16
                zipped.writestr(link, str(path.readlink()))
            elif path.is_file():
                zipped.write(path, name)


if __name__ == "__main__":
    main(*(sys.argv[1:] or [""]))
