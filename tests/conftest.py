"""The order of the tests, a small programme on disk, and a process that hears Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from programme_files import CSV, TOML

# What takes minutes begins first, so that no worker waits for it.
LONG = ("test_quality.py", "test_reference.py", "test_packaging.py", "test_typing.py")


# By day fewer examples of a property; `-m ""` runs every test, with Hypothesis' own number.
settings.register_profile("day", max_examples=40)


def pytest_configure(config: pytest.Config) -> None:
    if "not nightly" in config.getoption("markexpr"):
        settings.load_profile("day")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "case"
    path.mkdir()
    (path / "programme.toml").write_text(TOML, encoding="utf-8")
    (path / "estates.csv").write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def hears_interruption() -> Iterator[None]:
    """A shell starts processes in the background so that they ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
