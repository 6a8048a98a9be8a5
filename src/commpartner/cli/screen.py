"""Print the results of a run on one screen."""

from __future__ import annotations

from collections.abc import Mapping

from commpartner.cli.grids import Look, show_grid
from commpartner.cli.printing import Terminal
from commpartner.cli.tabled import say_synthetic
from commpartner.cli.words import say
from commpartner.facts.labels import label_of
from commpartner.report.grids.payers import payers_grid
from commpartner.report.grids.policies import policies_grid
from commpartner.report.grids.risks import risks_grid
from commpartner.report.grids.savings import savings_grid
from commpartner.report.sentences import answers
from commpartner.report.words import policy_label
from commpartner.results.result import SimulationResult
from commpartner.results.savings import Savings
from commpartner.texts import Language

POLICIES = Look(dim=True, narrowest=8)
SPACED = Look(spaced=True)


def show(
    console: Terminal,
    results: Mapping[str, SimulationResult],
    focus: str,
    saved: Savings | None,
    language: Language,
) -> None:
    """Print the savings, the policies side by side, the risks, and the answers in plain words."""
    main = results[focus]
    programme = main.programme
    name = label_of(programme, language) or programme.name
    # Printed, for a rule would cut the end of a long title: the seed.
    console.print(
        say(
            "title",
            language,
            label=name,
            draws=main.draws,
            months=main.months,
            estates=len(programme.estates),
            seed=main.seed,
        ),
        style="bold",
    )
    console.rule()
    say_synthetic(console, programme, language)
    if saved is not None:
        show_grid(console, savings_grid(saved, policy_label(main, language), language), SPACED)
    show_grid(console, policies_grid(results, language), POLICIES)
    show_grid(console, payers_grid(main, language))
    show_grid(console, risks_grid(main, language), SPACED)
    console.print(say("answers", language), style="bold")
    for sentence in answers(results, focus, saved, language):
        console.print(f"- {sentence}")
