"""Define the command that shows the two official tables of a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, bars, plain_errors, programme_with
from commpartner.cli.words import say
from commpartner.facts.labels import label_of
from commpartner.problems.wording import known_name

if TYPE_CHECKING:
    from commpartner.results.cost_lines import By


def accounts(
    case: Annotated[str, typer.Argument(help="A case, or a folder or file.")],
    policy: Annotated[str, typer.Argument(help="The policy.")],
    by: Annotated[
        str, typer.Option(help="Areas of the table of cost: all, centre or estate.")
    ] = "all",
    out: Annotated[Path | None, typer.Option(help="Folder for the tables.")] = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")] = 500,
    months: Annotated[int, typer.Option(min=1, help="Horizon in months.")] = 120,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 7,
    lang: Lang = None,
) -> None:
    """Show the cost by line of the official form, and the cash flow of every payer by year."""
    from commpartner.cli.grids import show_grid
    from commpartner.cli.tabled import manifest_of, say_synthetic, write_in_language
    from commpartner.report.grids.cash import cash_grid
    from commpartner.report.grids.cost import area_grid, cost_grid
    from commpartner.results.cost_lines import BY
    from commpartner.simulation import simulate

    console = Terminal()
    with plain_errors(lang) as language:
        known_name("--by", "by", by, BY)
        programme = programme_with(case, policy, out, language)
        with bars(console) as follow:
            progress = follow(say("progress_policies", language), draws)
            result = simulate(
                programme, policy, months=months, draws=draws, seed=seed, progress=progress
            )
        cost, cash = result.cost_lines(cast("By", by)), result.cash_flow()
        if out is not None:
            run = {"policy": policy, "months": months, "draws": draws, "seed": seed}
            tables = {"cost_lines": cost, "cash_flow": cash}
            write_in_language(tables, out, manifest_of(programme, run), language)
        say_synthetic(console, programme, language)
        name = label_of(result.policy, language) or policy
        cost_or_area = cost_grid if by == "all" else area_grid
        show_grid(console, cost_or_area(cost, name, language))
        show_grid(console, cash_grid(cash, name, language))
        console.print(say("balance", language, value=result.largest_imbalance))
        if out is not None:
            console.print(say("written", language, folder=out))
