"""Define the commands for researchers: compare, sensitivity, rerun."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commpartner.cli.cautions import tell_cautions
from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, bars, plain_errors, programme_of
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.facts.labels import named
from commpartner.facts.outcomes import OUTCOMES
from commpartner.io.atomic import check_place
from commpartner.io.tables import check_folder
from commpartner.model.scheme import unknown_policy
from commpartner.problems.wording import known_name, suggest
from commpartner.programme import Programme
from commpartner.texts import Language, Text

# What a command needs is loaded where it is called: its help needs none of it.
if TYPE_CHECKING:
    import pandas as pd

    from commpartner.cli.tabled import Names
    from commpartner.experiments import comparison as compared

NOT_EQUAL = 1
UNLIKE = 0.05  # by so much of all households may policies differ before a reader is warned
Case = Annotated[str, typer.Argument(help="A case (xiashan), or a folder or file.")]
Draws = Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")]
Months = Annotated[int, typer.Option(min=1, help="Horizon in months.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the tables.")]
Processes = Annotated[
    int | None, typer.Option(min=1, help="Processes to use. Default: this one alone.")
]


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
    draws: Draws = 1024,
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
    from commpartner.cli.tabled import labels, manifest_of, write_in_language
    from commpartner.cli.weighed import show_weighed, weigh
    from commpartner.experiments.choosing.paired import direction
    from commpartner.experiments.comparing import compare as run_comparison

    console = Terminal()
    with plain_errors(lang) as language:
        programme = programme_of(case)
        title = _outcome_in_words(outcome, language)
        direction(outcome)
        policies = _policies_to_compare(programme, policy, baseline)
        axis = _check_effect(effect, wtp, outcome)
        _check_places(out, store)
        tell_cautions(programme, case, language, policies=policies)
        with bars(console) as follow:
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
        ranked = _that_deliver(found)
        tables = {
            "delivery": found.delivery(),
            "ranking": _with_neighbours(ranked.ranking(outcome)),
            "differences": found.differences(baseline, [outcome]),
            "probability_best": ranked.probability_best(outcome),
            "regret": ranked.regret(outcome),
        }
        weighed = None if effect is None else weigh(found, effect, outcome, baseline, axis)
        if out is not None:  # before the screen, which may fail or be closed
            more = {"differences": found.differences(baseline), **_as_computed(found)}
            more |= {} if weighed is None else weighed.tables()
            write_in_language(tables | more, out, manifest_of(programme, _of(found)), language)
        _show(console, found, ranked, tables, title, baseline or policies[0], language)
        if weighed is not None:
            show_weighed(console, weighed, labels(programme, language), language)
        if out is not None:
            console.print(say("written", language, folder=out))


def sensitivity(
    case: Case,
    policy: Annotated[str, typer.Argument(help="The policy.")],
    outcome: Annotated[str, typer.Option(help="The figure.")] = "fallback_cumulative",
    method: Annotated[
        str, typer.Option(help="sobol, morris, pawn, delta, shapley, or tornado.")
    ] = "sobol",
    samples: Annotated[
        int | None, typer.Option(min=1, help="Base sample, trajectories, draws, or orders.")
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(help="With tornado: show the difference from this policy.")
    ] = None,
    months: Months = 120,
    seed: Seed = 7,
    engine: Annotated[str, typer.Option(help="numpy or jax.")] = "numpy",
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Show which assumptions decide a figure."""
    from commpartner.cli.tabled import (
        label_of_policy,
        manifest_of,
        own_labels,
        say_synthetic,
        show_table,
        write_in_language,
    )
    from commpartner.experiments.deciding.one_at_a_time import tornado
    from commpartner.experiments.deciding.sensitivities import SAMPLES
    from commpartner.experiments.deciding.sensitivities import sensitivity as run_sensitivity

    console = Terminal()
    with plain_errors(lang) as language:
        programme = programme_of(case)
        words = _outcome_in_words(outcome, language)
        _check_method(method, [*SAMPLES, "tornado"], baseline, samples)
        for name in (policy,) if baseline is None else (policy, baseline):
            if name not in programme.policies:
                raise unknown_policy(name, programme)
        if out is not None:
            check_folder(out)
        tell_cautions(programme, case, language, policies=[policy])
        if method == "tornado":
            table = shown = tornado(
                programme,
                policy,
                outcome,
                baseline=baseline,
                months=months,
                engine=engine,  # type: ignore[arg-type]
            )
        else:
            with bars(console) as follow:
                found = run_sensitivity(
                    programme,
                    policy,
                    outcomes=outcome,
                    method=method,  # type: ignore[arg-type]
                    samples=samples,
                    months=months,
                    seed=seed,
                    engine=engine,  # type: ignore[arg-type]
                    progress=follow(say("varying", language), 1),
                )
            table, shown = found.indices, found.most(outcome)
        if out is not None:  # before the screen, which may fail or be closed
            drawn = method != "tornado"  # which draws nothing: it goes from quantile to quantile
            asked = {
                "policy": policy,
                "outcome": outcome,
                "unit": OUTCOMES[outcome].unit,
                "method": method,
                "samples": SAMPLES.get(method) if samples is None else samples,  # type: ignore[call-overload]
                "baseline": baseline,
                "months": months,
                "seed": seed if drawn else None,
                "engine": engine,
            }
            tables = {"sensitivity": table}
            write_in_language(tables, out, manifest_of(programme, asked), language)
        say_synthetic(console, programme, language)
        about = {"outcome": words, "policy": label_of_policy(policy, programme, language)}
        title = say("sensitivity", language, **about, method=method)
        unit, own = OUTCOMES[outcome].unit, own_labels(programme, language)
        show_table(console, title, shown.head(10), language, unit=unit, heads=own)
        if out is not None:
            console.print(say("written", language, folder=out))


def rerun(
    folder: Annotated[Path, typer.Argument(help="A store of `compare --store`.")],
    draw: Annotated[
        int | None, typer.Option(min=0, help="Compute this draw alone and show it.")
    ] = None,
    policy: Annotated[str | None, typer.Option(help="With --draw: this policy alone.")] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(help="A module that rules may be imported from; it runs with your rights."),
    ] = None,
    processes: Processes = None,
    lang: Lang = None,
) -> None:
    """Compute a stored experiment again and compare it to the bit."""
    from commpartner.cli.tabled import show_table
    from commpartner.experiments.running.rerunning import rerun as run_again
    from commpartner.experiments.running.rerunning import rerun_draw

    console = Terminal()
    with plain_errors(lang) as language:
        if policy is not None and draw is None:
            allowed = Text("only_with", option="--draw")
            raise InputError([Problem("--policy", None, "policy", repr(policy), allowed)])
        if draw is not None:
            table = rerun_draw(folder, draw, policy, allow=allow or ())
            show_table(
                console,
                say("one_draw", language, draw=draw),
                table.reset_index(names="outcome"),
                language,
                heads={str(name): str(name) for name in table},  # ids of policies, as in the store
            )
            return
        with bars(console) as follow:
            found = run_again(
                folder,
                allow=allow or (),
                executor=processes,
                progress=follow(say("comparing", language), 1),
            )
        differing = found.parts[~found.parts["equal"]]
        if differing.empty:
            console.print(say("rerun_equal", language, parts=len(found.parts)))
            return
        heads = {name: say(f"{name}_draw", language) for name in ("first", "last")}
        show_table(console, say("rerun_differs", language), differing, language, heads=heads)
        show_table(console, say("versions", language), found.versions.reset_index(), language)
        raise typer.Exit(NOT_EQUAL)


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


def _that_deliver(found: compared.Comparison) -> compared.Comparison:
    """Select the policies that deliver the standard, if at least two do."""
    from commpartner.experiments.choosing.delivery import that_deliver

    names = that_deliver(found)
    return found.only(names) if len(names) > 1 else found


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
    comma = "、" if language == "zh" else ", "
    deliver = that_deliver(found)
    if short := [names[name] for name in found.policies if name not in deliver]:
        key = "left_out" if len(deliver) > 1 else "few_deliver"  # then all are in the order
        lines.append(say(key, language, policies=comma.join(short), least=DELIVERED))
    served = ranked.delivery()["households_served"]
    if served.max() - served.min() > UNLIKE:
        lines.append(say("unlike_service", language, least=served.min(), most=served.max()))
    same = ranking[ranking["note"] != ""]
    never = Text("never_told_apart").in_language(language)
    lines += [
        f"{names[str(row.policy)]}{comma}{names[str(row.next)]}: {never}"
        for row in same.itertuples()
    ]
    return lines


def _check_method(
    method: str, methods: list[str], baseline: str | None, samples: int | None
) -> None:
    """Refuse an unknown method, and options that go with another one."""
    known_name("--method", "method", method, methods)
    if baseline is not None and method != "tornado":
        allowed = Text("only_with", option="--method tornado")
        raise InputError([Problem("--baseline", None, "baseline", repr(baseline), allowed)])
    if samples is not None and method == "tornado":
        allowed = Text("not_with", option="--method tornado")
        raise InputError([Problem("--samples", None, "samples", str(samples), allowed)])


def _outcome_in_words(name: str, language: Language) -> str:
    known_name("--outcome", "outcome", name, OUTCOMES)
    outcome = OUTCOMES[name]
    return named((outcome.label_en, outcome.label_zh), language)


def _check_effect(effect: str | None, wtp: str | None, cost: str) -> list[float] | None:
    """Refuse an effect or a willingness to pay before any work is done."""
    from commpartner.cli.weighed import willingness_of
    from commpartner.experiments.choosing.paired import direction

    if effect is None:
        if wtp is not None:
            allowed = Text("only_with", option="--effect")
            raise InputError([Problem("--wtp", None, "wtp", repr(wtp), allowed)])
        return None
    known_name("--effect", "effect", effect, OUTCOMES)
    direction(effect)
    if not OUTCOMES[cost].unit.startswith("yuan"):
        allowed = Text("an_outcome_in_yuan")
        raise InputError([Problem("--outcome", None, "outcome", repr(cost), allowed)])
    if cost == effect:
        allowed = Text("another_outcome_than_the_cost")
        raise InputError([Problem("--effect", None, "effect", repr(effect), allowed)])
    return willingness_of(wtp)


def _check_places(out: Path | None, store: Path | None) -> None:
    """Refuse places that cannot be written to before the work, not after it."""
    if out is not None and store is not None:
        one, other = out.resolve(), store.resolve()
        if one.is_relative_to(other) or other.is_relative_to(one):
            found, allowed = Text("out_with_store", out=out, store=store), Text("two_folders_apart")
            raise InputError([Problem("--out", None, Text("folder"), found, allowed)])
    if out is not None:
        check_folder(out)
    if store is not None:
        check_place(store, "store")


def _policies_to_compare(
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
