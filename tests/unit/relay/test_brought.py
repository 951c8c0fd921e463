"""An answer is believed only to what was asked, and events only by the job's own card."""

import hashlib
import resource
from typing import Any

import pytest

from malote.errors import SefazError, SefazNonsense, SefazUncertain
from malote.relay.brought import read
from malote.relay.models import Job
from malote.sefaz.exchange import Exchange
from malote.sefaz.models import Service
from malote.sefaz.operations import Asking, ManifestationKind, QueryNsu
from tests.fakes.stores import NOON
from tests.unit.relay.house import BRANCH, STRANGER, asking, card, exchange
from tests.unit.sefaz.wire import OPERATIONS, OTHER_KEY, event, lot

LOT = asking().model_copy(update={"operation": lot()})
KINDS = {**{name: asking().model_copy(update={"operation": o}) for name, o in OPERATIONS.items()},
         "a lot": LOT}  # fmt: skip


def job(what: Asking) -> Job:
    return Job(
        job_id="20261121t120000000-0123456789ab", tenant="acme", tax_id=BRANCH,
        thumbprint=hashlib.sha256(card().der).hexdigest(), created_at=NOON, expires_at=NOON,
        asking=what,
    )  # fmt: skip


def judged(what: Asking, content: bytes) -> Exchange:
    return read(content, hashlib.sha256(content).hexdigest(), job(what))


def refusal(what: Asking, content: bytes) -> type[SefazError]:
    with pytest.raises(SefazError) as told:
        judged(what, content)
    return type(told.value)


def of(what: Asking, **operation: Any) -> Asking:
    return what.model_copy(update={"operation": what.operation.model_copy(update=operation)})


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_to_what_was_asked(kind: str) -> None:
    good = exchange(KINDS[kind])
    assert judged(KINDS[kind], good.model_dump_json().encode()) == good
    # Written in another way, as an older Integrador may: it asks the same.
    if kind != "a lot":
        request = good.request.replace(b"<distDFeInt", b"<!-- 1.0 --><distDFeInt")
        other = good.model_copy(update={"request": request.replace(b"versao", b"xversao")})
        assert judged(KINDS[kind], other.model_dump_json().encode()) == other


@pytest.mark.parametrize("other", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_to_another_question(kind: str, other: str) -> None:
    if kind != other:
        content = exchange(KINDS[other]).model_dump_json().encode()
        assert refusal(KINDS[kind], content) is SefazUncertain


@pytest.mark.parametrize(
    ("what", "done"),
    [
        (asking(), asking(STRANGER)),
        (asking(), of(asking(), last_nsu="0" * 14 + "1")),
        (asking(), asking().model_copy(update={"environment": "homologation"})),
        (asking(), asking().model_copy(update={"operation": QueryNsu(service=Service.NFE, nsu="0" * 15)})),
        (asking(), of(asking(), service=Service.CTE)),
        (KINDS["one NF-e"], of(KINDS["one NF-e"], access_key=OTHER_KEY)),
        (LOT, of(LOT, events=(event(ManifestationKind.AWARENESS, key=OTHER_KEY),))),
        (LOT, of(LOT, events=(*lot().events, event(ManifestationKind.AWARENESS, key=OTHER_KEY)))),
        (LOT, of(LOT, events=lot().events[1:])),
        (of(LOT, events=(event(ManifestationKind.AWARENESS),)),
         of(LOT, events=(event(ManifestationKind.CONFIRMATION),))),
        (of(LOT, events=(event(ManifestationKind.AWARENESS),)),
         of(LOT, events=(event(ManifestationKind.AWARENESS, 2),))),
        (LOT, asking(STRANGER).model_copy(update={"operation": lot()})),
    ],
    ids=lambda each: "",
)  # fmt: skip
def test_an_answer_of_others(what: Asking, done: Asking) -> None:
    assert refusal(what, exchange(done).model_dump_json().encode()) is SefazUncertain


def test_events_are_signed_by_the_jobs_card() -> None:
    whole = exchange(LOT)
    judged(LOT, whole.model_dump_json().encode())
    cut = whole.request.index(b"<SignatureValue>") + len(b"<SignatureValue>")
    forged = whole.request[:cut] + b"AAAAAAAA" + whole.request[cut + 8 :]
    bare = whole.request.replace(b"Signature", b"Signed")
    moved = whole.request.replace(b"2026-11-20T23:04:05", b"2026-11-20T23:04:06")
    assert len({forged, bare, moved, whole.request}) == 4
    for request in (forged, bare, moved):
        altered = whole.model_copy(update={"request": request})
        assert refusal(LOT, altered.model_dump_json().encode()) is SefazUncertain
    anothers = exchange(LOT, by=card(BRANCH)).model_dump_json().encode()
    assert refusal(LOT, anothers) is SefazUncertain


@pytest.mark.parametrize(
    "request_",
    [b"", b"<sent/>", b"<!DOCTYPE a><a/>", b"<a>" * 300, b"\xff"],
)  # fmt: skip
@pytest.mark.parametrize("what", [asking(), LOT], ids=["page", "lot"])
def test_a_request_that_is_none(what: Asking, request_: bytes) -> None:
    content = Exchange(request=request_, answer=b"").model_dump_json().encode()
    assert refusal(what, content) is SefazUncertain


@pytest.mark.parametrize("part", [b"[],", b"{},", b"0,", b'"",'])
def test_a_bomb_of_json_is_not_opened(part: bytes) -> None:
    """30 MB of small values take 3 GB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bomb = b'{"x":[' + part * (24 * 1024 * 1024 // len(part)) + b"0]}"
    assert refusal(asking(), bomb) is SefazNonsense
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_other_bytes_than_were_announced() -> None:
    with pytest.raises(SefazUncertain):
        read(exchange().model_dump_json().encode(), "0" * 64, job(asking()))
