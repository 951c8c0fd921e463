"""Moments, places and states, as users read them."""

from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QColor

from integrador.references import CertificateRef
from integrador.states import State
from malote.clock import BRASILIA

_GREEN, _AMBER, _RED, _GREY = "#2e8b3d", "#c98a00", "#c0392b", "#8a8a8a"
_COLOURS = {
    State.STOPPED: _GREY,
    State.STARTING: _AMBER,
    State.PIN: _AMBER,
    State.CARD: _AMBER,
    State.WORKING: _GREEN,
    State.OFFLINE: _AMBER,
    State.ELSEWHERE: _AMBER,
    State.REVOKED: _RED,
    State.EXPIRED: _RED,
    State.FAILED: _RED,
}


def colour(state: State) -> QColor:
    """Of the dot beside a state's words."""
    return QColor(_COLOURS[state])


def day(moment: datetime) -> str:
    """In Brasília."""
    return f"{moment.astimezone(BRASILIA):%d/%m/%Y}"


def minute(moment: datetime) -> str:
    """In Brasília."""
    return f"{moment.astimezone(BRASILIA):%d/%m/%Y %H:%M}"


def second(moment: datetime) -> str:
    """In Brasília."""
    return f"{moment.astimezone(BRASILIA):%d/%m/%Y %H:%M:%S}"


def place(certificate: CertificateRef) -> str:
    """Where a certificate is."""
    match certificate.kind:
        case "pkcs11":
            return f"Token “{certificate.token}”"
        case "pfx":
            return f"Arquivo {Path(certificate.path).name}"
        case "windows":
            return "Windows"
