"""Documents that kill whoever reads them: each is in quarantine, and no other notices."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from multiprocessing import active_children

import pytest

from malote.adapters import isolated_reading
from malote.adapters.bounded import Limits
from malote.adapters.isolated_reading import IsolatedReader
from malote.documents import Blob, Container, Quarantined, Registration
from malote.errors import ProcessingFailed
from malote.fiscal.inspection import Inspection
from malote.fiscal.inspector import Inspector
from malote.fiscal.schemas import Schemas
from tests.documents import BARE, NFE
from tests.fakes.stores import NOON
from tests.unit.fiscal.nfelib_samples import HOME

TAX_IDS = {"acme": frozenset({"34128745000152"})}
BATCH = b"<enviNFe xmlns='http://www.portalfiscal.inf.br/nfe'>%b%b</enviNFe>" % (
    BARE,
    BARE.replace(b"610.37", b"1.00"),
)


def spin() -> None:
    while True:
        pass


def spin_in_c() -> None:
    sum(range(10**12))


def hang() -> None:
    time.sleep(60)


def hoard() -> None:
    hashlib.sha256(b"x" * 600_000_000)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stumble() -> None:
    raise ZeroDivisionError("senha=hunter2")


def labour() -> None:
    began = time.process_time()
    while time.process_time() < began + 0.3:
        pass


class Cursed(Inspector):
    """Does to its process what the document names."""

    def inspect(self, xml: bytes, received_at: datetime) -> Inspection:
        evil = globals().get(xml.decode("latin-1"))
        if evil:
            evil()
        return super().inspect(xml, received_at)


def blob(content: bytes | Callable[[], None]) -> Blob:
    content = content if isinstance(content, bytes) else content.__name__.encode()
    return Blob("acme", hashlib.sha256(content).hexdigest(), content, NOON)


@pytest.fixture
def reader() -> IsolatedReader:
    return IsolatedReader(Cursed(), Schemas(None))


@pytest.mark.parametrize(
    ("evil", "limits", "detail"),
    [
        (spin, Limits(40, 0.5, 300), "limite de CPU"),
        (spin_in_c, Limits(40, 0.5, 300), "limite de CPU"),
        (hang, Limits(3, 2, 300), "limite de tempo"),
        (hoard, Limits(40, 2, 300), "limite de memória"),
        (die, Limits(40, 2, 300), "a tarefa foi interrompida"),
    ],
)
def test_a_document_that_costs_too_much_is_told_at_once_and_alone(
    reader: IsolatedReader,
    monkeypatch: pytest.MonkeyPatch,
    evil: Callable[[], None],
    limits: Limits,
    detail: str,
) -> None:
    monkeypatch.setattr(isolated_reading, "_LIMITS", limits)
    blobs = [blob(NFE), blob(evil), blob(NFE), blob(BATCH), blob(evil)]
    found = list(reader.read(blobs, TAX_IDS))
    assert [type(each) for each in found] == [
        Registration, Quarantined, Registration, Container, Quarantined,
    ]  # fmt: skip
    for place in (1, 4):
        kept = found[place]
        assert isinstance(kept, Quarantined)
        assert (kept.reason.code, kept.reason.detail) == ("document_too_costly", detail)
        assert (kept.blob_id, kept.size) == (blobs[place].sha256, len(blobs[place].content))


def test_the_limits_are_for_each_and_not_for_all(
    reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated_reading, "_LIMITS", Limits(40, 0.5, 300))
    found = list(reader.read([blob(labour)] * 4, TAX_IDS))
    kept = [each.reason.code for each in found if isinstance(each, Quarantined)]
    assert kept == ["malformed_xml"] * 4


def test_a_fault_of_ours_is_an_exception_of_one(reader: IsolatedReader) -> None:
    first, fault, last = reader.read([blob(NFE), blob(stumble), blob(NFE)], TAX_IDS)
    assert isinstance(first, Registration)
    assert isinstance(last, Registration)
    assert isinstance(fault, ProcessingFailed)
    assert fault.detail == "ZeroDivisionError", "the class alone: users are shown it"
    assert "in stumble" in str(getattr(fault.__cause__, "__notes__", "")), "logs are told where"


def test_whoever_stops_asking_leaves_no_process_behind(reader: IsolatedReader) -> None:
    readings = reader.read([blob(NFE), blob(spin)], TAX_IDS)
    next(readings)
    readings.close()
    assert active_children() == []


def test_what_one_batch_compiles_the_next_inherits() -> None:
    schemas = Schemas(HOME)
    reader = IsolatedReader(Inspector(schemas), schemas)
    assert not schemas.compiled()
    (found,) = reader.read([blob(NFE)], TAX_IDS)
    assert isinstance(found, Registration)
    assert schemas.compiled() == {"nfe/schemas/v4_0/procNFe_v4.00.xsd"}


# A process of this test's own: in pytest's there may be any amount of memory to use again.
PARSE = """
import sys
from malote.adapters.bounded import Limits, each_bounded
from malote.fiscal.xml import parse
xml = sys.stdin.buffer.read()
print(*each_bounded([lambda: parse(xml).tag], Limits(40, 20, 30)))
"""


@pytest.mark.parametrize(("tags", "said"), [(1000, "a"), (300_000, "limite de memória")])
def test_memory_is_not_mistaken_for_malformed_xml(tags: int, said: str) -> None:
    xml = b"<a>%b</a>" % b"".join(b"<b%d/>" % number for number in range(tags))
    done = subprocess.run([sys.executable, "-c", PARSE], input=xml, capture_output=True, check=True)
    assert done.stdout.decode().strip() == said
