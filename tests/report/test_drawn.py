"""Pictures without a browser: every chart, every letter, nothing cut, the same file again."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from charted import CHARTS, LANGUAGES, PARTNER, figure_of

import commpartner as cp
from commpartner import plots
from commpartner.report.charts.described import fitted
from commpartner.report.drawn import fonts, layout, picture
from commpartner.report.drawn.streams import Streams, place_nodes

FEW = ("money_over_time", "money_between_sectors", "who_pays_a_meal", "savings_by_mechanism")


def page_of(name: str, language: plots.Language, width: int = 900) -> Any:
    """A chart as a Matplotlib figure."""
    import matplotlib as mpl

    figure = fitted(picture.copied(figure_of(name, language)), width)
    families = fonts.families_for(picture._texts(figure))
    settings: Any = {**picture.SETTINGS, "font.family": families}
    with mpl.rc_context(settings):
        page = layout.draw_page(figure, width, figure.layout.height)
        page.draw_without_rendering()
    return page


def texts_in(page: Any) -> list[str]:
    from matplotlib.text import Text

    return [each.get_text() for each in page.findobj(Text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_every_text_of_a_chart_stands_inside_its_picture(
    name: str, language: plots.Language
) -> None:
    page = page_of(name, language)
    width, height = page.get_size_inches() * page.dpi
    shown = [*page.texts, *page.legends, *(text for ax in page.axes for text in ax.texts)]
    boxes = {str(each): each.get_window_extent() for each in shown}
    boxes |= {str(ax): ax.get_tightbbox() for ax in page.axes}  # with its ticks and title
    cut = [
        name
        for name, box in boxes.items()
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]
    assert not cut
    wanted = figure_of(name, language).layout.title.text.split("<br>")[0]
    assert wanted in texts_in(page)


@pytest.mark.parametrize("name", FEW)
def test_every_chinese_letter_has_a_glyph(name: str) -> None:
    page = page_of(name, "zh")
    letters = {ord(each) for text in texts_in(page) for each in text} - {10}
    families = fonts.families_for(picture._texts(figure_of(name, "zh")))
    assert letters <= frozenset().union(*map(fonts.letters_of, families))
    assert any(each > 0x4E00 for each in letters)


def test_png_is_of_the_size_asked(tmp_path: Path) -> None:
    from PIL import Image

    file = tmp_path / "money.png"
    figure = figure_of("money_over_time", "zh")
    plots.write_picture(figure, file, width=600, scale=1.5)
    with Image.open(file) as drawn:
        assert drawn.width == 900
        pixels = np.asarray(drawn.convert("L"))
    assert pixels.min() < 128 < pixels.max()


@pytest.mark.parametrize("name", ["money_over_time", "funds_and_fallback"])
def test_drawing_leaves_the_figure_as_it_was(name: str) -> None:
    figure = CHARTS[name][0]("en")  # a new one: an earlier drawing may have changed a shared one
    before = figure.to_json()
    picture.picture(figure, "png")
    assert figure.to_json() == before


def test_svg_has_outlines_and_equals_itself(tmp_path: Path) -> None:
    one, other = tmp_path / "one.svg", tmp_path / "other.SVG"
    for file in (one, other):
        plots.write_picture(figure_of("who_pays_a_meal", "zh"), str(file))
    text = one.read_text(encoding="utf-8")
    assert text == other.read_text(encoding="utf-8")
    assert not re.search(r"<text\b|font-family", text)
    assert "<path" in text


def test_bars_and_lines_hold_the_numbers() -> None:
    figure = figure_of("money_over_time", "en")
    (ax,) = page_of("money_over_time", "en").axes
    lines = {tuple(np.round(line.get_ydata(), 6)) for line in ax.lines}
    for trace in figure.data:
        if trace.name:
            assert tuple(np.round(trace.y, 6)) in lines
    (ax,) = page_of("savings_by_mechanism", "en").axes
    waterfall = figure_of("savings_by_mechanism", "en").data[0]
    boxes = [box for box in ax.patches if box.get_height()]
    told = [*waterfall.y, *figure_of("savings_by_mechanism", "en").data[1].y]
    assert sorted(abs(box.get_height()) for box in boxes) == pytest.approx(sorted(map(abs, told)))
    ends = {round(box.get_y() + box.get_height(), 6) for box in boxes}
    assert {round(each, 6) for each in np.cumsum(waterfall.y[:-1])} <= ends


def test_bars_begin_at_their_base() -> None:
    figure = figure_of("roll_out", "en")
    steps = [each for each in figure.data if each.orientation == "h"]
    begun = [start for each in steps for start in each.base]
    boxes = page_of("roll_out", "en").axes[0].patches
    assert sorted(box.get_x() for box in boxes) == pytest.approx(sorted(begun))
    assert len(set(begun)) > 1  # not all in the same year


def test_nodes_of_a_column_stay_apart_and_inside() -> None:
    streams = Streams(
        np.array([0, 0, 1, 2, 3, 4]), np.array([2, 3, 4, 5, 5, 5]), np.array([4.0, 2, 3, 4, 2, 3])
    )
    placed = place_nodes(streams, 300.0, 12.0, np.full(6, 18.0))
    assert placed.column.tolist() == [0, 0, 1, 1, 1, 2]
    for column in range(3):
        these = np.flatnonzero(placed.column == column)
        order = these[np.argsort(placed.top[these])]
        ends = placed.top[order] + placed.height[order]
        assert (placed.top[order][1:] - ends[:-1] >= 12.0 - 1e-9).all()
        assert placed.top[order][0] >= -1e-9 and ends[-1] <= 300.0 + 1e-9


def test_nodes_stand_where_a_page_has_them() -> None:
    # Tops that a page of Plotly 7.1 has [pixel], in a diagram of the same height and gap.
    source = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 0, 9, 9]
    target = [4, 5, 7, 4, 5, 8, 7, 4, 6, 7, 5, 6, 11, 13, 14, 12, 10, 14, 11, 10, 12, 10, 9, 10, 11]
    value = [16, 17, 12, 10, 6, 4, 8, 17, 10, 15, 15, 19, 13, 13, 18, 1, 6, 3, 13, 12, 15, 10]
    streams = Streams(np.array(source), np.array(target), np.array([*value, 3.0, 10, 8]))
    page = [75.4, 273.7, 0.0, 173.7, 75.4, 275.4, 210.5, 0.0, 356.1, 164.9]
    page += [156.1, 30.4, 371.9, 104.1, 255.5]
    placed = place_nodes(streams, 400.0, 14.0, np.full(15, 18.0))
    assert placed.top == pytest.approx(page, abs=0.06)


def test_a_computer_without_chinese_letters_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({fonts.BESIDE}))
    with pytest.raises(cp.MissingExtraError, match=r"commpartner\[pictures\]"):
        plots.write_picture(figure_of("money_over_time", "zh"), tmp_path / "a.png")
    plots.write_picture(figure_of("money_over_time", "en"), tmp_path / "a.png", scale=0.5)


def test_without_matplotlib_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in [each for each in sys.modules if each.partition(".")[0] == "matplotlib"]:
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(cp.MissingExtraError, match=r"commpartner\[pictures\]"):
        plots.write_picture(figure_of("money_over_time", "en"), tmp_path / "a.png")


def test_other_endings_and_figures_are_refused(tmp_path: Path) -> None:
    import plotly.graph_objects as go

    figure = figure_of("money_over_time", "en")
    with pytest.raises(cp.InputError, match=r"\.png, \.svg"):
        plots.write_picture(figure, tmp_path / "a.pdf")
    with pytest.raises(cp.ArgumentError):
        plots.write_picture(go.Figure(), tmp_path / "a.png")
    strange = picture.copied(figure).add_heatmap(z=[[1.0]])
    with pytest.raises(cp.ArgumentError, match="heatmap"):
        plots.write_picture(strange, tmp_path / "a.png")
    filled = picture.copied(figure).add_scatter(y=[1.0, 2.0], fill="tozeroy")
    with pytest.raises(cp.ArgumentError, match="fill=tozeroy"):
        plots.write_picture(filled, tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


def test_markup_in_names_stays_text() -> None:
    run = cp.simulate(
        PARTNER.programme,
        PARTNER.policy.replace(label_en="$x^2$ <b>_bold</b>"),
        months=2,
        draws=2,
        seed=7,
    )
    figure = plots.money_over_time(run)
    (drawn,) = [SimpleNamespace(text=line) for line in picture._texts(figure) if "bold" in line]
    assert "$x^2$ <b>_bold</b>" in drawn.text.replace("\n", " ")
