"""What a batch did not settle: queued as new, or in quarantine after three attempts."""

import pytest

from malote.documents import BlobName, Outcome, Quarantined, Reason
from malote.documents.unsettled import give_up, put_off
from malote.errors import ProcessingFailed
from tests.fakes.stores import NOON, MemoryQuarantine
from tests.fakes.sweep import MemoryInboxQueue

type Ends = dict[BlobName, Outcome | Exception]

ONE, TWO, THREE = ("acme", "1" * 64), ("acme", "2" * 64), ("outra", "3" * 64)


def test_what_was_put_off_is_queued_for_its_tenant() -> None:
    queue = MemoryInboxQueue()
    assert put_off([ONE, TWO, THREE], queue) == {}
    assert sorted(queue.sent) == [ONE, TWO, THREE]


def test_what_cannot_be_queued_fails_and_no_other() -> None:
    queue = MemoryInboxQueue(down=frozenset({"acme"}))
    failed = put_off([ONE, TWO, THREE], queue)
    assert queue.sent == [THREE]
    assert {name: type(failure) for name, failure in failed.items()} == {
        ONE: ConnectionError,
        TWO: ConnectionError,
    }


@pytest.mark.parametrize(
    ("failure", "detail"),
    [
        (ValueError("senha=hunter2"), "ValueError"),
        (FileNotFoundError("1" * 64), "o arquivo não está no armazenamento, ou não pode ser lido"),
        (ProcessingFailed("KeyError"), "KeyError"),
    ],
)
def test_the_third_failure_is_the_last(failure: Exception, detail: str) -> None:
    ledger = MemoryQuarantine()
    ends: Ends = {ONE: failure, TWO: failure, THREE: Outcome.REGISTERED}
    settled = give_up(ends, {ONE: 3, TWO: 2, THREE: 9}, ledger, NOON)
    assert settled == {ONE: Outcome.QUARANTINED, TWO: failure, THREE: Outcome.REGISTERED}
    reason = Reason("processing_failed", detail)
    assert ledger.kept == {ONE[1]: Quarantined(*ONE, reason, NOON)}


class Shut(MemoryQuarantine):
    def quarantine(self, kept: Quarantined) -> Outcome:
        raise ConnectionError


def test_without_a_quarantine_it_fails_again() -> None:
    assert isinstance(give_up({ONE: ValueError()}, {ONE: 4}, Shut(), NOON)[ONE], ConnectionError)
