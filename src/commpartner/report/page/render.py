"""Write a study as one HTML page."""

from __future__ import annotations

import copy
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from commpartner._version import __version__
from commpartner.facts.labels import in_language, label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.arguments import check_language, of_type
from commpartner.problems.optional import optional
from commpartner.report.charts.described import described, fitted
from commpartner.report.page.answers import cards, questions, sentences
from commpartner.report.page.content import Chart, Origin, Page
from commpartner.report.page.play import play_data
from commpartner.report.page.sections import assumptions_grid, sections
from commpartner.report.readable import readable
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WIDE, NARROW = 900, 360  # pixels that each chart is laid out for
LANGUAGES = {"en": "en", "zh": "zh-CN"}


def page(study: Study, language: Language = "en") -> str:
    """Write the report of a study as one HTML page that needs no network.

    Parameters
    ----------
    study
        The runs, from `study`.
    language
        ``"en"`` or ``"zh"``.

    Returns
    -------
    str
        The page. The same study gives the same page, to the byte.

    Raises
    ------
    MissingExtraError
        If Jinja2 or Plotly is not installed (extra ``report``).

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.report.page.render import page
    >>> from commpartner.report.study import study
    >>> xiashan = cp.datasets.load("xiashan")
    >>> two = ["stand_alone", "clustered"]
    >>> found = study(xiashan, policies=two, months=24, draws=8, play=False)
    >>> text = page(found, "zh")
    >>> text[:15], "http://" in text.split("<main")[0]
    ('<!DOCTYPE html>', False)
    """
    of_type("study", study, Study, Text("a_study"))
    check_language(language)
    jinja = optional("jinja2")
    environment = jinja.Environment(
        loader=jinja.PackageLoader("commpartner.report.page", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja.StrictUndefined,
        finalize=lambda value: readable(value) if type(value) is str else value,
    )

    def words(key: str, /, **values: object) -> str:
        return say(key, language, **values)

    made = contents(study, language)
    known = {each.outcome for each in made.origins}
    found: str = environment.get_template("page.html").render(
        page=made,
        lang=LANGUAGES[language],
        say=words,
        chart=lambda each: _chart(each, known),
        play=play_data(study, language),
        assumptions=assumptions_grid(study, language),
        json=_json,
        style=_asset("page.css"),
        script=_asset("page.js"),
        plotly=optional("plotly.offline").get_plotlyjs(),
        mark=jinja.utils.markupsafe.Markup,
    )
    return found


def charts(study: Study, language: Language = "en") -> dict[str, Figure]:
    """Return the charts of the report by name, in the order of the page.

    Parameters
    ----------
    study
        The runs, from `study`.
    language
        ``"en"`` or ``"zh"``.

    Returns
    -------
    dict
        Name to a figure of `commpartner.plots`; a chart that has nothing to show is left out.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed (extra ``report``).

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> two = ["stand_alone", "clustered"]
    >>> found = cp.reports.study(xiashan, policies=two, months=24, draws=8, play=False)
    >>> sorted(cp.reports.charts(found))[:3]
    ['best', 'charges', 'compared']
    """
    of_type("study", study, Study, Text("a_study"))
    check_language(language)
    return {
        chart.name: chart.figure
        for section in sections(study, language)
        for chart in section.charts
    }


def check_extras() -> None:
    """Check that what a page needs is installed, before the work.

    Raises
    ------
    MissingExtraError
        If a package of the extra ``report`` is not installed.
    """
    for name in ("jinja2", "plotly.offline", "sklearn.gaussian_process"):
        optional(name)


def contents(study: Study, language: Language) -> Page:
    """Collect everything that the page says."""
    main, programme = study.main, study.programme
    name = label_of(programme, language) or programme.name
    warnings = []
    if programme.synthetic:
        note = in_language(programme.synthetic_note, language)
        warnings.append(say("page_synthetic", language, note=note))
    if study.savings is not None and "note" in study.savings.total.attrs:
        warnings.append(say("page_note", language, note=study.savings.total.attrs["note"]))
    return Page(
        title=say("page_title", language, programme=name, policy=policy_label(main, language)),
        about=say(
            "page_about",
            language,
            estates=len(programme.estates),
            households=programme.households,
            months=main.months,
            draws=main.draws,
            seed=main.seed,
        ),
        warnings=tuple(warnings),
        sentences=sentences(study, language),
        cards=tuple(cards(study, language)),
        questions=tuple(questions(study, language)),
        sections=tuple(sections(study, language)),
        origins=tuple(_origins(study, language)),
        run=(
            say(
                "page_version",
                language,
                version=__version__,
                engine=main.engine,
                balance=max(each.largest_imbalance for each in study.results.values()),
            ),
        ),
    )


def _origins(study: Study, language: Language) -> list[Origin]:
    """Trace every figure that a card or a chart of the page shows."""
    shown = [each.outcome for each in cards(study, language)]
    shown += ["reinvested_per_year", "fallback_cumulative", "social_net_benefit", "venture_profit"]
    return [
        Origin(name, label_of(OUTCOMES[name], language), study.main.explain(name).text(language))
        for name in dict.fromkeys(shown)
        if name in study.main.outcomes and study.main.outcomes[name].notna().any()
    ]


def _chart(chart: Chart, known: set[str]) -> dict[str, Any]:
    """Fit a chart to a wide and a narrow place, with its words and numbers."""
    told = described(chart.figure)
    wide, narrow = (
        json.loads(fitted(copy.deepcopy(chart.figure), width, titled=False).to_json())
        for width in (WIDE, NARROW)
    )
    for each in (wide, narrow):
        each["layout"].pop("meta", None)
    drawn = {"data": wide["data"], "wide": wide["layout"], "narrow": narrow["layout"]}
    return {
        "name": chart.name,
        "title": told.title,
        "note": told.note,
        "alt": told.alt,
        "heads": list(told.table),
        "rows": told.table.to_numpy().tolist(),
        "least_width": told.least_width,
        "drawn": drawn,
        "outcomes": [name for name in chart.outcomes if name in known],
    }


def _json(value: object) -> str:
    """Write data for a script of the page; nothing in it can end the script."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _asset(name: str) -> str:
    source = resources.files("commpartner.report.page") / "templates" / name
    return source.read_text(encoding="utf-8")
