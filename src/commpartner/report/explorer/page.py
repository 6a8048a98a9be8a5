"""Write the parts of the explorer's page as HTML, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import get_args

from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.facts.labels import label_of
from commpartner.facts.quantities import number, percent
from commpartner.facts.words import say
from commpartner.io.policies import policy_text
from commpartner.programme import Policy, Programme
from commpartner.report.explorer.explorer import Explorer, Paired
from commpartner.report.explorer.figures import (
    Figure,
    figures,
    label,
    shown,
    shown_change,
    shown_unit,
)
from commpartner.report.play.sliders import Slider
from commpartner.texts import Language, Text

LANGUAGES: tuple[Language, ...] = get_args(Language)
SHOWN = 6  # levers in sight; the others stand below them
EXPORTED = "explored"
DIGITS = 9  # of a position, so that 7 % is not 7.000000000000001


def factor(slider: Slider) -> float:
    """Return what a lever is multiplied by where it is shown; shares are in per cent."""
    return 100.0 if slider.unit.startswith("share") else 1.0


def position(slider: Slider, value: float) -> float:
    """Return where a slider stands for a value of its lever.

    Examples
    --------
    >>> share = Slider("welfare_share", 0.0, 0.5, 0.05, 0.07, "share", "welfare", "福利")
    >>> position(share, 0.07)
    7.0
    """
    return round(value * factor(slider), DIGITS)


def chosen(
    sliders: Iterable[Slider],
    positions: Mapping[str, float],
    typed: Mapping[str, str],
    language: Language,
) -> dict[str, float]:
    """Return the levers that were moved, or typed, with their values.

    Parameters
    ----------
    positions
        Of the sliders, by lever.
    typed
        What was typed beside them, by lever; if a text is not empty, it counts.

    Raises
    ------
    InputError
        If a text is not a number or lies beyond the ends of the slider: every one.
    """
    values, problems = {}, []
    for each in sliders:
        start, text = position(each, each.value), typed.get(each.lever, "").strip()
        place = positions.get(each.lever, start)
        if text:
            found = _number(text)
            low, high = position(each, each.low), position(each, each.high)
            if found is None or not low <= found <= high:
                allowed = Text("from_to", what=Text("a_number"), low=low, high=high)
                problems.append(Problem("", None, label_of(each, language), repr(text), allowed))
                continue
            place = found
        if place != start:
            values[each.lever] = round(place / factor(each), DIGITS)
    if problems:
        raise InputError(problems)
    return values


def _number(text: str) -> float | None:
    try:
        return float(text.removesuffix("%"))
    except ValueError:
        return None


def policy_names(policies: Mapping[str, Policy]) -> dict[str, str]:
    """Name the policies in both languages: the shown name, and the name in the programme."""
    names: dict[str, str] = {}
    for name, policy in policies.items():
        shown_name = " ".join(filter(None, [policy.label_zh, policy.label_en])) or name
        names[f"{shown_name} ({name})" if shown_name in names else shown_name] = name
    return names


def words(key: str, language: Language) -> str:
    """Write words of the page above what they name."""
    return f"<span class='words'>{escape(say(key, language))}</span>"


def unmoved_name() -> str:
    """Name the choice of the policy itself, unmoved, as the baseline, in both languages."""
    return f"{say('explore_unmoved', 'zh')} {say('explore_unmoved', 'en')}"


def heading(programme: Programme, language: Language) -> str:
    """Write the head of the page: the programme, its size, and a mark of synthetic data."""
    name = label_of(programme, language) or programme.name
    size = say(
        "explore_size",
        language,
        estates=len(programme.estates),
        households=programme.households,
    )
    mark = say("chart_synthetic", language) if programme.synthetic else ""
    facts = " · ".join(filter(None, [size, mark]))
    # No h1: marimo would float an outline of such headings over the page.
    title = f"<p class='title' role='heading' aria-level='1'>{escape(name)}</p>"
    return f"<div>{title}<p class='facts'>{escape(facts)}</p></div>"


def lever_label(slider: Slider, language: Language) -> str:
    """Write the label of a slider with its unit and the policy's own value."""
    unit = slider.shown_unit(language)
    name = label_of(slider, language)
    value = say(
        "explore_own_value", language, value=number(position(slider, slider.value)), unit=unit
    )
    return f"<span class='lever'>{escape(name)} <small>{escape(value)}</small></span>"


def cards(found: Paired, language: Language) -> str:
    """Write the figures as cards: value, baseline, difference, how surely it is better."""
    state = "explore_refined" if found.is_refined else "explore_preview"
    mark = say(state, language, draws=found.draws, whole=found.whole)
    shown_cards = "".join(_card(each, language) for each in figures(found.moved, found.baseline))
    kind = "refined" if found.is_refined else "preview"
    return (
        f"<p class='state {kind}' role='status'>{escape(mark)}</p>"
        f"<div class='cards'>{shown_cards}</div>"
    )


def _card(figure: Figure, language: Language) -> str:
    kind, lines = _compared(figure, language)
    name, unit = label(figure, language), shown_unit(figure.outcome, language)
    value = shown(figure.outcome, figure.moved, language)
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f"<section class='card {kind}' data-outcome='{figure.outcome}'>"
        f"<p class='name' role='heading' aria-level='2'>{escape(name)}</p>"
        f"<p class='value'>{escape(value)} <small>{escape(unit)}</small></p>{body}</section>"
    )


def _compared(figure: Figure, language: Language) -> tuple[str, list[str]]:
    """Tell better from worse, and write the lines that compare a figure with the baseline."""
    name = figure.outcome
    lines = [say("explore_baseline", language, value=shown(name, figure.baseline, language))]
    if figure.low == figure.difference == figure.high == 0.0:
        return "same", [*lines, say("explore_same", language)]
    ends = {
        end: shown_change(name, value, language)
        for end, value in (("low", figure.low), ("high", figure.high))
    }
    change = shown_change(name, figure.difference, language)
    lines.append(say("explore_difference", language, value=change, **ends))
    if not figure.better and not figure.worse:
        return "same", lines
    kind = "better" if figure.better >= figure.worse else "worse"
    share = percent(max(figure.better, figure.worse), language)
    return kind, [*lines, say(f"explore_{kind}", language, share=share)]


def problem_text(error: CommpartnerError, language: Language) -> str:
    """Write an error as text on the page."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in error.in_language(language).splitlines())
    return f"<div class='problem' role='alert'>{lines}</div>"


def settings_name(explorer: Explorer) -> str:
    """Name the policy that is exported; no policy of the programme has this name."""
    name = f"{explorer.name}_{EXPORTED}"
    number_of = 2
    while name in explorer.programme.policies:
        name = f"{explorer.name}_{EXPORTED}_{number_of}"
        number_of += 1
    return name


def named_settings(explorer: Explorer, values: Mapping[str, float]) -> tuple[str, Policy]:
    """Return the moved policy under a name and labels of its own."""
    policy = explorer.policy_at(values)
    labels = {
        f"label_{language}": say(
            "explore_label", language, policy=label_of(policy, language) or explorer.name
        )
        for language in LANGUAGES
    }
    return settings_name(explorer), policy.replace(**labels)


def settings(explorer: Explorer, values: Mapping[str, float]) -> str:
    """Write the moved policy as a policy file, which `commpartner ... --policies` reads."""
    return policy_text(*named_settings(explorer, values))
