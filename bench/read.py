"""``malote.fiscal.read`` of nfelib's NF-e, NFC-e and CT-e, against bare ``lxml.etree.fromstring``.

The same bytes, each sample on its own; the figure is the median over the samples. nfelib's own
``from_xml`` (xsdata's bindings of everything in the document) is measured against ``read``.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from warnings import filterwarnings

import nfelib  # type: ignore[import-untyped]
from lxml import etree

from bench.figure import Figure
from bench.rounds import ratio, rounds
from malote.errors import FiscalError
from malote.fiscal import FiscalDocument, read

ROUNDS = 5
_BINDINGS = {
    "nfeProc": ("nfelib.nfe.bindings.v4_0.proc_nfe_v4_00", "NfeProc"),
    "NFe": ("nfelib.nfe.bindings.v4_0.nfe_v4_00", "Nfe"),
    "CTe": ("nfelib.cte.bindings.v4_0.cte_v4_00", "Cte"),
}


def run() -> list[Figure]:
    """Two ratios over all samples."""
    filterwarnings("ignore", module="xsdata")  # of values that its tables do not know
    ours: list[float] = []
    nfelibs: list[float] = []
    times: list[tuple[float, float, float]] = []
    for xml in samples():
        found = rounds(
            ROUNDS,
            {
                "read": partial(_seconds, 40, read, xml),
                "lxml": partial(_seconds, 40, etree.fromstring, xml),
                "nfelib": partial(_seconds, 1, _binding(xml), xml.decode("utf-8-sig")),
            },
        )
        ours.append(ratio(found["read"], found["lxml"]))
        nfelibs.append(ratio(found["nfelib"], found["read"]))
        times.append((median(found["read"]), median(found["lxml"]), median(found["nfelib"])))
    mine, bare, bound = (median(column) * 1e6 for column in zip(*times, strict=True))
    count = f"{len(times)} documents, {ROUNDS} rounds"
    return [
        Figure(
            "read over lxml.fromstring", median(ours), f"{mine:.0f} µs against {bare:.0f}, {count}"
        ),
        Figure(
            "nfelib's from_xml over read",
            median(nfelibs),
            f"{bound:.0f} µs against {mine:.0f}, {count}",
        ),
    ]


def samples() -> list[bytes]:
    """nfelib's documents, without its events and requests."""
    home = Path(nfelib.__path__[0])
    found = (
        path.read_bytes()
        for kind in ("nfe", "cte")
        for path in sorted((home / kind).rglob("samples/**/*.xml"))
    )
    return [xml for xml in found if _is_document(xml)]


def _is_document(xml: bytes) -> bool:
    try:
        return isinstance(read(xml), FiscalDocument)
    except FiscalError:
        return False


def _binding(xml: bytes) -> Callable[[str], object]:
    module, name = _BINDINGS[etree.QName(etree.fromstring(xml)).localname]
    from_xml: Callable[[str], object] = getattr(import_module(module), name).from_xml
    return from_xml


def _seconds(times: int, work: Callable[[Any], object], argument: object) -> float:
    began = perf_counter()
    for _ in range(times):
        work(argument)
    return (perf_counter() - began) / times
