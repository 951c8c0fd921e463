"""From XML to a DynamoDB item, against bare ``lxml.etree.fromstring`` of the same bytes.

Each of nfelib's documents on its own, of all kinds; the figures are medians over them. First what
registering costs without judging: parse, record, item. Then with remarks, schema and signature,
each document signed by the tests' own authority and found ``valid``. nfelib's ``from_xml``
(xsdata's bindings of everything in the document) is measured against the first; against ``read``
with all the details, which nothing does but showing one document, there is no limit.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median
from time import process_time
from typing import Any
from warnings import filterwarnings

from lxml import etree

from bench.figure import Figure
from bench.rounds import ratio, rounds
from malote.adapters.headers import document_header
from malote.adapters.items import to_item
from malote.certificates.trust import TrustStore
from malote.errors import FiscalError
from malote.fiscal import FiscalDocument, Inspection, Signature, Verdict, read
from malote.fiscal.inspector import Inspector
from malote.fiscal.reader import take_in
from malote.fiscal.schemas import Schemas
from tests.signing import Identity, authority, certificate, sign
from tests.unit.fiscal.nfelib_samples import HOME, SAMPLES, bound

ROUNDS = 5
REGISTERED, JUDGED, AGAINST_NFELIB = 2.7, 6, 60
_NOW = datetime(2026, 10, 1, tzinfo=UTC)
_YEARS = (datetime(2010, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
_UNJUDGED = Signature(verdict=Verdict.ABSENT)

type _Times = dict[str, list[float]]


def run() -> list[Figure]:
    """Four ratios over all documents."""
    filterwarnings("ignore", module="xsdata")  # of values that its tables do not know
    documents = {name: xml for name, xml in SAMPLES.items() if _is_document(xml)}
    times = {name: _unjudged(xml) for name, xml in documents.items()}
    plain, notes = list(times.values()), [times[name] for name in times if name.startswith("nfe/")]
    authority_of_ours = authority(valid=_YEARS)
    inspector = Inspector(Schemas(HOME), TrustStore.from_pem(authority_of_ours.pem))
    signed = (_signed(xml, authority_of_ours) for xml in documents.values())
    judged = [_judged(inspector, xml) for xml in signed if _is_valid(inspector, xml)]
    return [
        _figure("item over lxml", plain, "item", "lxml", at_most=REGISTERED),
        _figure("… of NF-e and NFC-e alone", notes, "item", "lxml"),
        _figure("judged item over lxml", judged, "item", "lxml", at_most=JUDGED),
        _figure("nfelib's from_xml over item", plain, "nfelib", "item", at_least=AGAINST_NFELIB),
        _figure("nfelib's from_xml over read", plain, "nfelib", "read"),
    ]


def _figure(
    what: str,
    documents: list[_Times],
    ours: str,
    theirs: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Figure:
    ratios = [ratio(times[ours], times[theirs]) for times in documents]
    mine, other = (
        median(median(times[name]) for times in documents) * 1e6 for name in (ours, theirs)
    )
    seen = (
        f"{mine:.0f} µs against {other:.0f}, {min(ratios):.1f} to {max(ratios):.1f},"
        f" {len(documents)} documents, {ROUNDS} rounds"
    )
    return Figure(what, median(ratios), seen, at_most=at_most, at_least=at_least)


def _unjudged(xml: bytes) -> _Times:
    return rounds(
        ROUNDS,
        {
            "item": partial(_seconds, 40, _item, xml),
            "lxml": partial(_seconds, 40, etree.fromstring, xml),
            "read": partial(_seconds, 20, read, xml),
            "nfelib": partial(_seconds, 1, bound, xml),
        },
    )


def _judged(inspector: Inspector, xml: bytes) -> _Times:
    return rounds(
        ROUNDS,
        {
            "item": partial(_seconds, 20, partial(_judged_item, inspector), xml),
            "lxml": partial(_seconds, 20, etree.fromstring, xml),
        },
    )


def _item(xml: bytes) -> dict[str, Any]:
    record = read(xml, details=False)
    assert isinstance(record, FiscalDocument)
    return to_item(document_header("acme", record, Inspection(record, _UNJUDGED)))


def _judged_item(inspector: Inspector, xml: bytes) -> dict[str, Any]:
    inspection = inspector.inspect(xml, _NOW)
    assert isinstance(inspection.record, FiscalDocument)
    return to_item(document_header("acme", inspection.record, inspection))


def _is_document(xml: bytes) -> bool:
    try:
        return isinstance(read(xml), FiscalDocument)
    except FiscalError:
        return False


def _signed(xml: bytes, issuing: Identity) -> bytes:
    """The document as its issuer would have signed it, with a certificate of our authority's."""
    reading = take_in(xml)
    assert isinstance(reading.record, FiscalDocument)
    issuer = reading.record.issuer
    group = reading.root
    for name in reading.layout.signed:
        group = next(group.iterchildren(f"{{*}}{name}"))
    signer = certificate(issuer.tax_id if issuer and issuer.tax_id else "", issuing, valid=_YEARS)
    return sign(xml, signer, group.get("Id", ""))


def _is_valid(inspector: Inspector, xml: bytes) -> bool:
    """Not those of an issuer that cannot be: a CNPJ of zeros, an ``Id`` not as it must be."""
    return inspector.inspect(xml, _NOW).signature.verdict is Verdict.VALID


def _seconds(times: int, work: Callable[[bytes], object], xml: bytes) -> float:
    began = process_time()
    for _ in range(times):
        work(xml)
    return (process_time() - began) / times
