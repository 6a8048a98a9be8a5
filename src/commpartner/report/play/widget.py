"""Show the sliders of a policy in a notebook, with its headline figures beside them."""

from __future__ import annotations

from html import escape
from typing import Any

from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.facts.shown import visible
from commpartner.problems.arguments import check_language, of_type, refused
from commpartner.problems.optional import optional
from commpartner.programme import Policy
from commpartner.report.explorer.figures import shown_change
from commpartner.report.page.play import fixed_levers, lead
from commpartner.report.play.emulator import Emulator
from commpartner.report.play.sliders import Slider, check_moved
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.results.telling import measured
from commpartner.texts import Language, Text

LANGUAGES: tuple[Language, ...] = ("zh", "en")
SHARE = "share"


class SlidersWidget:
    """Hold sliders over the levers of a policy, and its figures by the emulator of a study.

    A notebook shows it as a widget. If no kernel runs, the figures are shown as a table.

    Attributes
    ----------
    levers
        The sliders by name of the lever; set ``levers[name].value`` to move one [unit of the
        lever].
    language
        The switch between Chinese and English; set ``language.value``.
    reset
        The button that puts all levers back.
    table
        The figures, as HTML.
    box
        All of these, as one widget.
    """

    def __init__(self, study: Study, emulator: Emulator, language: Language) -> None:
        widgets = optional("ipywidgets")
        self._study, self._emulator = study, emulator
        self.levers: dict[str, Any] = {
            each.lever: _slider(widgets, each) for each in emulator.sliders
        }
        self._names = [widgets.HTML() for _ in emulator.sliders]
        self._title, self._lead = widgets.HTML(), widgets.HTML()
        self.table = widgets.HTML()
        self.language = widgets.ToggleButtons(
            options=[(say(f"explore_{each}", each), each) for each in LANGUAGES],
            value=language,
            style={"button_width": "6em"},
        )
        self.reset = widgets.Button(layout={"width": "auto"})
        rows = [
            widgets.VBox([name, slider])
            for name, slider in zip(self._names, self.levers.values(), strict=True)
        ]
        levers = widgets.VBox([*rows, self.reset], layout={"flex": "1 1 20em", "max_width": "26em"})
        figures = widgets.VBox([self.table], layout={"flex": "2 1 24em"})
        both = widgets.HBox([levers, figures], layout={"flex_flow": "row wrap"})
        self.box = widgets.VBox([self.language, self._title, both, self._lead])
        for slider in self.levers.values():
            slider.observe(self._moved, "value")
        self.language.observe(self._translated, "value")
        self.reset.on_click(self._put_back)
        self._translated()

    def values(self) -> dict[str, float]:
        """Return where the sliders stand, by lever [unit of the lever]."""
        return {name: slider.value for name, slider in self.levers.items()}

    def figures(self) -> dict[str, float]:
        """Return the figures where the sliders stand, by outcome [unit of the outcome]."""
        return self._emulator.predict(self.values())

    def policy(self) -> Policy:
        """Return the policy as the sliders stand, for a run of the model.

        Levers that were not moved stay as they are in the policy. Those that the policy draws from
        a range have the value of their slider, since the figures are of that value.
        """
        known, fixed = self._emulator.sliders, self._emulator.fixed
        values = {
            each.lever: self.levers[each.lever].value
            for each in known
            if each.lever in fixed or self.levers[each.lever].value != _start(each)
        }
        return check_moved(self._study.main.policy, values, known)

    def __repr__(self) -> str:
        """Show where the sliders stand on one line."""
        return f"{type(self).__name__}({self.values()})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = dict(self.box._repr_mimebundle_(**kwargs))
        return bundle | {"text/html": self.table.value, "text/plain": repr(self)}

    def _moved(self, _: object = None) -> None:
        self.table.value = _figures(
            self._emulator, self.figures(), self.language.value, self._caption()
        )

    def _put_back(self, _: object = None) -> None:
        for each in self._emulator.sliders:
            self.levers[each.lever].value = _start(each)

    def _caption(self) -> str:
        main, language = self._study.main, self.language.value
        marked = say("chart_synthetic", language) if main.programme.synthetic else ""
        return " · ".join(part for part in (policy_label(main, language), marked) if part)

    def _translated(self, _: object = None) -> None:
        """Write all words in the language of the switch."""
        language: Language = self.language.value
        for name, each in zip(self._names, self._emulator.sliders, strict=True):
            name.value = escape(_named(each, language))
        self._title.value = f"<b>{escape(say('page_play', language))}</b>"
        told = lead(self._emulator, language), fixed_levers(self._emulator, language)
        self._lead.value = escape(" ".join(filter(None, told)))
        self.reset.description = say("page_play_reset", language)
        self._moved()


def sliders_widget(study: Study, language: Language = "en") -> SlidersWidget:
    """Show sliders in a notebook that move the headline figures of a policy.

    The figures come from the emulator of the study at once, without a run of the model. Each has
    its change from the policy and the error of the emulator.

    Parameters
    ----------
    study
        From `study`, with ``play=True``.
    language
        ``"en"`` or ``"zh"`` at the start; a switch above the sliders changes it.

    Returns
    -------
    SlidersWidget
        Put it last in a cell. ``policy()`` gives the policy as the sliders stand, for a run.

    Raises
    ------
    ArgumentError
        If the study has no emulator.
    MissingExtraError
        If ipywidgets is not installed (extra ``notebooks``).
    """
    of_type("study", study, Study, Text("a_study"))
    check_language(language)
    emulator = study.emulator
    if emulator is None or not emulator.surfaces:
        raise refused("study", Text("without_emulator"), Text("with_emulator"))
    return SlidersWidget(study, emulator, language)


def _start(slider: Slider) -> float:
    return round(slider.value) if slider.whole else slider.value


def _slider(widgets: Any, each: Slider) -> Any:
    share = each.unit.startswith(SHARE)
    kind = widgets.IntSlider if each.whole else widgets.FloatSlider
    whole = int if each.whole else float
    fine = "%" if share else "f"
    digits = (1 if each.step < 0.01 else 0) if share else 2
    return kind(
        value=whole(_start(each)),
        min=whole(each.low),
        max=whole(each.high),
        step=whole(each.step),
        readout_format="d" if each.whole else f".{digits}{fine}",
        layout={"width": "100%"},
    )


def _named(slider: Slider, language: Language) -> str:
    """Return the label of a slider with its unit; the readout of a share has its per cent."""
    label = label_of(slider, language)
    if not slider.unit or slider.unit.startswith(SHARE):
        return label
    return say("widget_lever", language, label=label, unit=unit_name(slider.unit, language))


def _figures(emulator: Emulator, values: dict[str, float], language: Language, caption: str) -> str:
    """Tabulate the figures as HTML: value, change from the policy, error of the emulator."""
    start = emulator.predict({})
    heads = [say(f"widget_{each}", language) for each in ("figure", "value", "change", "error")]
    lines = [_row("th", heads)]
    for each in emulator.surfaces:
        about = OUTCOMES[each.outcome]
        value = values[each.outcome]
        change = shown_change(each.outcome, value - start[each.outcome], language)
        written = (_written(value, about.unit, language), change)
        error = f"± {_written(each.error, about.unit, language, error=True)}"
        lines.append(_row("td", [label_of(about, language), *written, error]))
    body = "".join(lines)
    return visible(f"<table><caption>{escape(caption)}</caption><tbody>{body}</tbody></table>")


def _written(value: float, unit: str, language: Language, error: bool = False) -> str:
    """Write a figure with its unit; a score from 0 to 100 stands alone."""
    if unit.startswith(SHARE):
        return f"{number(100.0 * value)}%" if error else percent(value, language, 1)
    return number(value) if unit.startswith("score") else measured(value, unit, language)


def _row(tag: str, cells: list[str]) -> str:
    """Return a row of a table; all but its first cell stand to the right."""
    style = "padding:.2em .7em;text-align:"
    sides = ("left", *["right"] * (len(cells) - 1))
    line = "".join(
        f'<{tag} style="{style}{side}">{escape(cell)}</{tag}>'
        for cell, side in zip(cells, sides, strict=True)
    )
    return f"<tr>{line}</tr>"
