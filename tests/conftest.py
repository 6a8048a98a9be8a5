"""The order of the tests: what takes minutes begins first, so that no worker waits for it."""

from __future__ import annotations

import pytest

LONG = ("test_quality.py", "test_reference.py", "test_packaging.py", "test_typing.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)
