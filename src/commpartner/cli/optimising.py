"""Define the command that searches levers for the best policy under limits."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commpartner.cli.cautions import tell_cautions
from commpartner.cli.mistakes import Mistakes, same_names
from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import (
    INTERRUPTED,
    Lang,
    bars,
    plain_errors,
    programme_of,
    tell_command,
)
from commpartner.cli.words import say
from commpartner.programme import Policy, Programme
from commpartner.texts import Language

if TYPE_CHECKING:
    import pandas as pd

    from commpartner.planning.beside import Beside
    from commpartner.planning.optimising import Optimised

NAME = "optimised"  # of the policy
PROGRAMME, POLICY, FRONT = "planned.toml", "policy.toml", "front.toml"
CALLED = ("optimise_policy",)  # what its problems name as their place


def optimise(
    case: Annotated[str, typer.Argument(help="A case (xiashan), or a folder or file.")],
    lever: Annotated[
        list[str],
        typer.Option(
            help="NAME=LOW:HIGH, NAME=VALUE,VALUE, or of a list its names; repeat for several."
        ),
    ],
    seek: Annotated[
        list[str],
        typer.Option(help="The outcome sought, also OUTCOME:p5; repeat for several."),
    ],
    limit: Annotated[
        list[str] | None,
        typer.Option(
            help="OUTCOME>=NUMBER or OUTCOME<=NUMBER; with @95% in so many draws;"
            " base+5 counts from the base. Repeat for several."
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(help="The policy whose levers are moved. Default: 'partner', or the last."),
    ] = None,
    budget: Annotated[
        int, typer.Option(min=1, help="Most simulations, each of one policy in one draw.")
    ] = 20_000,
    draws: Annotated[
        int, typer.Option(min=2, help="Draws in which the best policies are compared.")
    ] = 512,
    months: Annotated[int, typer.Option(min=1, help="Horizon in months.")] = 120,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws and of the search.")] = 7,
    sampling: Annotated[
        str, typer.Option(help="Draws of the search: sobol (a power of 2) or monte_carlo.")
    ] = "sobol",
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes to use. Default: this one alone.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for tables, programme and policies.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Search levers for the best policy under limits; Ctrl-C keeps the best policy so far."""
    from commpartner.cli.budgets import check_numbers
    from commpartner.planning.beside import beside
    from commpartner.planning.optimising import optimise_policy
    from commpartner.report.chosen import focus_of

    console = Terminal()
    with plain_errors(lang) as language:
        programme = programme_of(case)
        chosen = base or focus_of(programme.policies or [""])
        mistakes = _mistakes()
        read = _read(programme, chosen, lever, seek, limit or [], mistakes)
        numbers = {"months": months, "draws": draws, "seed": seed, "budget": budget}
        check_numbers(programme, numbers, sampling, read.get("limits", ()), mistakes)
        mistakes.check_out(out)  # before the work, not after it
        mistakes.refuse()
        tell_cautions(programme, case, language, policies=[chosen])
        policy = programme.policies[chosen]
        settings: dict[str, Any] = {"months": months, "executor": processes}
        with bars(Terminal(sys.stderr)) as follow, mistakes.refused():
            found = optimise_policy(
                programme,
                read["levers"],
                read["outcomes"],
                base=policy,
                limits=read["limits"],
                budget=budget,
                draws=draws,
                seed=seed,
                sampling=sampling,  # type: ignore[arg-type]
                progress=follow(say("optimised_progress", language), budget),
                **settings,
            )
        about = {
            "optimised": {"base": chosen, "lever": lever, "seek": seek, "limit": limit or []},
            "months": months,
        }
        if out is not None:  # before the comparison and the screen, which may be stopped
            _write(found, programme, out, about, None, language)
        compared = None
        try:
            with bars(Terminal(sys.stderr)) as follow:
                compared = beside(
                    found,
                    programme,
                    policy,
                    read["outcomes"],
                    read["limits"],
                    progress=follow(say("optimised_comparing", language), draws),
                    **settings,
                )
        except KeyboardInterrupt:
            if found.stopped != "interrupted":
                found = _interrupted(found)
        if out is not None and compared is not None:
            _write(found, programme, out, about, compared, language)
        _show(console, found, compared, programme, chosen, language)
        if out is not None:
            console.print(say("optimised_written", language, folder=out))
            words = ["run", str(out / PROGRAMME), "--policy", chosen, "--policy", _name(programme)]
            tell_command(console, words, lang)
        if found.stopped == "interrupted":
            raise typer.Exit(INTERRUPTED)


def _mistakes() -> Mistakes:
    """Collect mistakes by the options of this command."""
    options = {"levers": "--lever", "outcomes": "--seek", "limits": "--limit"}
    options |= {"policies": "--base"}
    options |= same_names("base", "budget", "draws", "months", "seed", "sampling")
    return Mistakes(options, called=CALLED)


def _read(
    programme: Programme,
    base: str,
    levers: list[str],
    seek: list[str],
    limits: list[str],
    mistakes: Mistakes,
) -> dict[str, Any]:
    """Read levers, figures and limits; levers can be tried if there is the policy."""
    from commpartner.cli.levers import EMPTY, levers_of, limits_of, sought_of, unknown_names
    from commpartner.model.scheme import unknown_policy

    found: dict[str, Any] = {}
    known = base in programme.policies
    policy = programme.policies[base] if known else None
    with mistakes.kept():
        if not known:
            raise unknown_policy(base, programme)
    with mistakes.kept():
        found["levers"] = levers_of(levers, policy)
        if policy is not None:
            mistakes.problems += unknown_names(found["levers"], policy, programme)
    with mistakes.kept():
        found["outcomes"] = sought_of(seek)
    with mistakes.kept():
        found["limits"] = limits_of(limits, policy or EMPTY)
    return found


def _interrupted(found: Optimised) -> Optimised:
    """Return the result of a search whose comparison was stopped."""
    from dataclasses import replace

    return replace(found, stopped="interrupted")


def _name(programme: Programme) -> str:
    """Return a name for the policy that the programme has not."""
    name, number = NAME, 2
    while name in programme.policies:
        name, number = f"{NAME}_{number}", number + 1
    return name


def _named(policy: Any, number: str = "") -> Policy:
    """Return a policy with labels of its own."""
    labels = {
        f"label_{each}": f"{say('optimised_policy', each)} {number}".rstrip()
        for each in ("en", "zh")
    }
    named: Policy = policy.replace(**labels, description="")
    return named


def _write(
    found: Optimised,
    programme: Programme,
    out: Path,
    asked: Mapping[str, Any],
    compared: Beside | None,
    language: Language,
) -> None:
    """Write tables, the programme with the best policy, and the policies."""
    from commpartner.cli.tabled import manifest_of, write_in_language
    from commpartner.io.atomic import replace_files
    from commpartner.io.policies import policy_text
    from commpartner.io.save import programme_text
    from commpartner.report.grids.sought import column_heads

    name, best = _name(programme), _named(found.best)
    planned = programme.replace(policies={**programme.policies, name: best})
    told = ("kept", "simulations", "budget", "draws", "seed", "sampling", "fresh_seed")
    about = {
        **asked,
        **{each: getattr(found, each) for each in (*told, "stopped")},
        "levers": dict(found.levers),
        "optimism": {name: each._asdict() for name, each in found.optimism.items()},
    }
    tables = {each: _readable(getattr(found, each)) for each in ("front", "evaluated")}
    tables["robustness"] = found.robustness
    if compared is not None:
        tables |= {"figures": compared.figures, "limits": compared.limits}
    tables = {each: table for each, table in tables.items() if len(table)}
    own = column_heads(found)
    write_in_language(tables, out, manifest_of(programme, about), language, own=own)
    front = [str(each) for each in found.front["policy"]]
    files: dict[str, str | bytes] = {
        PROGRAMME: programme_text(planned, ".toml"),
        POLICY: policy_text(name, best),
        FRONT: "\n".join(
            policy_text(f"{name}_{each}", _named(found.policies[each], each)) for each in front
        ),
    }
    replace_files(out, files)


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """Write lists of names as a reader does."""
    shown = table.map(lambda each: ", ".join(each) if isinstance(each, tuple) else each)
    shown.attrs = dict(table.attrs)
    return shown


def _show(
    console: Terminal,
    found: Optimised,
    compared: Beside | None,
    programme: Programme,
    base: str,
    language: Language,
) -> None:
    from commpartner.cli.grids import show_grid
    from commpartner.cli.tabled import label_of_policy, say_synthetic
    from commpartner.report.grids import optimised as grids

    policy = programme.policies[base]
    label = label_of_policy(base, programme, language)
    title = say("optimised_heading", language, label=label, draws=found.draws, seed=found.seed)
    console.print(title, style="bold")
    say_synthetic(console, programme, language)
    show_grid(console, grids.levers_grid(found, policy, programme, language))
    if compared is not None:
        show_grid(console, grids.figures_grid(compared, language))
        show_grid(console, grids.limits_grid(compared, language))
    show_grid(console, grids.front_grid(found, language))
    for sentence in grids.optimised_sentences(found, compared, policy, language):
        console.print(f"- {sentence}")
