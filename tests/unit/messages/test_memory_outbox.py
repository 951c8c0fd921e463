"""The outbox in memory keeps the contract, as the tests that use it rely on."""

import pytest

from tests.fakes.outbox import MemoryOutbox
from tests.outbox_contract import OutboxContract


class TestMemoryOutbox(OutboxContract):
    @pytest.fixture
    def outbox(self) -> MemoryOutbox:
        return MemoryOutbox()
