"""Forty long random histories of the outbox, half of them with a process that dies all the time."""

import pytest

from local.cloud import Cloud
from tests.integration.aws.conftest import cloud, new_table  # noqa: F401 - a fixture
from tests.outbox_histories import agree, survive

HISTORIES, STEPS = 20, 300


def test_forty_histories(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: F811
    crashes = 0
    for seed in range(100, 100 + HISTORIES):
        agree(new_table(), seed, STEPS)
        crashes += survive(new_table(), seed, STEPS)
        with capsys.disabled():
            done = seed - 99
            print(
                f"\n{done} of {HISTORIES} pairs, {done * 2 * STEPS} steps, {crashes} crashes",
                end="",
            )
    assert crashes >= HISTORIES * STEPS // 10
