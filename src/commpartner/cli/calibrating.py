"""Define the command that narrows the assumptions by what a district has seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, bars, plain_errors, programme_with
from commpartner.cli.words import say
from commpartner.facts.labels import label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.wording import known_name

if TYPE_CHECKING:
    from commpartner.calibration import Observed


def calibrate(
    case: Annotated[str, typer.Argument(help="A case, or a folder or file.")],
    policy: Annotated[str, typer.Argument(help="The policy under which it was seen.")],
    observed: Annotated[Path, typer.Argument(help="A csv file or workbook with what was seen.")],
    outcome: Annotated[str, typer.Option(help="The figure to narrow.")] = "fallback_per_year",
    months: Annotated[int, typer.Option(min=1, help="Horizon in months.")] = 60,
    members: Annotated[int, typer.Option(min=100, help="Draws of the ensemble.")] = 500,
    folds: Annotated[
        int, typer.Option(min=0, help="Parts held out in turn to be predicted; 0 for none.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 7,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables.")] = None,
    lang: Lang = None,
) -> None:
    """Narrow the assumptions by what a district has seen, and show what is known now."""
    from commpartner.calibration import calibrate as run_calibration
    from commpartner.cli.calibrated import show
    from commpartner.cli.tabled import manifest_of, say_synthetic, write_in_language
    from commpartner.simulation import simulate

    console = Terminal()
    with plain_errors(lang) as language:
        known_name("--outcome", "outcome", outcome, OUTCOMES)
        seen = read_observed(observed, policy)
        programme = programme_with(case, policy, out, language)
        with bars(console) as follow:
            found = run_calibration(
                programme,
                seen,
                members=members,
                folds=folds,
                seed=seed,
                progress=follow(say("calibrating", language), 1),
            )
        following = found.next_observations(outcome, months=months)
        before, after = (
            simulate(
                programme, policy, months=months, draws=members, seed=seed, assumptions=table
            ).outcomes
            for table in (None, found.assumption_table)
        )
        if out is not None:  # before the screen, which may fail or be closed
            tables = {
                "assumptions": found.assumptions,
                "fit": found.fit,
                "held_out": found.held_out,
                "next_observations": following,
                "outcomes_before": before,
                "outcomes_after": after,
                "posterior": found.posterior(),
            }
            write_in_language(tables, out, manifest_of(programme, found.about()), language)
        say_synthetic(console, programme, language)
        name = label_of(programme.policies[policy], language) or policy
        show(console, found, name, (outcome, before, after), following, language)
        if out is not None:
            console.print(say("written", language, folder=out))


def read_observed(file: Path, policy: str) -> Observed:
    """Read what was seen under a policy, from a csv file or a workbook."""
    from commpartner.calibration import Observed
    from commpartner.lists.sheets import WORKBOOKS

    is_workbook = file.suffix.lower() in WORKBOOKS
    read = Observed.from_workbook if is_workbook else Observed.from_csv
    return read(file, policy)
