"""Charts speak in words: no ids, users' names as text, a description that is not seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from charted import (
    CHARTS,
    COMPARED,
    ECOSYSTEM,
    LANGUAGES,
    PARTNER,
    RUN,
    VILLAGE,
    XIASHAN,
    figure_of,
)
from refusals import raises_problem

import commpartner as cp
from commpartner import plots
from commpartner.report.charts.names import broken, columns, distinct, drawn, plain

both = pytest.mark.parametrize("language", LANGUAGES)
EVIL = "<script>x</script> <b>$y$</b> \u202eg \x07 [red]"


def texts(thing: Any) -> Iterator[str]:
    """All strings of a figure that somebody may see."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for name, value in thing.items():
            seen = ("text", "name", "label", "x", "y", "ticktext", "customdata", "meta", "title")
            if isinstance(value, dict | list) or name in (*seen, "note", "alt"):
                yield from texts(value)
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from texts(each)


@both
@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_shows_an_id(name: str, language: plots.Language) -> None:
    figure = figure_of(name, language).to_dict()
    figure["layout"].pop("template")
    ids = [text for text in texts(figure) if re.search(r"[a-z]+_[a-z]+", text)]
    assert ids == []


@both
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_described(name: str, language: plots.Language) -> None:
    figure = figure_of(name, language)
    told = plots.described(figure)
    assert figure.layout.meta["alt"] == told.alt
    assert 20 < len(told.alt) < 900 and told.alt.endswith("。" if language == "zh" else ".")
    assert (told.alt[-2] >= "\u4e00" or not told.alt.isascii()) == (language == "zh")
    assert len(told.table) and all(map(str.strip, told.table.columns[1:]))
    assert told.title and "<" not in told.title
    assert figure.to_json()  # the table is of numbers and texts


def renamed(name: str) -> cp.SimulationResult:
    policy = XIASHAN.policies["partner"].replace(label_en=name, label_zh=name)
    return cp.simulate(XIASHAN, policy, **RUN)


def test_markup_in_a_name_is_shown_as_text() -> None:
    figure = plots.money_over_time(renamed(EVIL))
    title = figure.layout.title.text
    assert "&lt;script&gt;" in title and "<script>" not in title and "<b>" not in title
    assert "&#36;" in title and "$" not in title.replace("&#36;", "")
    assert "\u202e" not in title and "\\u202e" in title and "\\x07" in title
    assert "<script>" in plots.described(figure).title  # plain text, which the page escapes


def test_markup_in_names_of_results_and_ventures() -> None:
    figure = plots.policies_compared({EVIL: PARTNER}, "fallback_per_year")
    assert "&lt;script&gt;" in figure.data[0].y[0]
    ventures = [
        each.model_copy(update={"name": EVIL}) if each.id == "canteen" else each
        for each in VILLAGE.programme.ventures
    ]
    village = VILLAGE.programme.model_copy(update={"ventures": tuple(ventures)})
    run = cp.simulate(village, "village", **RUN)
    assert "<script>" not in plots.who_pays_a_meal(run).layout.title.text


def test_long_names_are_shortened_and_equal_ones_told_apart() -> None:
    assert columns(plain("x" * 10_000)) == 60
    assert plain("海" * 10_000).endswith("…")
    figure = plots.policies_compared(
        {"y" * 99 + "1": PARTNER, "y" * 99 + "2": ECOSYSTEM}, "fallback_per_year"
    )
    assert len(set(figure.data[0].y)) == 2
    assert distinct(["a", "a", "a"]) == ["a", "a (2)", "a (3)"]


@pytest.mark.parametrize(
    "text", ["保洁员月工资（元/月），含社保", "wages of cleaners (yuan/month)"]
)
def test_lines_are_no_wider_than_their_place(text: str) -> None:
    for widest in (8, 12, 20):
        lines = broken(text, widest)
        assert max(map(columns, lines)) <= widest + 2
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in "，）/)" for line in lines)
    assert drawn(text, 12).count("<br>") == len(broken(text, 12)) - 1


def test_fitting_to_a_width_and_back() -> None:
    figure = plots.savings_by_mechanism(cp.estimate_savings(XIASHAN, "clustered", draws=2))
    wide = figure.to_dict()
    plots.fitted(figure, 360)
    small = figure.layout
    assert small.title.text.count("<br>") > wide["layout"]["title"]["text"].count("<br>")
    assert small.xaxis.tickangle == -90 and small.font.size == 11
    assert plots.fitted(figure, 900).to_dict() == wide
    assert plots.fitted(figure, 900, titled=False).layout.title.text is None
    assert figure.layout.margin.t < wide["layout"]["margin"]["t"]


def test_what_cannot_be_fitted_is_refused() -> None:
    figure = plots.money_over_time(PARTNER)
    with raises_problem("width: 10; within"):
        plots.fitted(figure, 10)
    with raises_problem("figure: 'DataFrame'; a_chart"):
        plots.described(pd.DataFrame())


@pytest.mark.parametrize(
    ("start", "english", "chinese"),
    [(None, ("year 1", "year 2"), ("第1年", "第2年")), ("2026-09", ("2026", "2027"), None)],
)
def test_the_time_axis_has_years(start: str | None, english: Any, chinese: Any) -> None:
    programme = XIASHAN.model_copy(update={"start": start})
    run = cp.simulate(programme, "partner", months=16, draws=2)
    axis = plots.money_over_time(run).layout.xaxis
    assert axis.ticktext == english
    rules = {None: 11.5, "2026-09": 3.5}
    assert axis.minor.tickvals == (rules[start],)
    if chinese:
        assert plots.money_over_time(run, "zh").layout.xaxis.ticktext == chinese
    first = plots.money_over_time(run).data[1].customdata[0]
    assert first == ("2026, month 9" if start else "year 1, month 1")


def test_assumptions_have_labels_of_their_own() -> None:
    figure = figure_of("where_it_fails", "zh")
    row = COMPARED.assumption_table["wage_cleaner"]
    assert figure.layout.yaxis.title.text.startswith(row.label_zh)
    labels = {row.label_en for row in COMPARED.assumption_table.values()}
    table = plots.described(figure_of("worth_measuring", "en")).table
    assert set(table.iloc[:, 0]) <= labels
