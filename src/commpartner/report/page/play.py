"""Collect what the sliders of the page need: levers, emulators, words."""

from __future__ import annotations

from typing import Any

from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import LARGE, number
from commpartner.report.play.emulator import Emulator
from commpartner.report.play.sliders import Slider
from commpartner.report.study import Study
from commpartner.report.words import listed, say
from commpartner.texts import Language

SHARE = "share"


def play_data(study: Study, language: Language) -> dict[str, Any] | None:
    """Collect the data of the sliders; None if the study has no emulator."""
    emulator = study.emulator
    if emulator is None or not emulator.surfaces:
        return None
    return {
        "lead": lead(emulator, language),
        "fixed": fixed_levers(emulator, language),
        "left_out": _left_out(emulator, language),
        "sliders": [_slider(each, language) for each in emulator.sliders],
        "figures": [
            {
                "outcome": each.outcome,
                "label": label_of(OUTCOMES[each.outcome], language),
                "start": emulator.predict({})[each.outcome],
                "error": each.error,
                "r2": each.r2,
                "mean": each.mean + each.shift,
                "scale": each.scale,
                "lengths": list(each.lengths),
                "weights": list(each.weights),
                **_written(OUTCOMES[each.outcome].unit, each.scale, language),
            }
            for each in emulator.surfaces
        ],
        "centres": emulator.centres.tolist(),
        "words": {
            name: say(f"page_play_{name}", language) for name in ("change", "export", "reset")
        },
    }


def lead(emulator: Emulator, language: Language) -> str:
    """Write how the emulator was fitted, and how well it meets runs that it has not seen."""
    return say(
        "page_play_lead",
        language,
        settings=emulator.settings,
        held=emulator.held_out,
        r2=f"{_floor(min(each.r2 for each in emulator.surfaces)):.3f}",
    )


def _floor(r2: float) -> float:
    """Round a share down, so that a page never says more than holds."""
    return int(r2 * 1000) / 1000


def fixed_levers(emulator: Emulator, language: Language) -> str:
    """Name the levers that the policy draws from a range, and the sliders fix."""
    labels = [label_of(each, language) for each in emulator.sliders if each.lever in emulator.fixed]
    if not labels:
        return ""
    return say("page_play_fixed", language, names=listed(labels, language))


def _left_out(emulator: Emulator, language: Language) -> str:
    if not emulator.left_out:
        return ""
    names = [label_of(OUTCOMES[name], language) for name in emulator.left_out]
    return say("page_play_left", language, names=listed(names, language))


def _slider(slider: Slider, language: Language) -> dict[str, Any]:
    factor = 100.0 if slider.unit.startswith(SHARE) else 1.0
    shown = slider.shown_unit(language)
    value = f"{number(factor * slider.value)} {shown}"
    return {
        "lever": slider.lever,
        "label": label_of(slider, language),
        "low": slider.low,
        "high": slider.high,
        "step": slider.step if _on_a_step(slider) else "any",
        "value": slider.value,
        "whole": slider.whole,
        "factor": factor,
        "unit": shown,
        "from": say("page_play_from", language, value=value),
    }


def _on_a_step(slider: Slider) -> bool:
    """Return whether the policy's value is a stop of the slider, so that a page can show it."""
    steps = (slider.value - slider.low) / slider.step
    return abs(steps - round(steps)) < 1e-6


def _written(unit: str, scale: float, language: Language) -> dict[str, Any]:
    """Choose how the page writes a figure: factor, digits, unit."""
    if unit.startswith(SHARE):
        return {"factor": 100.0, "digits": 1, "unit": "%"}
    name = unit_name(unit, language)
    if not unit.startswith("yuan") or unit.endswith("month"):
        return {"factor": 1.0, "digits": 2, "unit": name}
    large, word = LARGE[language]
    return {
        "factor": 1.0 / large,
        "digits": 1 if language == "zh" else 2,
        "unit": f"{word.strip()}{'' if language == 'zh' else ' '}{name}",
    }
