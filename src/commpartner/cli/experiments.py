"""Define the commands for researchers: sensitivity, rerun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commpartner.cli.cautions import tell_cautions
from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, bars, plain_errors, programme_of
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.facts.labels import named
from commpartner.facts.outcomes import OUTCOMES
from commpartner.io.tables import check_folder
from commpartner.model.scheme import unknown_policy
from commpartner.problems.wording import known_name
from commpartner.texts import Language, Text

# What a command needs is loaded where it is called: its help needs none of it.
if TYPE_CHECKING:
    pass

NOT_EQUAL = 1
Case = Annotated[str, typer.Argument(help="A case (xiashan), or a folder or file.")]
Months = Annotated[int, typer.Option(min=1, help="Horizon in months.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the tables.")]
Processes = Annotated[
    int | None, typer.Option(min=1, help="Processes to use. Default: this one alone.")
]


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
        words = outcome_in_words(outcome, language)
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


def outcome_in_words(name: str, language: Language) -> str:
    """Return the label of an outcome; refuse an unknown one."""
    known_name("--outcome", "outcome", name, OUTCOMES)
    outcome = OUTCOMES[name]
    return named((outcome.label_en, outcome.label_zh), language)
