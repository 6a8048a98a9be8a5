"""The report as a page: what it says, that it needs no network, that names stay text."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.words import words
from commpartner.report.page.render import page
from commpartner.report.play import emulator
from commpartner.report.study import Study, study
from commpartner.texts import Language

HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> [red] \x1b[31m \u202e </script>'
POLICIES = {
    "unmanaged": cp.Policy(organisation="unmanaged"),
    "stand_alone": BASE.replace(organisation="stand_alone"),
    "partner": BASE.replace(ventures=("market",), label_en=HOSTILE, label_zh=HOSTILE),
}
ESTATES = tuple(each.replace(name=HOSTILE) for each in TOWN.estates)
PROGRAMME = TOWN.replace(policies=POLICIES, estates=ESTATES, label_zh=HOSTILE, label_en=HOSTILE)


@cache
def found(play: bool = False) -> Study:
    return study(PROGRAMME, months=24, draws=100, play=play)


@cache
def text(language: Language) -> str:
    return page(found(), language)


class Tags(HTMLParser):
    """Collect the tags, ids, links and the text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] not in ("script", "style"):
            self.words += data


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_comes_from_a_network(language: Language) -> None:
    for tag, attributes in Tags(text(language)).tags:
        assert not attributes.get("src"), tag
        href = attributes.get("href") or "#"
        assert href.startswith(("#", "data:")), href
    assert len(text(language)) < 8_000_000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_link_has_its_place(language: Language) -> None:
    tags = Tags(text(language)).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {attributes.get("href") or "" for tag, attributes in tags if tag == "a"}
    assert {link[1:] for link in links} <= set(ids)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_names_stay_text(language: Language) -> None:
    source = text(language)
    assert "<script>alert" not in source
    assert "\x1b" not in source
    assert "\u202e" not in source
    scripts = [tag for tag, _ in Tags(source).tags if tag == "script"]
    charts = source.count('type="application/json"')
    assert len(scripts) == charts + 2  # Plotly, and the page's own
    for data in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', source, re.S):
        json.loads(data)


def test_five_questions_are_answered() -> None:
    tags = Tags(text("zh")).tags
    asked = [each["id"] for tag, each in tags if tag == "article"]
    assert asked == [f"question-{number}" for number in range(1, 6)]
    shown = Tags(text("zh")).words
    for key in ("page_q_lose", "page_q_fee", "page_q_sure", "page_q_find"):
        assert words()[key][1] in shown


def test_figures_are_those_of_the_run() -> None:
    main = found().main
    net = main.outcomes["public_net_cost"]
    assert f"{abs(net.mean()) / 1e4:,.1f}"[:3] in Tags(text("zh")).words
    assert "why-public_net_cost" in text("en")


def test_a_page_is_the_same_to_the_byte() -> None:
    assert page(found(), "en") == text("en")


def test_sliders_have_what_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, few in {"TRAINED": 24, "HELD_OUT": 8, "LEAST_R2": -9.0}.items():
        monkeypatch.setattr(emulator, name, few)  # what a page holds, not how good the fit is
    source = page(found(play=True), "en")
    data = re.search(r'id="play-data">(.*?)</script>', source, re.S)
    assert data is not None
    play = json.loads(data[1])
    count = len(play["sliders"])
    assert 1 <= count <= 5
    for figure in play["figures"]:
        assert len(figure["lengths"]) == count
        assert len(figure["weights"]) == len(play["centres"])


def test_a_policy_that_serves_nobody_has_a_page() -> None:
    nobody = study(PROGRAMME, policies=["unmanaged"], months=12, draws=8)
    for language in ("en", "zh"):
        assert "<main>" in page(nobody, language)


def test_other_things_are_refused() -> None:
    with pytest.raises(cp.ArgumentError):
        page(PROGRAMME)  # type: ignore[arg-type]
    with pytest.raises(cp.ArgumentError):
        page(found(), "fr")  # type: ignore[arg-type]
