"""Two workers share the tests: one has the deployed stack to itself, and files stay whole."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """``--dist loadgroup`` keeps a group on one worker; the largest begins first."""
    group = "e2e" if "e2e" in item.path.parts else str(item.path)
    item.add_marker(pytest.mark.xdist_group(group))
