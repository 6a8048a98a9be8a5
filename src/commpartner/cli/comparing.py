"""Define the command that compares policies in common draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commpartner.cli.cautions import tell_cautions
from commpartner.cli.experiments import Case, Months, Out, Processes, Seed, outcome_in_words
from commpartner.cli.mistakes import Mistakes, same_names
from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, bars, plain_errors, programme_of
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.facts.outcomes import OUTCOMES
from commpartner.io.atomic import check_place
from commpartner.problems.wording import known_name, suggest
from commpartner.programme import Programme
from commpartner.report.words import listed
from commpartner.texts import Language, Text

# What a command needs is loaded where it is called: its help needs none of it.
if TYPE_CHECKING:
    import pandas as pd

    from commpartner.cli.tabled import Names
    from commpartner.experiments import comparison as compared

UNLIKE = 0.05  # by so much of all households may policies differ before a reader is warned


def compare(
    case: Case,
    policy: Annotated[
        list[str] | None, typer.Option(help="A policy; repeat for several. Default: all.")
    ] = None,
    outcome: Annotated[str, typer.Option(help="The outcome to compare.")] = "public_net_cost",
    baseline: Annotated[
        str | None, typer.Option(help="The baseline policy. Default: the first.")
    ] = None,
    effect: Annotated[
        str | None, typer.Option(help="Weigh the cost against this outcome, e.g. satisfaction.")
    ] = None,
    wtp: Annotated[
        str | None,
        typer.Option(help="With --effect: willingness to pay, LOW:HIGH[:STEPS] in yuan for one."),
    ] = None,
    draws: Annotated[int, typer.Option(min=2, help="Draws of the assumptions.")] = 1024,
    months: Months = 120,
    seed: Seed = 7,
    sampling: Annotated[
        str, typer.Option(help="monte_carlo, latin_hypercube or sobol.")
    ] = "monte_carlo",
    engine: Annotated[str, typer.Option(help="numpy or jax.")] = "numpy",
    processes: Processes = None,
    store: Annotated[
        Path | None, typer.Option(help="Folder that keeps finished parts; resumes from it.")
    ] = None,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Compare policies in the same draws: differences, probability of being best, regret."""
    from commpartner.assumptions.designs import sampling as design_of
    from commpartner.cli.tabled import labels, manifest_of, write_in_language
    from commpartner.cli.weighed import show_weighed, weigh
    from commpartner.experiments.choosing.paired import direction
    from commpartner.experiments.comparing import compare as run_comparison
    from commpartner.model.engines import check_engine

    console = Terminal()
    with plain_errors(lang) as language:
        programme = programme_of(case)
        options = same_names("outcome", "draws", "sampling", "engine")
        mistakes = Mistakes(options, {"store": "--store"}, ("comparison",))
        with mistakes.kept():
            title = outcome_in_words(outcome, language)
            direction(outcome)
        with mistakes.kept():
            policies = policies_to_compare(programme, policy, baseline)
        _check_effect(effect, outcome, mistakes)
        with mistakes.kept():
            axis = _axis(effect, wtp)
        with mistakes.kept():
            design_of(
                sampling,  # type: ignore[arg-type]
                programme.assumption_table(),
                draws,
            )
        with mistakes.kept():
            check_engine(engine)
        _check_places(out, store, mistakes)
        mistakes.refuse()
        tell_cautions(programme, case, language, policies=policies)
        with bars(console) as follow, mistakes.refused():
            found = run_comparison(
                programme,
                policies,
                months=months,
                draws=draws,
                seed=seed,
                engine=engine,  # type: ignore[arg-type]
                sampling=sampling,  # type: ignore[arg-type]
                executor=processes,
                store=store,
                progress=follow(say("comparing", language), draws),
            )
        ranked = those_that_deliver(found)
        tables = {
            "delivery": found.delivery(),
            "ranking": _with_neighbours(ranked.ranking(outcome)),
            "differences": found.differences(baseline, [outcome]),
            "probability_best": ranked.probability_best(outcome),
            "regret": ranked.regret(outcome),
        }
        weighed = None
        if effect is not None:
            kept = weighed_with(found, baseline or policies[0])
            weighed = weigh(kept, effect, outcome, baseline, axis)
        if out is not None:  # before the screen, which may fail or be closed
            more = {"differences": found.differences(baseline), **_as_computed(found)}
            more |= {} if weighed is None else weighed.tables()
            write_in_language(tables | more, out, manifest_of(programme, _of(found)), language)
        _show(console, found, ranked, tables, title, baseline or policies[0], language)
        if weighed is not None:
            names = labels(programme, language)
            show_weighed(console, weighed, names, language)
            _tell_baseline(console, found, names, baseline or policies[0], language)
        if out is not None:
            console.print(say("written", language, folder=out))


def _show(
    console: Terminal,
    found: compared.Comparison,
    ranked: compared.Comparison,
    tables: Mapping[str, pd.DataFrame],
    outcome: str,
    baseline: str,
    language: Language,
) -> None:
    from commpartner.cli.tabled import labels, say_synthetic, show_table, with_ids

    say_synthetic(console, found.programme, language)
    names = labels(found.programme, language)
    about = {"outcome": outcome, "baseline": names[baseline]}
    for name, table in tables.items():
        known = with_ids(names) if name == "delivery" else names
        show_table(console, say(name, language, **about), table, language, known)
    for line in _cautions(found, ranked, tables["ranking"], language, names):
        console.print(line)


def _as_computed(found: compared.Comparison) -> dict[str, pd.DataFrame]:
    return {
        "outcomes": found.outcomes,
        "assumptions": found.assumptions.reset_index(),
        "failures": found.failures,
    }


def those_that_deliver(found: compared.Comparison) -> compared.Comparison:
    """Return the comparison of the policies that deliver the standard, if at least two do."""
    from commpartner.experiments.choosing.delivery import that_deliver

    names = that_deliver(found)
    return found.only(names) if len(names) > 1 else found


def weighed_with(found: compared.Comparison, baseline: str) -> compared.Comparison:
    """Return the comparison of the baseline and the policies that deliver, if there are two."""
    from commpartner.experiments.choosing.delivery import that_deliver

    deliver = that_deliver(found)
    names = [name for name in found.policies if name in deliver or name == baseline]
    return found.only(names) if len(names) > 1 else found


def _tell_baseline(
    console: Terminal, found: compared.Comparison, names: Names, baseline: str, language: Language
) -> None:
    """Tell that the baseline stays among the policies weighed though it does not deliver."""
    from commpartner.experiments.choosing.delivery import DELIVERED, that_deliver

    deliver = that_deliver(found)
    if deliver and baseline not in deliver:
        told = {"policy": names[baseline], "least": DELIVERED}
        console.print(say("weighed_baseline_stays", language, **told))


def _cautions(
    found: compared.Comparison,
    ranked: compared.Comparison,
    ranking: pd.DataFrame,
    language: Language,
    names: Names,
) -> list[str]:
    """List what limits an order: the policies left out, and what differs between policies."""
    from commpartner.experiments.choosing.delivery import DELIVERED, that_deliver

    lines = []
    deliver = that_deliver(found)
    if short := [names[name] for name in found.policies if name not in deliver]:
        key = "left_out" if len(deliver) > 1 else "few_deliver"  # then all are in the order
        lines.append(say(key, language, policies=listed(short, language), least=DELIVERED))
    served = ranked.delivery()["households_served"]
    if served.max() - served.min() > UNLIKE:
        lines.append(say("unlike_service", language, least=served.min(), most=served.max()))
    same = ranking[ranking["note"] != ""]
    never = Text("never_told_apart").in_language(language)
    lines += [
        f"{listed((names[str(row.policy)], names[str(row.next)]), language)}: {never}"
        for row in same.itertuples()
    ]
    return lines


def _check_effect(effect: str | None, cost: str, mistakes: Mistakes) -> None:
    """Keep what is wrong with an effect beside its cost, before any work is done."""
    from commpartner.experiments.choosing.paired import direction

    if effect is None:
        return
    with mistakes.kept():
        known_name("--effect", "effect", effect, OUTCOMES)
        if cost == effect:
            allowed = Text("another_outcome_than_the_cost")
            raise InputError([Problem("--effect", None, "effect", repr(effect), allowed)])
        try:
            direction(effect)
        except InputError as error:
            told = [replace(each, file="--effect", field="effect") for each in error.problems]
            raise InputError(told) from None
    if cost in OUTCOMES and not OUTCOMES[cost].unit.startswith("yuan"):
        allowed = Text("an_outcome_in_yuan")
        mistakes.problems.append(Problem("--outcome", None, "outcome", repr(cost), allowed))


def _axis(effect: str | None, wtp: str | None) -> list[float] | None:
    """Read the willingness to pay, which goes with an effect alone."""
    from commpartner.cli.weighed import willingness_of

    if effect is None and wtp is not None:
        allowed = Text("only_with", option="--effect")
        raise InputError([Problem("--wtp", None, "wtp", repr(wtp), allowed)])
    return willingness_of(wtp)


def _check_places(out: Path | None, store: Path | None, mistakes: Mistakes) -> None:
    """Keep what is wrong with places that are written to, before the work, not after it."""
    if out is not None and store is not None:
        one, other = out.resolve(), store.resolve()
        if one.is_relative_to(other) or other.is_relative_to(one):
            found, allowed = Text("out_with_store", out=out, store=store), Text("two_folders_apart")
            mistakes.problems.append(Problem("--out", None, Text("folder"), found, allowed))
            return
    mistakes.check_out(out)
    if store is not None:
        mistakes.check_out(store, lambda folder: check_place(folder, "store"), "--store")


def policies_to_compare(
    programme: Programme, chosen: list[str] | None, baseline: str | None
) -> list[str]:
    """Find fault with the choice before any work is done."""
    policies = list(dict.fromkeys(chosen or programme.policies))
    known = programme.policies
    problems = [
        Problem("--policy", None, "policy", repr(name), suggest(name, known))
        for name in policies
        if name not in known
    ]
    if len(policies) < 2:
        found = ", ".join(map(repr, policies)) or Text("none")
        problems.append(Problem("--policy", None, "policies", found, Text("two_or_more")))
    if baseline is not None and baseline not in policies:
        allowed = suggest(baseline, policies)
        problems.append(Problem("--baseline", None, "policy", repr(baseline), allowed))
    if problems:
        raise InputError(problems)
    return policies


def _with_neighbours(ranking: pd.DataFrame) -> pd.DataFrame:
    """Empty the comparison of the last policy with the next, which does not exist."""
    told = ranking["told_apart"].astype(object)
    return ranking.assign(told_apart=told.where(ranking["next"] != "", None))


def _of(found: compared.Comparison) -> dict[str, Any]:
    """Describe how a comparison was run."""
    return {
        "policies": list(found.policies),
        "months": found.months,
        "draws": found.draws,
        "seed": found.seed,
        "engine": found.engine,
        "sampling": found.sampling,
        "failures": len(found.failures),
        "units": {"outcomes": found.outcomes.attrs["units"]},
    }
