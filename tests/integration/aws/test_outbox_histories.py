"""Random histories: the table does what the memory does, and no crash loses a message."""

import pytest

from malote.adapters.table import Table
from tests.outbox_histories import agree, survive


@pytest.mark.parametrize("seed", range(3))
def test_the_table_does_what_the_memory_does(table: Table, seed: int) -> None:
    agree(table, seed, steps=60)


@pytest.mark.parametrize("seed", range(3))
def test_wherever_a_process_dies_what_is_unsettled_is_found(table: Table, seed: int) -> None:
    assert survive(table, seed, steps=60) >= 5
