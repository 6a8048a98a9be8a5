"""The sliders of a notebook: they move the figures, in both languages; what is missing is said."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner import reports
from commpartner.report.play.sliders import moved

MARKET = BASE.replace(ventures=("market",), fallback_cap=30.0, label_en="<b>ours</b>")


@cache
def found() -> reports.Study:
    programme = TOWN.replace(policies={"market": MARKET})
    return reports.study(programme, months=24, draws=32, seed=7)


def test_a_lever_moves_the_figures_and_the_table() -> None:
    widget = reports.sliders_widget(found())
    before, table = widget.figures(), widget.table.value
    first = next(iter(widget.levers))
    widget.levers[first].value = widget.levers[first].max
    assert widget.figures() != before
    assert widget.table.value != table
    emulator = found().emulator
    assert emulator is not None
    assert widget.figures() == emulator.predict({first: widget.levers[first].max})
    widget.reset.click()
    assert widget.figures() == before and widget.table.value == table


def test_moved_and_drawn_levers_change_the_policy() -> None:
    emulator = found().emulator
    assert emulator is not None
    drawn = {each.lever: each.value for each in emulator.sliders if each.lever in emulator.fixed}
    assert drawn  # the charge
    widget = reports.sliders_widget(found())
    assert widget.policy() == moved(MARKET, drawn)
    lever = next(name for name in widget.levers if name not in drawn)
    widget.levers[lever].value = widget.levers[lever].max
    assert widget.policy() == moved(MARKET, {**drawn, lever: widget.levers[lever].max})


def test_the_switch_changes_the_language_of_all_words() -> None:
    widget = reports.sliders_widget(found(), "zh")
    assert "数值" in widget.table.value and "恢复" in widget.reset.description
    widget.language.value = "en"
    assert "change from the policy" in widget.table.value
    assert widget.reset.description == "Back to the policy"


def test_without_a_kernel_the_figures_are_a_table() -> None:
    shown = reports.sliders_widget(found())._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert shown["text/html"].startswith("<table")
    assert "<b>" not in shown["text/html"] and "&lt;b&gt;" in shown["text/html"]


def test_a_study_without_an_emulator_is_refused() -> None:
    with pytest.raises(cp.ArgumentError, match="play=True"):
        reports.sliders_widget(replace(found(), emulator=None))


def test_without_ipywidgets_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(cp.MissingExtraError, match=r"commpartner\[notebooks\]"):
        reports.sliders_widget(found())
