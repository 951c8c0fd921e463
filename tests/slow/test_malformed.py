"""1,000 malformed inputs and more: a typed code for each, and every good one registered."""

import pytest

from local.cloud import Cloud
from tests.integration.aws.conftest import cloud  # noqa: F401 - a fixture
from tests.malformed.proof import inputs, prove


def test_1000_malformed_inputs_end_in_quarantine_and_good_ones_do_not(
    cloud: Cloud,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    for account in prove(inputs(mutated=700)):
        capsys.readouterr()  # every function's log, which would fill the memory
        with capsys.disabled():
            print(f"\r{account.malformed} malformed, {account.good} good", end="", flush=True)
    with capsys.disabled():
        print(f"\n{account}", flush=True)
    assert account.wrong == []
    assert account.malformed >= 1000
    assert account.good >= account.malformed // 5
