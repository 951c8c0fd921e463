"""What of a mail can be read again, and what a batch was taken apart into."""

import hashlib
from typing import Any

from malote.documents.replay import Replay, blobs_inside
from tests.schedules.world import batch
from tests.unit.fiscal.conftest import CANCELLATION, NFE


def part(outcome: str, ref: str = "") -> dict[str, Any]:
    return {"path": "x", "outcome": outcome, "ref": ref}


def test_of_a_mail_each_blob_of_the_inbox_is_read_once() -> None:
    replay = Replay()
    parts = [part("stored", "b"), part("quarantined", "q"), part("ignored"), part("duplicate", "a")]
    replay.add_mail({"parts": parts}, parts_kept=200)
    replay.add_mail({"parts": [part("stored", "b"), part("quarantined")]}, parts_kept=200)
    assert (list(replay.blobs), replay.refused, replay.cut) == (["b", "a"], 2, 0)


def test_a_mail_of_which_the_ledger_does_not_keep_all_is_told() -> None:
    replay = Replay()
    replay.add_mail({"parts": [part("stored", "a"), part("stored", "b")]}, parts_kept=2)
    assert replay.cut == 1


def test_a_batch_was_taken_apart_into_these() -> None:
    inside = [NFE.encode(), CANCELLATION.encode()]
    expected = [hashlib.sha256(each).hexdigest() for each in inside]
    assert blobs_inside(batch(*inside)) == expected


def test_what_is_no_batch_holds_nothing() -> None:
    for content in (NFE.encode(), b"", b"<half", b"<lote/>"):
        assert blobs_inside(content) == []
