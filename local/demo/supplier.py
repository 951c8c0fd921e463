"""A supplier of the demo's own: its e-CNPJ, and one NF-e that it signed.

nfelib's samples were printed anew by somebody, so none of their signatures verifies any more.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

from local.demo.authority import authority
from local.sefaz.notes import Note

TAX_ID = "12ABC34501DE35"


def access_key() -> str:
    """The NF-e's key, its check digit computed."""
    return _note().key


def roots() -> Path:
    """The PEM of the authority behind the supplier's certificate, and everybody's."""
    return authority().roots


def note() -> bytes:
    """The NF-e as SEFAZ authorized it: signed, with a protocol of the same digest."""
    return _note().whole(authority().kept("FABRICA MODELO LTDA", TAX_ID))


@cache
def _note() -> Note:
    return Note(
        number=4321,
        issuer=TAX_ID,
        issuer_name="Fábrica Modelo Ltda",
        recipient="34128745000152",
        issued_at=datetime.fromisoformat("2026-11-03T10:20:30-03:00"),
        authorized_at=datetime.fromisoformat("2026-11-03T10:20:41-03:00"),
    )
