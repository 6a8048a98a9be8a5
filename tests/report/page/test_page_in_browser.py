"""The report in a browser: it opens alone, its sliders answer, names stay text, it prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from in_browser import MARKS, findings
from in_browser import browser as browser
from test_page import PROGRAMME

import commpartner as cp
from commpartner import plots
from commpartner.report.charts.page import page_of
from commpartner.report.page.render import page
from commpartner.report.study import study

pytestmark = MARKS
PLANNED = cp.datasets.synthetic(9, seed=2, centres=4)
FAST = 50.0  # ms from a slider to its figures


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = study(PROGRAMME, months=36, draws=100)
    folder = tmp_path_factory.mktemp("reports")
    made = {}
    for language in ("en", "zh"):
        made[language] = folder / f"{language}.html"
        made[language].write_text(page(found, language), encoding="utf-8")
    return made


@pytest.fixture(params=["en", "zh"])
def opened(request: pytest.FixtureRequest, browser: Any, files: dict[str, Path]) -> Iterator[Any]:
    place = browser.new_page(viewport={"width": 1280, "height": 900})
    place.asked, place.told = [], []
    place.on("request", lambda each: place.asked.append(each.url))
    place.on("console", lambda each: place.told.append(each.text) if each.type == "error" else None)
    place.on("pageerror", lambda each: place.told.append(str(each)))
    place.goto(files[request.param].as_uri())
    place.wait_for_selector(".main-svg")
    yield place
    place.close()


def test_it_opens_without_network_and_without_errors(opened: Any) -> None:
    assert all(url.startswith(("file:", "data:", "blob:")) for url in opened.asked)
    assert opened.told == []
    assert opened.evaluate("window.evil") is None
    assert opened.locator("#answer").is_visible()
    assert opened.locator("article").count() == 5


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(opened: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    opened.wait_for_timeout(400)
    assert findings(opened) == []


def test_axe_finds_nothing_serious_in_a_map(browser: Any, tmp_path: Path) -> None:
    plan = cp.plan_clusters(PLANNED, centres=3, draws=2, seed=7)
    file = tmp_path / "map.html"
    file.write_text(page_of(plots.map_of_plan(plan, "zh"), "zh"), encoding="utf-8")
    place = browser.new_page(viewport={"width": 390, "height": 900})
    place.goto(file.as_uri())
    place.wait_for_selector(".main-svg")
    assert findings(place) == []
    assert place.evaluate("document.documentElement.scrollWidth") <= 390
    place.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(opened: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    opened.wait_for_timeout(400)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_sliders_move_the_figures_at_once(opened: Any) -> None:
    first = opened.locator("#levers input").first
    figures = opened.locator("#figures .cards")
    before = figures.inner_text()
    took = opened.evaluate(
        """() => {
          const input = document.querySelector("#levers input");
          input.value = input.min;
          const start = performance.now();
          input.dispatchEvent(new Event("input"));
          return performance.now() - start;
        }"""
    )
    assert took < FAST
    assert figures.inner_text() != before
    assert first.get_attribute("data-lever") == "0"
    assert " = " in opened.locator("#export").inner_text()
    opened.locator("#reset").click()
    assert figures.inner_text() == before


def test_a_figure_leads_to_its_origin(opened: Any) -> None:
    opened.locator("#answer a.why").first.click()
    opened.wait_for_function("document.querySelector('details.origin:target')?.open")
    assert "public_net_cost" in opened.locator("details.origin:target pre").inner_text()


def test_it_prints_with_the_sources_of_its_numbers(opened: Any, tmp_path: Path) -> None:
    assert len(opened.pdf(path=tmp_path / "report.pdf")) > 50_000
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.locator("#assumptions").get_attribute("open") is not None
    opened.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.locator("#assumptions").get_attribute("open") is None
