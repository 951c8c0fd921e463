"""Where things of this machine are kept: all under .local, which git ignores."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
BUILD = ROOT / ".aws-sam" / "build"
SAM = LOCAL / "sam" / "bin"
MINISTACK = LOCAL / "ministack" / "bin"
