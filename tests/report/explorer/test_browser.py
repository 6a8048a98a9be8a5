"""The explorer in a browser: load, move, language, export, errors; nothing leaves the computer.

It needs ``pip install 'commpartner[explorer]' playwright`` and a Chromium; without them it is
skipped with the reason.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from in_browser import MARKS
from in_browser import browser as browser

import commpartner as cp
from commpartner.io.policies import with_policies

pytestmark = [
    *MARKS,
    pytest.mark.skipif(find_spec("marimo") is None, reason="needs commpartner[explorer]"),
]
WAIT = 90_000  # ms, on a machine that does other work
EVIL = '<script>window.evil = 1</script><img src=x onerror="window.evil = 1">'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    case = cp.datasets.load("xiashan")
    evil = case.policies["partner"].replace(label_en=EVIL, label_zh="=HYPERLINK(1)")
    programme = case.replace(label_en=EVIL, policies={**case.policies, "partner": evil})
    folder = tmp_path_factory.mktemp("explorer") / "mine"
    cp.save_programme(programme, folder)
    words = ["explore", str(folder), "--policy", "partner", "--no-browser", "--lang", "en"]
    process = subprocess.Popen(
        [sys.executable, "-m", "commpartner", *words], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process.stdout.readline().strip()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    process.stdout.close()
    assert sorted(each.name for each in folder.iterdir()) == ["estates.csv", "programme.toml"]


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(WAIT)
    said, asked = [], []
    opened.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
    opened.on("request", lambda each: asked.append(each.url))
    opened.goto(address)
    opened.wait_for_selector(".card")
    opened.wait_for_selector(".map svg")
    assert opened.get_by_text(EVIL).first.is_visible()
    yield opened
    assert said == []
    here = re.match(r"http://127\.0\.0\.1:\d+/", address)
    assert here is not None
    own = (here[0], "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert opened.evaluate("window.evil") is None
    opened.close()


def value(page: Any, outcome: str = "public_net_cost") -> str:
    return str(page.inner_text(f"[data-outcome={outcome}] .value"))


def move(page: Any, number: int, key: str = "ArrowRight") -> None:
    page.locator("[role=slider]").nth(number).focus()
    page.keyboard.press(key)


def test_without_the_token_nothing_is_shown(browser: Any, address: str) -> None:
    opened = browser.new_page()
    opened.goto(address.partition("?")[0])
    assert "/auth/login" in opened.url
    opened.close()


def test_a_lever_moves_the_figures_and_they_are_refined(page: Any) -> None:
    page.wait_for_selector(".state.refined")
    before = value(page)
    assert page.locator(".card.better, .card.worse").count() == 0
    move(page, 0)
    page.wait_for_selector(".state.preview")
    page.wait_for_function(f"document.querySelector('.card .value').innerText !== {before!r}")
    assert page.locator(".card.better, .card.worse").count() > 0
    page.wait_for_selector(".state.refined")
    page.get_by_role("button", name="↺").click()
    page.wait_for_function(
        f"document.querySelector('[data-outcome=public_net_cost] .value').innerText === {before!r}"
        " && !!document.querySelector('.state.refined')"
    )


def test_the_language_changes_and_levers_stay(page: Any) -> None:
    move(page, 0)
    page.wait_for_selector(".card.better, .card.worse")
    place = page.locator("[role=slider]").nth(0).get_attribute("aria-valuenow")
    page.get_by_text("中文", exact=True).click()
    page.wait_for_selector("text=公共财政净支出")
    assert page.locator("[role=slider]").nth(0).get_attribute("aria-valuenow") == place
    assert page.locator(".card.better, .card.worse").count() > 0
    assert "must" not in page.inner_text("body")


def test_settings_are_saved_as_a_policy_file(page: Any, tmp_path: Path) -> None:
    move(page, 0)
    page.wait_for_selector(".card.better, .card.worse")
    place = float(page.locator("[role=slider]").nth(0).get_attribute("aria-valuenow"))
    with page.expect_download() as waiting:
        page.get_by_text("Save the settings").click()
    waiting.value.save_as(tmp_path / "more.toml")
    assert waiting.value.suggested_filename == "partner_explored.toml"
    found = with_policies(cp.datasets.load("xiashan"), tmp_path / "more.toml")
    policy = found.policies["partner_explored"]
    assert policy.label_en == f"{EVIL}, explored"
    moved = {str(getattr(policy, lever)) for lever in ("fee", "fee_growth", "free_months")}
    assert moved & {str(place), str(place / 100), str(int(place))}


def test_the_report_of_the_settings_is_written(page: Any, tmp_path: Path) -> None:
    move(page, 0)
    page.wait_for_selector(".state.refined")
    with page.expect_download(timeout=4 * WAIT) as waiting:
        page.get_by_text("Write the report").click()
    waiting.value.save_as(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "<img src=x" not in text


def test_a_typed_mistake_is_shown_in_the_language(page: Any) -> None:
    page.get_by_text("Exact values").click()
    box = page.locator("[data-cell-name=_levers] input[type=text]").nth(0)
    box.fill("a lot")
    box.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert "must be a number from" in page.inner_text("[role=alert]")
    assert page.locator(".card").count() == 0
    assert page.get_by_text("Save the settings").count() == 0
    page.get_by_text("中文", exact=True).click()
    page.wait_for_selector("text=应为")


def test_another_baseline_is_compared(page: Any) -> None:
    page.locator("select").nth(1).select_option(label="单独托底 stand-alone fallback")
    page.wait_for_selector(".card.better, .card.worse")
