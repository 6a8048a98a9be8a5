"""Define the command that plans a roll-out: what opens in which year under a yearly budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commpartner.cli.mistakes import Mistakes, same_names
from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import (
    INTERRUPTED,
    Lang,
    bars,
    plain_errors,
    programme_of,
    programme_with,
    tell_command,
)
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.problems.arguments import one_number
from commpartner.problems.wording import known_name
from commpartner.programme import Programme
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    from commpartner.planning.rolling import RollOutPlan

NAME = "roll_out"  # of the policy
PROGRAMME, POLICY, CHART = "planned.toml", "policy.toml", "roll_out.html"
COMMAS = str.maketrans("，、＝", ",,=")


def roll_out(
    case: Annotated[str, typer.Argument(help="A case (xiashan), or a folder or file.")],
    budget: Annotated[
        str,
        typer.Option(
            help="Yuan a year: a number for every year, or one a year with commas between."
        ),
    ],
    policy: Annotated[
        str | None, typer.Argument(help="The policy. Default: 'partner', or the last.")
    ] = None,
    years: Annotated[int, typer.Option(min=1, help="Horizon in years.")] = 10,
    budget_years: Annotated[
        int | None,
        typer.Option(min=1, help="Years that have the budget, the first ones. Default: all."),
    ] = None,
    steps: Annotated[
        str | None,
        typer.Option(help="subdistrict or community: estates open by it. Default: by centre."),
    ] = None,
    needs: Annotated[
        list[str] | None,
        typer.Option(help="STEP=STEP,STEP: the first needs the others; repeat for several."),
    ] = None,
    fixed: Annotated[
        list[str] | None,
        typer.Option(help="STEP=YEAR: a year that is given; repeat for several."),
    ] = None,
    outcome: Annotated[str, typer.Option(help="By which plans are judged.")] = "social_net_benefit",
    reliability: Annotated[
        float | None,
        typer.Option(help="Share of the draws within each year's budget. Default: the mean is."),
    ] = None,
    carry_over: Annotated[
        bool, typer.Option("--carry-over", help="What is left of a year can be spent later.")
    ] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="Every step opens, those that lose value, too.")
    ] = False,
    runs: Annotated[
        int, typer.Option(min=1, help="Runs that the search may take beside those of the steps.")
    ] = 100,
    draws: Annotated[
        int,
        typer.Option(min=2, help="Draws of the assumptions; time grows with them and the steps."),
    ] = 32,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 7,
    out: Annotated[
        Path | None, typer.Option(help="Folder for tables, programme, policy and chart.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Plan what opens in which year under a budget; Ctrl-C in the search keeps the best so far."""
    from commpartner.planning.rolling import plan_roll_out
    from commpartner.report.chosen import focus_of

    console = Terminal()
    with plain_errors(lang) as language:
        whole = programme_of(case)
        chosen = policy or focus_of(whole.policies or [""])
        asked: dict[str, Any] = {
            "budget": 1.0,
            "years": years,
            "steps": steps,
            "needs": {},
            "fixed": {},
            "outcome": outcome,
            "reliability": reliability,
            "carry_over": carry_over,
            "complete": complete,
            "runs": runs,
            "draws": draws,
            "seed": seed,
        }
        mistakes = Mistakes({"policies": "policy", **same_names(*asked)})
        with mistakes.kept():
            asked["budget"] = _budget(budget, budget_years, years)
        with mistakes.kept():
            asked["needs"] = _needs(needs or ())
        with mistakes.kept():
            asked["fixed"] = _fixed(fixed or ())
        mistakes.check_out(out)  # before the work, not after it
        _check(whole, chosen, asked, mistakes)
        programme = programme_with(case, chosen, None, language)
        with bars(console) as follow, mistakes.refused():
            found = plan_roll_out(
                programme, chosen, **asked, progress=follow(say("roll_out_progress", language), 1)
            )
        notes: list[str] = []
        if out is not None:  # before the screen, which may fail or be closed
            notes = _write(found, out, {"policy": chosen, **asked}, language)
        _show(console, found, chosen, language)
        if out is not None:
            console.print(say("roll_out_written", language, folder=out))
            for note in notes:
                console.print(note, style="yellow")
            words = ["run", str(out / PROGRAMME), "--policy", _name(programme)]
            tell_command(console, words, lang)
        if found.stopped == "interrupted":
            raise typer.Exit(INTERRUPTED)


def _check(programme: Programme, policy: str, asked: Mapping[str, Any], mistakes: Mistakes) -> None:
    """Raise all that is wrong; steps can be read if there is the policy."""
    from commpartner.model.scheme import build_scheme, unknown_policy
    from commpartner.planning.rolling.checks import check_choices, read_asked
    from commpartner.planning.rolling.runs import OUTLAYS
    from commpartner.planning.rolling.steps import BATCHES

    given = {name: each for name, each in asked.items() if name not in ("runs", "draws", "seed")}
    with mistakes.kept():
        if given["steps"] is not None:
            known_name("", "steps", given["steps"], BATCHES)
    with mistakes.kept():
        if given["reliability"] is not None:
            one_number(
                "reliability",
                given["reliability"],
                lambda x: 0 < x < 1,
                Text("number_between_0_and_1"),
            )
    if given["steps"] not in (None, *BATCHES):
        given |= {"steps": None, "needs": {}, "fixed": {}}  # which name steps that are unknown
    with mistakes.kept():
        if policy not in programme.policies:
            found = [*check_choices(given["outcome"], None, OUTLAYS, {})]
            raise InputError([*unknown_policy(policy, programme).problems, *found])
        read_asked(
            build_scheme(programme, programme.policies[policy]), **given | {"reliability": None}
        )
    mistakes.refuse()


def _budget(given: str, some: int | None, years: int) -> float | list[float]:
    """Read the budget: one number for every year or the first ones, or one a year."""
    parts = given.translate(COMMAS).split(",")
    try:
        amounts = [float(each) for each in parts]
    except ValueError:
        raise _refused("budget", given, Text("budget_of_years")) from None
    if len(amounts) > 1:
        if some is not None:
            raise _refused("budget-years", str(some), Text("budget_years_for_one"))
        return amounts
    if some is not None and some > years:
        allowed = Text("whole_number_from_to", low=1, high=years)
        raise _refused("budget-years", str(some), allowed)
    return amounts[0] if some is None else amounts * some


def _needs(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Read which steps each step needs."""
    found: dict[str, tuple[str, ...]] = {}
    for each in given:
        step, sign, others = each.translate(COMMAS).partition("=")
        named = tuple(other.strip() for other in others.split(","))
        if not (sign and step.strip() and all(named)):
            raise _refused("needs", each, Text("step_and_steps"))
        found[step.strip()] = (*found.get(step.strip(), ()), *named)
    return found


def _fixed(given: Sequence[str]) -> dict[str, int]:
    """Read the years of steps; a step alone opens in year 1."""
    found: dict[str, int] = {}
    for each in given:
        step, sign, year = each.translate(COMMAS).partition("=")
        if not step.strip() or (sign and not year.strip().isdecimal()):
            raise _refused("fixed", each, Text("step_and_year"))
        found[step.strip()] = int(year) if sign else 1
    return found


def _refused(option: str, given: str, allowed: Text) -> InputError:
    name = f"--{option}"
    return InputError([Problem(name, None, option.replace("-", "_"), repr(given), allowed)])


def _name(programme: Programme) -> str:
    """Return a name for the policy that the programme has not."""
    name, number = NAME, 2
    while name in programme.policies:
        name, number = f"{NAME}_{number}", number + 1
    return name


def _write(found: RollOutPlan, out: Path, asked: dict[str, Any], language: Language) -> list[str]:
    """Write tables, the programme with the plan, policy and chart; return what is missing."""
    from commpartner.cli.tabled import manifest_of, write_in_language
    from commpartner.io.atomic import replace_files
    from commpartner.io.policies import policy_text
    from commpartner.io.save import programme_text

    programme = found.comparison.programme
    name = _name(programme)
    labels = {f"label_{each}": say("roll_out_policy", each) for each in ("en", "zh")}
    policy = found.policy(programme).replace(**labels, description="")
    planned = programme.replace(policies={**programme.policies, name: policy})
    figures = ("value", "value_fresh", "added", "bound", "stopped")
    told = {each: getattr(found, each) for each in figures} | {"runs_made": found.runs}
    tables = {
        each: getattr(found, each)
        for each in ("schedule", "spent", "renewals", "orders", "differences", "payers")
    }
    files: dict[str, str | bytes] = {
        PROGRAMME: programme_text(planned, ".toml"),
        POLICY: policy_text(name, policy),
    }
    notes = []
    if find_spec("plotly") is None:
        notes.append(say("roll_out_no_chart", language))
    else:
        files[CHART] = _page(found, language)
    about = {"roll_out": asked, **told}
    write_in_language(tables, out, manifest_of(programme, about), language)
    replace_files(out, files)
    if CHART not in files:
        (out / CHART).unlink(missing_ok=True)  # of an earlier plan
    return notes


def _page(found: RollOutPlan, language: Language) -> str:
    """Return the chart as a page that needs no network."""
    from commpartner.report.charts.page import page_of
    from commpartner.report.charts.rolling import roll_out as drawn

    return page_of(drawn(found, language), language)


def _show(console: Terminal, found: RollOutPlan, policy: str, language: Language) -> None:
    from commpartner.cli.grids import show_grid
    from commpartner.cli.tabled import label_of_policy, say_synthetic
    from commpartner.report.grids.rolling import (
        roll_out_grid,
        roll_out_sentences,
        roll_out_spent_grid,
    )

    programme, seed = found.comparison.programme, found.comparison.seed - 1
    about = {"years": found.years, "draws": found.comparison.draws, "seed": seed}
    label = label_of_policy(policy, programme, language)
    console.print(say("roll_out_heading", language, label=label, **about), style="bold")
    say_synthetic(console, programme, language)
    show_grid(console, roll_out_grid(found, language))
    show_grid(console, roll_out_spent_grid(found, language))
    for sentence in roll_out_sentences(found, language):
        console.print(f"- {sentence}")
