"""500 shuffled, repeated, dropped schedules of events: the same final state, byte for byte."""

import pytest

from local.cloud import Cloud
from tests.integration.aws.conftest import cloud  # noqa: F401 - a fixture
from tests.schedules.proof import Figures, prove

SCHEDULES, AT_ONCE = 500, 50


def test_500_schedules_end_in_one_state(
    cloud: Cloud,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = Figures()
    for first in range(0, SCHEDULES, AT_ONCE):
        figures += prove(range(first, first + AT_ONCE))
        capsys.readouterr()  # every function's log, which would fill the memory
        with capsys.disabled():
            print(f"\n{figures}", end="", flush=True)
    assert figures.schedules == SCHEDULES
    assert figures.recovered
