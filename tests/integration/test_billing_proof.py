"""Each payment is booked once, each charge issued once. In full: tests/slow/test_billing.py."""

from local.cloud import Cloud
from malote.adapters.table import Table
from tests.billing.booklets import interleave
from tests.billing.deaths import die_everywhere
from tests.billing.killing import kill
from tests.billing.market import in_memory
from tests.billing.outage import endure
from tests.billing.proving import prove
from tests.integration.aws.conftest import cloud, table  # noqa: F401


def test_fifteen_hundred_notifications() -> None:
    proof = prove(in_memory(), notifications=1_500, charges=150, seed=3, say=print)
    assert proof.complaints == []
    assert proof.audit.payments > 100


def test_a_death_between_any_two_steps() -> None:
    deaths = die_everywhere(range(3), print)
    assert deaths.wrong == []
    assert deaths.kills > 200


def test_processes_that_are_killed(cloud: Cloud, table: Table) -> None:  # noqa: F811
    killing = kill(cloud, table, kills=20, seed=3, say=print)
    assert killing.complaints == []
    assert len(killing.deaths) >= 14


def test_carnets_in_interleaved_rows() -> None:
    assert interleave(in_memory(), carnets=8, seed=3, say=print).complaints == []


def test_efi_is_down_while_charges_are_issued() -> None:
    outage = endure(in_memory(), charges=50, seed=3, say=print)
    assert outage.complaints == []
    assert outage.asked > 40
