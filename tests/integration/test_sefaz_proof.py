"""No document is lost, none is there twice, no 656 is earned. In full: tests/slow/test_sefaz.py."""

import pytest

from local.cloud import Cloud
from malote.adapters.table import Table
from tests.integration.aws.conftest import bucket, cloud, table  # noqa: F401
from tests.sefaz.deaths import die_everywhere
from tests.sefaz.histories import HISTORIES
from tests.sefaz.killing import kill

_EVERY = {"second consumer": 97, "holes": 23}  # the long ones


@pytest.mark.parametrize("history", HISTORIES)
def test_a_death_or_a_rival_at_many_calls(history: str) -> None:
    deaths = die_everywhere(history, documents=60, say=print, every=_EVERY.get(history, 11))
    assert deaths.wrong == []
    assert deaths.kills >= 8
    assert len(deaths.boundaries) >= 8


def test_processes_that_are_killed(cloud: Cloud, table: Table, bucket: str) -> None:  # noqa: F811
    killing = kill(cloud, table, bucket, documents=150, deaths=range(1, 200, 9), say=print)
    assert killing.complaints == []
    assert killing.deaths.total() >= 8
