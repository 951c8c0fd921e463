"""SEFAZ's distribution in full: a death or a rival at every single call, in five histories."""

from functools import partial

import pytest

from local.cloud import Cloud
from malote.adapters.table import Table
from tests.integration.aws.conftest import bucket, cloud, table  # noqa: F401
from tests.sefaz.deaths import die_everywhere
from tests.sefaz.histories import HISTORIES
from tests.sefaz.killing import kill

say = partial(print, flush=True)


def test_a_thousand_documents(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        deaths = die_everywhere("plain", documents=1000, say=say)
    assert deaths.wrong == []
    assert deaths.kills > 500


@pytest.mark.parametrize("history", [name for name in HISTORIES if name != "plain"])
def test_other_histories(capsys: pytest.CaptureFixture[str], history: str) -> None:
    with capsys.disabled():
        print()
        deaths = die_everywhere(history, documents=120, say=say)
    assert deaths.wrong == []
    assert deaths.kills > 100


def test_processes_that_are_killed(
    capsys: pytest.CaptureFixture[str],
    cloud: Cloud,  # noqa: F811
    table: Table,  # noqa: F811
    bucket: str,  # noqa: F811
) -> None:
    with capsys.disabled():
        print()
        killing = kill(cloud, table, bucket, documents=1000, deaths=range(1, 1000), say=say)
    assert killing.complaints == []
    assert killing.every
    assert killing.deaths.total() > 100
