"""Billing in full: thousands of notifications, deaths everywhere, carnês, an Efí that is down."""

from functools import partial

import pytest

from local.cloud import Cloud
from malote.adapters.table import Table
from tests.billing.booklets import interleave
from tests.billing.deaths import die_everywhere
from tests.billing.killing import kill
from tests.billing.market import in_memory, in_table
from tests.billing.outage import endure
from tests.billing.proving import prove
from tests.integration.aws.conftest import cloud, table  # noqa: F401

say = partial(print, flush=True)


def test_ten_thousand_notifications(capsys: pytest.CaptureFixture[str], table: Table) -> None:  # noqa: F811
    with capsys.disabled():
        print()
        proof = prove(in_table(table), notifications=10_000, charges=600, seed=7, say=say)
    assert proof.complaints == []
    assert proof.audit.charges >= 600
    assert proof.audit.payments > 400
    assert min(proof.storm.posted.values()) > 100


def test_a_death_between_any_two_steps(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        deaths = die_everywhere(range(100), say)
    assert deaths.wrong == []
    assert deaths.kills > 8_000


def test_a_hundred_processes_that_are_killed(
    capsys: pytest.CaptureFixture[str],
    cloud: Cloud,  # noqa: F811
    table: Table,  # noqa: F811
) -> None:
    with capsys.disabled():
        print()
        killing = kill(cloud, table, kills=100, seed=7, say=say)
    assert killing.complaints == []
    assert killing.deaths.total() == 100
    assert len(killing.deaths) >= 18


def test_sixty_carnets_in_interleaved_rows(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        proof = interleave(in_memory(), carnets=60, seed=7, say=say)
    assert proof.complaints == []
    assert proof.audit.charges == 60 * 12


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_efi_is_down_while_three_hundred_charges_are_issued(
    capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    with capsys.disabled():
        print()
        outage = endure(in_memory(), charges=300, seed=seed, say=say)
    assert outage.complaints == []
    assert outage.asked > 280
    assert outage.deaths > 200
