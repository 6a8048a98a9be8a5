"""Define the command that plans clusters: which centres open, and whom each serves."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

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
from commpartner.errors import InputError, Problem
from commpartner.facts.labels import label_of
from commpartner.model.scheme import unknown_policy
from commpartner.programme import Programme
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    from commpartner.planning.clusters.result import DistrictPlan

NAME = "plan"  # of the policy
PROGRAMME, POLICY = "planned.toml", "policy.toml"
MAP, CHART = "map.html", "cost_by_centres.html"


def plan(
    case: Annotated[str, typer.Argument(help="A case (xiashan), or a folder or file.")],
    centres: Annotated[
        int | None, typer.Option(min=1, help="How many open. Default: as many as cost least.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="A centre that must open; repeat for several.")
    ] = None,
    candidate: Annotated[
        list[str] | None,
        typer.Option(
            help="A centre that may open, or 'estates' for every place; repeat for several."
            " Default: all centres."
        ),
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="The policy whose other levers the plan keeps.")
    ] = None,
    max_distance: Annotated[
        float | None, typer.Option(help="From an estate to its centre, at most, in km.")
    ] = None,
    per_centre: Annotated[
        int | None, typer.Option(min=1, help="Estates that a centre serves, at most.")
    ] = None,
    within: Annotated[
        str | None, typer.Option(help="No cluster crosses its border: subdistrict or community.")
    ] = None,
    contiguous: Annotated[
        bool, typer.Option("--contiguous", help="Estates of a cluster must adjoin each other.")
    ] = False,
    serve_all: Annotated[
        bool, typer.Option("--serve-all", help="Serve every estate from a centre, none alone.")
    ] = False,
    time_limit: Annotated[float, typer.Option(help="The search ends after so many seconds.")] = 60,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")] = 32,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws and of the search.")] = 7,
    origin: Annotated[
        str | None,
        typer.Option(help="LONGITUDE,LATITUDE where x_km and y_km are 0, for GeoJSON."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for tables, programme, policy and map.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Plan which centres open and which estates each serves; Ctrl-C keeps the best plan so far."""
    from commpartner.planning.clusters.planning import check_time_limit, plan_clusters

    console = Terminal()
    with plain_errors(lang) as language:
        programme = programme_of(case)
        mistakes = _mistakes(within, max_distance)
        with mistakes.kept():
            place = _origin(origin)
        mistakes.check_out(out)  # before the work, not after it
        with mistakes.kept():
            check_time_limit(time_limit)
        asked: dict[str, Any] = {
            "centres": centres,
            "keep": keep or (),
            "candidates": _candidates(candidate),
            "base": base,
            "maximum_distance": max_distance,
            "estates_per_centre": per_centre,
            "within": within,
            "contiguous": contiguous,
            "leave_alone": not serve_all,
            "draws": draws,
            "seed": seed,
            "time_limit": time_limit,
        }
        _check(programme, asked, mistakes)
        tell_cautions(programme, case, language, policies=None if base is None else [base])
        with bars(console) as follow, mistakes.refused():
            found = plan_clusters(
                programme, **asked, progress=follow(say("plan_progress", language), 1)
            )
        notes: list[str] = []
        if out is not None:  # before the screen, which may fail or be closed
            notes = _write(found, out, asked, place, language)
        _show(console, found, draws, seed, language)
        if out is not None:
            console.print(say("plan_written", language, folder=out))
            for note in notes:
                console.print(note, style="yellow")
            tell_command(console, ["run", str(out / PROGRAMME), "--policy", _name(found)], lang)
        if found.stopped == "interrupted":
            raise typer.Exit(INTERRUPTED)


def _mistakes(within: str | None, max_distance: float | None) -> Mistakes:
    """Collect mistakes by the options of this command."""
    options = {
        "maximum_distance": "--max-distance",
        "estates_per_centre": "--per-centre",
        "candidates": "--candidate",
        "policies": "--base",
    }
    options |= same_names("centres", "keep", "base", "within", "draws", "seed", "time_limit")
    about = {} if within is None else {f"estates.{within}": "--within"}
    if max_distance is not None:
        about["estates."] = "--max-distance"  # the others have coordinates, and none is alone
    return Mistakes(options, about)


def _check(programme: Programme, asked: Mapping[str, Any], mistakes: Mistakes) -> None:
    """Raise all that is wrong; if the policy is unknown, with what can be found without it."""
    from commpartner.planning.clusters.checks import Asked
    from commpartner.planning.clusters.planning import programme_draws, task_for

    given = dict(asked)
    if given["base"] is not None and given["base"] not in programme.policies:
        with mistakes.kept():
            raise unknown_policy(given["base"], programme)
        given |= {"base": None, "leave_alone": True}  # it decides which estates must be served
    with mistakes.kept():
        drawn = programme_draws(programme, None, given["seed"], 1)
        wanted = Asked(**{each: given[each] for each in Asked._fields})
        task_for(programme, given["base"], wanted, drawn)
    mistakes.refuse()


def _origin(given: str | None) -> tuple[float, float] | None:
    """Read longitude and latitude."""
    if given is None:
        return None
    from commpartner.io.geojson import origin_of

    try:
        longitude, latitude = (float(each) for each in given.replace("，", ",").split(","))
        origin_of((longitude, latitude))
    except ValueError:
        problem = Problem("--origin", None, "origin", repr(given), Text("two_degrees"))
        raise InputError([problem]) from None
    return longitude, latitude


def _candidates(given: list[str] | None) -> list[str] | Literal["estates"] | None:
    return "estates" if given == ["estates"] else given or None


def _name(found: DistrictPlan) -> str:
    """Return a name for the policy that the programme has not."""
    name, number = NAME, 2
    while name in found.programme.policies:
        name, number = f"{NAME}_{number}", number + 1
    return name


def _planned(found: DistrictPlan) -> Programme:
    """Return the programme with the policy of the plan."""
    policy = found.policy().replace(
        label_en=say("chart_plan", "en"), label_zh=say("chart_plan", "zh"), description=""
    )
    return found.programme.replace(policies={**found.programme.policies, _name(found): policy})


def _write(
    found: DistrictPlan,
    out: Path,
    asked: dict[str, Any],
    origin: tuple[float, float] | None,
    language: Language,
) -> list[str]:
    """Write tables, the programme with the plan, policy and maps; return what is missing."""
    from commpartner.cli.tabled import manifest_of, write_in_language
    from commpartner.io.atomic import replace_files
    from commpartner.io.geojson import LAYERS, geojson_files, origin_of
    from commpartner.io.policies import policy_text
    from commpartner.io.save import programme_text

    programme, name = _planned(found), _name(found)
    if origin is not None:
        programme = programme.replace(origin=origin_of(origin))
    figures = ("objective", "lower_bound", "gap", "surrogate", "seconds", "stopped", "detached")
    told = {each: getattr(found, each) for each in figures}
    told["surrogate"] = None if told["surrogate"] != told["surrogate"] else told["surrogate"]
    about = {"plan": {**asked, "keep": list(asked["keep"])}, "centres": list(found.centres), **told}
    tables = {
        "estates": found.estates,
        "clusters": found.clusters,
        "by_number": found.by_number,
        "draws": found.draws.reset_index(),
    }
    files: dict[str, str | bytes] = {
        PROGRAMME: programme_text(programme, ".toml"),
        POLICY: policy_text(name, programme.policies[name]),
    }
    notes = []
    if find_spec("plotly") is None:
        notes.append(say("plan_no_map", language))
    else:
        files |= _pages(found, language)
    if programme.origin is None:
        notes.append(say("plan_no_origin", language))
    else:
        files |= geojson_files(programme, name, None)
    documented = {name: f"DistrictPlan.{name}" for name in tables}
    manifest = manifest_of(found.programme, about)
    write_in_language(tables, out, manifest, language, documented=documented)
    replace_files(out, files)
    for left in {MAP, CHART, *(f"{layer}.geojson" for layer in LAYERS)} - files.keys():
        (out / left).unlink(missing_ok=True)  # of an earlier plan
    return notes


def _pages(found: DistrictPlan, language: Language) -> dict[str, str]:
    """Return map and chart as pages that need no network; no chart if the number is given."""
    from commpartner.report.charts.numbers import cost_by_centres
    from commpartner.report.charts.page import page_of
    from commpartner.report.charts.planned import map_of_plan

    pages = {MAP: page_of(map_of_plan(found, language), language)}
    if len(found.by_number) > 1:
        pages[CHART] = page_of(cost_by_centres(found, language), language)
    return pages


def _show(
    console: Terminal, found: DistrictPlan, draws: int, seed: int, language: Language
) -> None:
    from commpartner.cli.grids import show_grid
    from commpartner.cli.tabled import say_synthetic
    from commpartner.report.grids.planned import plan_grid, plan_sentences

    name = label_of(found.programme, language) or found.programme.name
    counts = {"centres": len(found.centres), "estates": len(found.estates)}
    title = say("plan_heading", language, label=name, draws=draws, seed=seed, **counts)
    console.print(title, style="bold")
    say_synthetic(console, found.programme, language)
    show_grid(console, plan_grid(found, language))
    for sentence in plan_sentences(found, language):
        console.print(f"- {sentence}")
