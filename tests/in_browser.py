"""A Chromium for tests of pages; without one, or without Playwright, they skip with the reason."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

MARKS = [
    pytest.mark.nightly,
    pytest.mark.filterwarnings("default"),  # those of the browser's driver
    pytest.mark.skipif(find_spec("playwright") is None, reason="needs pip install playwright"),
]
QUIET = (
    "no-sandbox",
    "disable-gpu",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
)


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path = chromium() or driver.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("needs a Chromium: playwright install chromium")
        opened = driver.chromium.launch(executable_path=path, args=[f"--{each}" for each in QUIET])
        yield opened
        opened.close()


def findings(page: Any) -> list[str]:
    """Return what axe-core finds serious or critical in an open page."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="needs pip install axe-playwright-python"
    )
    found = axe.Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in grave]
