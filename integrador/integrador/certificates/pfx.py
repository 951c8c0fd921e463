"""PFX files: found by their names, and known only once their password is given."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256

from integrador.certificates.found import Found, found
from integrador.references import CertificateRef
from malote.certificates.models import MAX_PFX_BYTES
from malote.certificates.pfx import OpenedPfx, open_pfx
from malote.errors import PfxUnreadable

_ENDINGS = (".pfx", ".p12")


def pfx_files(places: Iterable[Path]) -> list[Path]:
    """Those in the folders, not deeper, and those named themselves; sorted, each once."""
    files: set[Path] = set()
    for place in places:
        try:
            inside = list(place.iterdir()) if place.is_dir() else [place]
            files.update(each for each in inside if each.is_file() and _is_pfx(each))
        except OSError:  # a folder of somebody else's
            continue
    return sorted(files)


def look(path: Path, password: str, at: datetime) -> Found:
    """What is in one. Raises CertificateError, PfxPasswordWrong among them."""
    certificate = read(path, password).certificate
    thumbprint = certificate.fingerprint(SHA256()).hex()
    ref = CertificateRef(kind="pfx", thumbprint=thumbprint, path=str(path.absolute()))
    return found(certificate, ref, key=True, at=at)


def read(path: Path, password: str) -> OpenedPfx:
    """Open one, in memory alone. Raises CertificateError."""
    try:
        with path.open("rb") as file:
            pfx = file.read(MAX_PFX_BYTES + 1)
    except OSError as error:
        raise PfxUnreadable(error.strerror or "") from None
    return open_pfx(pfx, password)


def _is_pfx(path: Path) -> bool:
    return path.suffix.lower() in _ENDINGS
