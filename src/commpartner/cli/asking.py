"""Define the command that answers a planner's question."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commpartner.cli.cautions import tell_cautions
from commpartner.cli.mistakes import Mistakes, same_names
from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, plain_errors, programme_of
from commpartner.cli.words import say
from commpartner.errors import Problem
from commpartner.programme import Programme
from commpartner.texts import Text

if TYPE_CHECKING:
    from commpartner.planning.questions.answer import Answer


def ask(
    question: Annotated[
        str | None,
        typer.Argument(help="A question by its name or number. Default: list them."),
    ] = None,
    case: Annotated[
        str | None,
        typer.Argument(help="A case (xiashan), or a folder or file. Needed with a question."),
    ] = None,
    policy: Annotated[
        str | None, typer.Argument(help="The policy. Default: 'partner', or the last.")
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(help="The year whose cost own income is to cover: 1, 3, 5 or 10."),
    ] = None,
    centre: Annotated[
        str | None, typer.Option(help="A centre, where the question is about one.")
    ] = None,
    venture: Annotated[
        str | None, typer.Option(help="A venture, where the question is about one.")
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 7,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables.")] = None,
    lang: Lang = None,
) -> None:
    """Answer a planner's question by a figure with its interval; without a question, list them."""
    from commpartner.cli.grids import show_grid
    from commpartner.cli.tabled import (
        label_of_policy,
        manifest_of,
        say_synthetic,
        write_in_language,
    )
    from commpartner.planning.questions.listed import QUESTIONS, question_of
    from commpartner.report.chosen import focus_of
    from commpartner.report.grids.asked import answer_grid, questions_grid

    console = Terminal()
    with plain_errors(lang) as language:
        if question is None:
            show_grid(console, questions_grid(language))
            return
        mistakes = Mistakes({"policies": "policy", **same_names("year", "centre", "venture")})
        name = ""
        with mistakes.kept():
            name = question_of(question)
        if case is None:
            allowed = Text("case_or_path")
            mistakes.problems.append(Problem("ask", None, "case", Text("none"), allowed))
            mistakes.refuse()
        programme = programme_of(str(case))
        chosen = policy or focus_of(programme.policies or [""])
        own = {"year": year, "centre": centre, "venture": venture}
        own = {each: value for each, value in own.items() if value is not None}
        mistakes.check_out(out)  # before the work, not after it
        fit = _check(name, programme, chosen, own, mistakes)
        tell_cautions(programme, str(case), language, policies=[chosen])
        options = {"draws": draws, "seed": seed, **fit}
        with mistakes.refused():
            found = QUESTIONS[name](programme, chosen, **options)
        if out is not None:  # before the screen, which may fail or be closed
            about = {"question": name, "policy": chosen, **options}
            write_in_language(tables_of(found), out, manifest_of(programme, about), language)
        say_synthetic(console, programme, language)
        label = label_of_policy(chosen, programme, language)
        console.print(say("questions_about", language, label=label, draws=draws, seed=seed))
        show_grid(console, answer_grid(found, language))
        console.print(found.text(language))
        if out is not None:
            console.print(say("written", language, folder=out))


def _check(
    question: str, programme: Programme, policy: str, given: Mapping[str, Any], mistakes: Mistakes
) -> dict[str, Any]:
    """Return the options that the question takes, or raise all that is wrong."""
    from commpartner.model.scheme import unknown_policy
    from commpartner.planning.questions.listed import QUESTIONS, takes

    fit = {name: value for name, value in given.items() if question and takes(question, name)}
    if question:
        allowed = Text("not_in_question", question=question)
        mistakes.problems += [
            Problem(f"--{name}", None, name, str(value), allowed)
            for name, value in given.items()
            if name not in fit
        ]
    if policy not in programme.policies:
        with mistakes.kept():
            raise unknown_policy(policy, programme)
    elif question and mistakes.problems:
        with mistakes.kept():  # one draw tells what else is wrong
            QUESTIONS[question](programme, policy, draws=1, **fit)
    mistakes.refuse()
    return fit


def tables_of(found: Answer) -> dict[str, Any]:
    """Collect the tables of an answer by the names of their files."""
    tables = {
        "answer": found.table,
        "detail": found.detail,
        "rests_on": found.rests_on,
        "draws": found.draws.reset_index(),
    }
    return {name: table for name, table in tables.items() if len(table)}
