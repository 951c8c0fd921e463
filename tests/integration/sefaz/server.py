"""SEFAZ's stand-in in this process, under a test authority, for whoever talks to it.

with sefaz_server() as sefaz:
    sefaz.url                          # https://localhost:<port>: the base of all addresses
    sefaz.roots                        # the PEM that it is trusted by
    sefaz.authority.identity("ALIMENTOS LTDA", "34128745000152").pfx("senha")
    sefaz.control.add_notes("34128745000152", 3)     # see local/sefaz/control.py
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from local.authority import Authority, Identity
from local.sefaz.server import Ports, Sefaz, serving
from local.sefaz.world import Options

COMPANY = "34128745000152"
SUPPLIER = "12ABC34501DE35"
PERSON = "52998224725"


@cache
def authority() -> Authority:
    """One for all tests of this process: making keys is slow."""
    directory = tempfile.mkdtemp(prefix="authority-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return Authority(Path(directory))


@cache
def identity(tax_id: str = COMPANY) -> Identity:
    """The certificate of a company's or person's, the same each time."""
    return authority().identity("ALIMENTOS LTDA", tax_id)


@contextmanager
def sefaz_server(*, homologation: bool = False, real_pace: bool = False) -> Iterator[Sefaz]:
    """A new one, with no documents."""
    with serving(Options(authority(), homologation, real_pace), Ports()) as sefaz:
        yield sefaz
