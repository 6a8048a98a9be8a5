"""Define the command ``commpartner benchmark``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, bars, plain_errors
from commpartner.cli.words import say
from commpartner.io.tables import check_folder


def benchmark(
    problem: Annotated[
        str | None, typer.Argument(help="A problem, e.g. xiashan-share. Default: list the ten.")
    ] = None,
    submission: Annotated[
        str | None,
        typer.Option(help="file.py:function or module:function; file.py: named as the problem."),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=2, help="Draws. Default: those of the problem, official.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed. Default: that of the problem, official.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes to use. Default: this one alone.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables of a score.")] = None,
    lang: Lang = None,
) -> None:
    """List the benchmark problems, show one, or score a policy function by its baselines."""
    from commpartner.benchmark import problem as problem_of
    from commpartner.benchmark import score
    from commpartner.benchmark.loading import load_submission
    from commpartner.benchmark.score import baseline_table
    from commpartner.cli import scores
    from commpartner.cli.tabled import say_synthetic, write_in_language

    console = Terminal()
    with plain_errors(lang) as language:
        scores.check_options(problem, submission, out)
        if problem is None:
            scores.list_problems(console, language)
            return
        chosen = problem_of(problem)
        counts = {
            "draws": chosen.draws if draws is None else draws,
            "seed": chosen.seed if seed is None else seed,
        }
        if submission is None:
            scores.describe(console, chosen, language)
            with bars(console) as follow:
                progress = follow(chosen.id, counts["draws"])
                table = baseline_table(chosen, **counts, executor=processes, progress=progress)
            scores.show(console, chosen, table, counts, language)
            say_synthetic(console, chosen.programme(), language)
            return
        if out is not None:
            check_folder(out)  # before the work, not after it
        place = scores.place(submission, chosen)
        given = load_submission(place)
        with bars(console) as follow:
            progress = follow(chosen.id, counts["draws"])
            found = score(chosen, given, **counts, executor=processes, progress=progress)
        if out is not None:  # before the screen, which may fail or be closed
            write_in_language(scores.tables(found), out, scores.manifest(found, place), language)
        scores.judge(console, found, counts, language)
        if out is not None:
            console.print(say("written", language, folder=out))
