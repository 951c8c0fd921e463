"""SEFAZ's stand-in for each test."""

from collections.abc import Iterator

import pytest

from local.sefaz.server import Sefaz
from tests.integration.sefaz.server import sefaz_server


@pytest.fixture
def sefaz() -> Iterator[Sefaz]:
    """With no documents, in production, its clock as everybody's."""
    with sefaz_server() as running:
        yield running
