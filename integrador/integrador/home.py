"""The folder that the agent keeps everything in."""

import os
import sys
from pathlib import Path

VARIABLE = "INTEGRADOR_HOME"


class Home:
    """Its user's alone: 0700. On Windows, the user's own data folder is private as it is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    @classmethod
    def found(cls, option: str | None = None) -> "Home":
        """By ``INTEGRADOR_HOME``, else the option, else where the platform keeps such things."""
        chosen = os.environ.get(VARIABLE) or option
        return cls(Path(chosen).expanduser() if chosen else _of_platform())

    @property
    def settings(self) -> Path:
        """What is configured."""
        return self.root / "settings.json"

    @property
    def keys(self) -> Path:
        """The device's own."""
        return self.root / "keys"

    @property
    def statuses(self) -> Path:
        """How things stood last, for ``integrador status``."""
        return self.root / "status.json"

    @property
    def logs(self) -> Path:
        """The log folder."""
        return self.root / "logs"

    def journal(self, device_id: str) -> Path:
        """The jobs that a device was given."""
        return self.root / "journal" / device_id

    def documents(self, tax_id: str) -> Path:
        """All that was exchanged for a CNPJ or CPF."""
        return self.root / "documentos" / tax_id


def _of_platform() -> Path:
    home = Path.home()
    match sys.platform:
        case "win32":
            return Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local") / "Integrador"
        case "darwin":
            return home / "Library/Application Support/Integrador"
        case _:
            return Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "integrador"
