"""Define the command that finds how many estates to ask before deciding."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commpartner.cli.cautions import tell_cautions
from commpartner.cli.comparing import policies_to_compare, those_that_deliver
from commpartner.cli.mistakes import Mistakes, same_names
from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, bars, plain_errors, programme_of
from commpartner.cli.words import say
from commpartner.errors import ArgumentError, InputError, Problem
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.wording import known_name, suggest
from commpartner.programme import Programme
from commpartner.report.words import listed
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    from commpartner.experiments.weighing.survey import SurveySizes

CHART = "survey.html"
SIGNS = str.maketrans("，、＝", ",,=")  # what a keyboard for Chinese types


def survey(
    case: Annotated[str, typer.Argument(help="A case (xiashan), or a folder or file.")],
    ask: Annotated[
        list[str],
        typer.Option(
            help="ASSUMPTION=DEVIATION: what is asked, and its standard deviation between estates;"
            " repeat for several."
        ),
    ],
    fixed_cost: Annotated[
        float, typer.Option(help="Cost of a survey, whatever its size, in yuan.")
    ],
    interview_cost: Annotated[float, typer.Option(help="Cost of asking an estate, in yuan.")],
    policy: Annotated[
        list[str] | None,
        typer.Option(
            help="A policy; repeat for several. Default: all that deliver the service standard."
        ),
    ] = None,
    outcome: Annotated[
        str, typer.Option(help="By which the policy is chosen, in yuan.")
    ] = "public_net_cost",
    weight: Annotated[
        list[str] | None,
        typer.Option(help="OUTCOME=YUAN: what one more of it is worth, too; repeat for several."),
    ] = None,
    sizes: Annotated[
        str | None, typer.Option(help="Numbers of estates to try, such as 5,10,50.")
    ] = None,
    decisions: Annotated[
        float, typer.Option(help="Decisions like this one that use the survey.")
    ] = 1.0,
    draws: Annotated[int, typer.Option(min=100, help="Draws of the assumptions.")] = 1024,
    months: Annotated[int, typer.Option(min=1, help="Horizon in months.")] = 120,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 7,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes to use. Default: this one alone.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables.")] = None,
    lang: Lang = None,
) -> None:
    """Find how many estates to ask before choosing a policy, at what gain over its cost."""
    from commpartner.experiments.comparing import compare

    console = Terminal()
    with plain_errors(lang) as language:
        programme = programme_of(case)
        mistakes = _mistakes()
        asked: dict[str, Any] = {"fixed_cost": fixed_cost, "cost_per_interview": interview_cost}
        asked |= {"decisions": decisions}
        with mistakes.kept():
            policies = policies_to_compare(programme, policy, None)
        with mistakes.kept():
            deviations = _asked(ask, programme)
        with mistakes.kept():
            benefit = _benefit(outcome, weight or [])
        with mistakes.kept():
            asked["sizes"] = _sizes(sizes)
        _check_numbers(asked, mistakes)
        mistakes.check_out(out)  # before the work, not after it
        mistakes.refuse()
        tell_cautions(programme, case, language, policies=policies)
        with bars(console) as follow, mistakes.refused():
            compared = compare(
                programme,
                policies,
                months=months,
                draws=draws,
                seed=seed,
                executor=processes,
                progress=follow(say("comparing", language), draws),
            )
            chosen = compared if policy else those_that_deliver(compared)
            found = chosen.survey_size(deviations, benefit, **asked)
        if out is not None:  # before the screen, which may fail or be closed
            about = {
                "policies": [*chosen.policies],
                "outcome": benefit,
                "asked": deviations,
                **asked,
            }
            _write(found, programme, out, about | {"draws": draws, "seed": seed}, language)
        _show(console, found, programme, [*chosen.policies], benefit, seed, language)
        _tell_left_out(console, programme, set(policies) - set(chosen.policies), language)
        if out is not None:
            console.print(say("written", language, folder=out))


def _mistakes() -> Mistakes:
    """Collect mistakes by the options of this command."""
    options = {"asked": "--ask", "assumption": "--ask", "cost_per_interview": "--interview-cost"}
    options |= same_names("outcome", "fixed_cost", "sizes", "decisions", "draws", "seed")
    return Mistakes(options, called=("asked", "comparison"))


def _asked(given: Sequence[str], programme: Programme) -> dict[str, float]:
    """Read the assumptions asked about and their standard deviations between estates."""
    table = programme.assumption_table()
    known = [name for name in table if table[name].distribution != "fixed"]
    found: dict[str, float] = {}
    problems = []
    for each in given:
        name, _, number = (part.strip() for part in each.translate(SIGNS).partition("="))
        deviation = _number(number)
        allowed: str = Text("assumption_and_deviation")
        if name in found:
            allowed = Text("each_name_once")
        elif deviation is not None and deviation > 0.0:
            if name in known:
                found[name] = deviation
                continue
            allowed = suggest(name, known)
        problems.append(Problem("--ask", None, "ask", repr(each), allowed))
    if problems:
        raise InputError(problems)
    return found


def _benefit(outcome: str, weights: Sequence[str]) -> str | dict[str, float]:
    """Read by what a policy is chosen: an outcome in yuan, or with weights of others."""
    from commpartner.experiments.choosing.paired import direction

    known_name("--outcome", "outcome", outcome, OUTCOMES)
    direction(outcome)
    problems = []
    if not OUTCOMES[outcome].unit.startswith("yuan"):
        allowed: str = Text("an_outcome_in_yuan")
        problems.append(Problem("--outcome", None, "outcome", repr(outcome), allowed))
    found = {outcome: 1.0}
    for each in weights:
        name, _, number = (part.strip() for part in each.translate(SIGNS).partition("="))
        value = _number(number)
        allowed = Text("outcome_and_weight")
        if value is not None and name in OUTCOMES and name not in found:
            found[name] = value
            continue
        if value is not None:
            allowed = Text("each_name_once") if name in found else suggest(name, OUTCOMES)
        problems.append(Problem("--weight", None, "weight", repr(each), allowed))
    if problems:
        raise InputError(problems)
    return found if weights else outcome


def _sizes(given: str | None) -> list[int] | None:
    """Read numbers of estates."""
    from commpartner.experiments.weighing.sizes import sizes_to_try

    if given is None:
        return None
    parts = [each.strip() for each in given.translate(SIGNS).split(",")]
    numbers = [int(each) if each.isdecimal() else 0 for each in parts]
    try:
        return sizes_to_try(numbers, 1)
    except ArgumentError as error:
        problem = Problem("--sizes", None, "sizes", repr(given), error.allowed)
        raise InputError([problem]) from None


def _check_numbers(asked: Mapping[str, Any], mistakes: Mistakes) -> None:
    from commpartner.problems.arguments import one_number

    for name in ("fixed_cost", "cost_per_interview"):
        with mistakes.kept():
            one_number(name, asked[name], lambda x: x >= 0.0, Text("finite_number_from_zero"))
    with mistakes.kept():
        above = Text("finite_number_above_zero")
        one_number("decisions", asked["decisions"], lambda x: x > 0.0, above)


def _number(text: str) -> float | None:
    from math import isfinite

    try:
        return float(text) if isfinite(float(text)) else None
    except ValueError:
        return None


def _write(
    found: SurveySizes,
    programme: Programme,
    out: Path,
    asked: Mapping[str, Any],
    language: Language,
) -> None:
    """Write the table and, if Plotly is there, the chart."""
    from commpartner.cli.tabled import manifest_of, write_in_language
    from commpartner.io.atomic import replace_files

    told = ("best", "low", "high", "near", "net_benefit", "worth_share", "perfect", "level")
    chosen = {"chosen": found.chosen, "chosen_share": found.chosen_share}
    about = {"survey": dict(asked), **{each: getattr(found, each) for each in told}, **chosen}
    documented = {"survey": "SurveySizes.table"}
    manifest = manifest_of(programme, about)
    write_in_language({"survey": found.table}, out, manifest, language, documented=documented)
    if find_spec("plotly") is None:
        (out / CHART).unlink(missing_ok=True)  # of an earlier survey
        return
    from commpartner.report.charts.knowing import survey_sizes
    from commpartner.report.charts.page import page_of

    replace_files(out, {CHART: page_of(survey_sizes(found, language), language)})


def _tell_left_out(
    console: Terminal, programme: Programme, left: Collection[str], language: Language
) -> None:
    from commpartner.cli.tabled import label_of_policy
    from commpartner.experiments.choosing.delivery import DELIVERED

    if left:
        labels = [label_of_policy(each, programme, language) for each in sorted(left)]
        names = listed(labels, language)
        console.print(say("survey_left_out", language, policies=names, least=DELIVERED))


def _show(
    console: Terminal,
    found: SurveySizes,
    programme: Programme,
    policies: Sequence[str],
    benefit: str | Mapping[str, float],
    seed: int,
    language: Language,
) -> None:
    from commpartner.cli.grids import show_grid
    from commpartner.cli.tabled import label_of_policy, say_synthetic
    from commpartner.facts.labels import label_of
    from commpartner.facts.quantities import percent
    from commpartner.report.grids.surveyed import survey_grid, survey_sentences

    name = label_of(programme, language) or programme.name
    title = say("survey_heading", language, label=name, draws=found.draws, seed=seed)
    console.print(title, style="bold")
    say_synthetic(console, programme, language)
    names = listed((label_of_policy(each, programme, language) for each in policies), language)
    outcomes = [benefit] if isinstance(benefit, str) else [*benefit]
    by = listed((label_of(OUTCOMES[each], language) for each in outcomes), language)
    console.print(say("survey_choice", language, policies=names, outcomes=by))
    show_grid(console, survey_grid(found, language))
    label = label_of_policy(found.chosen, programme, language)
    share = percent(found.chosen_share, language)
    lines = [say("survey_chosen", language, policy=label, share=share)]
    for sentence in lines + survey_sentences(found, language):
        console.print(f"- {sentence}")
