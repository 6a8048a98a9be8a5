"""What callers pass in place of a programme."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from walking import BY_DAY, WRONG, Call, calls, equations

import commpartner as cp
from commpartner import adaptors, experiments, planning
from commpartner.io import programme_hash
from commpartner.planning import tipping
from commpartner.texts import Text

CALLS: dict[str, Callable[[Any], object]] = {
    "simulate": lambda given: cp.simulate(given, "partner"),
    "estimate_savings": lambda given: cp.estimate_savings(given, "partner"),
    "compare": lambda given: cp.compare(given, ["partner"]),
    "compare_until": lambda given: experiments.compare_until(given, ["partner"], "satisfaction"),
    "sensitivity": lambda given: cp.sensitivity(given, "partner"),
    "tornado": lambda given: experiments.tornado(given, "partner", "satisfaction"),
    "switching_value": lambda given: experiments.switching_value(
        given, "partner", "satisfaction", lever="fee"
    ),
    "resting_states": lambda given: tipping.resting_states(given, "partner"),
    "search_tipping_points": lambda given: tipping.search_tipping_points(given, "partner"),
    "ema_model": lambda given: adaptors.ema_model(given, ["partner"]),
    "salib_problem": lambda given: adaptors.salib_problem(given, "partner"),
    "salib_function": lambda given: adaptors.salib_function(given, "partner", "satisfaction"),
    "plan_roll_out": lambda given: planning.plan_roll_out(given, "partner", 1e6),
    "programme_hash": programme_hash,
    "save_programme": lambda given: cp.save_programme(given, "somewhere"),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("given", ["xiashan", Path("a/folder"), None, {"name": "x"}], ids=repr)
def test_a_non_programme_is_refused_with_ways_to_one(name: str, given: object) -> None:
    with pytest.raises(cp.ArgumentError) as caught:
        CALLS[name](given)
    assert (caught.value.field, caught.value.code) == ("programme", "a_programme")


RESULT = cp.simulate(cp.datasets.load("xiashan"), "partner", months=1, draws=2)
REFUSED: dict[str, tuple[str, Callable[[Any], object]]] = {
    "assumptions": ("assumptions", lambda bad: RESULT.programme.assumption_table(bad)),
    "progress": ("progress", lambda bad: cp.simulate(RESULT.programme, "partner", progress=bad)),
    "progress of savings": (
        "progress",
        lambda bad: cp.estimate_savings(RESULT.programme, "partner", progress=bad),
    ),
    "progress of compare": (
        "progress",
        lambda bad: cp.compare(RESULT.programme, ["partner"], progress=bad),
    ),
    "progress of sensitivity": (
        "progress",
        lambda bad: cp.sensitivity(RESULT.programme, "partner", progress=bad),
    ),
    "tables": ("tables", lambda bad: cp.io.write_tables(bad, "somewhere", {})),
    "manifest": ("manifest", lambda bad: cp.io.write_tables({}, "somewhere", bad)),
    "to_xarray": ("found", adaptors.to_xarray),
    "discover": ("comparison", lambda bad: experiments.discover(bad, "partner", {})),
    "value_of_information": (
        "comparison",
        lambda bad: cp.value_of_information(bad, "satisfaction"),
    ),
    "lever_factorial": ("policy", lambda bad: experiments.lever_factorial(bad, {})),
    "levers": (
        "levers",
        lambda bad: experiments.lever_factorial(RESULT.policy, bad),
    ),
    "named_scenarios": ("ledger", lambda bad: experiments.named_scenarios(bad, {})),
    "synthetic_estates": (
        "ledger",
        lambda bad: cp.datasets.synthetic_estates(1, 1, ledger=bad),
    ),
    "chance_and_regret": (
        "comparison",
        lambda bad: cp.plots.chance_and_regret(bad, "satisfaction"),
    ),
    "where_it_fails": (
        "comparison",
        lambda bad: cp.plots.where_it_fails(bad, bad, ("inflation", "wage_growth"), {}),
    ),
    "worth_measuring": ("information", cp.plots.worth_measuring),
    "cost_effectiveness_plane": ("plane", cp.plots.cost_effectiveness_plane),
    "acceptability_curves": ("curves", cp.plots.acceptability_curves),
    "expected_loss_curves": ("curves", cp.plots.expected_loss_curves),
    "worth_by_willingness": ("worth", cp.plots.worth_by_willingness),
    "survey_sizes": ("survey", cp.plots.survey_sizes),
    "roll_out": ("roll_out", cp.plots.roll_out),
    "savings_by_mechanism": ("savings", cp.plots.savings_by_mechanism),
    "money_over_time": ("result", cp.plots.money_over_time),
    "funds_and_fallback": ("result", cp.plots.funds_and_fallback),
    "who_pays_a_meal": ("result", cp.plots.who_pays_a_meal),
    "partners_who_stay": ("result", cp.plots.partners_who_stay),
    "money_between_sectors": ("result", cp.plots.money_between_sectors),
    "policies_compared": (
        "results",
        lambda bad: cp.plots.policies_compared(bad, "satisfaction"),
    ),
    "satisfaction_loop": ("loop", cp.plots.satisfaction_loop),
    "language": (
        "language",
        lambda bad: cp.plots.money_over_time(RESULT, bad),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("given", [1.5, b"x", object()], ids=["number", "bytes", "object"])
def test_an_argument_of_wrong_type_is_refused_by_name(name: str, given: object) -> None:
    argument, call = REFUSED[name]
    with pytest.raises(cp.ArgumentError) as caught:
        call(given)
    assert caught.value.field == argument
    assert caught.value.code


@pytest.mark.parametrize("count", ["months", "draws"])
def test_a_count_beyond_all_floats_is_refused(count: str) -> None:
    counts: dict[str, Any] = {count: 10**400}
    with pytest.raises(cp.ArgumentError):
        cp.simulate(RESULT.programme, "partner", **counts)


@pytest.mark.parametrize("given", [None, 3, 1.5, object()], ids=list("abcd"))
def test_policies_that_are_none_are_refused(given: Any) -> None:
    with pytest.raises(cp.InputError):
        cp.compare(RESULT.programme, given)
    with pytest.raises(cp.ArgumentError):
        cp.implausible_values(given)


@pytest.mark.parametrize("name", ["partnr", "x" * 1_000_000], ids=["near", "endless"])
def test_a_mistake_of_a_call_names_no_file(name: str) -> None:
    with pytest.raises(cp.InputError) as caught:
        cp.simulate(RESULT.programme, name)
    (problem,) = caught.value.problems
    assert (problem.file, problem.field) == ("", "policies")
    assert len(str(problem)) < 1000


MODULES = {
    "": cp,
    "adaptors.": adaptors,
    "datasets.": cp.datasets,
    "experiments.": experiments,
    "io.": cp.io,
    "measures.": cp.measures,
    "planning.": planning,
    "plots.": cp.plots,
}
# The same functions, where a reader looks for them second.
SECOND = {
    *("experiments.compare", "experiments.sensitivity", "experiments.value_of_information"),
    *("io.load_programme", "io.programme_from_dict", "io.save_programme"),
    "io.programme_from_frame",
    "planning.optimise_policy",
    "planning.plan_clusters",
    "planning.share_costs",
}


def test_every_public_function_is_walked() -> None:
    """A new one needs a valid call in walking.py; `equations` finds those of flows by itself."""
    public = {
        f"{prefix}{name}"
        for prefix, module in MODULES.items()
        for name in module.__all__
        if inspect.isfunction(getattr(module, name))
    }
    assert public - SECOND <= set(calls())


@pytest.fixture(scope="module", autouse=True)
def folder_to_write_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with contextlib.chdir(tmp_path_factory.mktemp("walked")):
        yield


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("walked", [pytest.param(calls, marks=pytest.mark.nightly), equations])
@pytest.mark.parametrize("kinds", [BY_DAY, pytest.param([*WRONG], marks=pytest.mark.nightly)])
def test_wrong_values_always_end_in_errors_of_ours(
    walked: Callable[[], dict[str, Call]], kinds: Iterable[str]
) -> None:
    raw = []
    for name, call in walked().items():
        call()
        for argument, what, value in call.wrong(kinds):
            try:
                call(**{argument: value})
            except cp.InputError:
                pass
            except cp.CommpartnerError as error:
                if not isinstance(error.args[0], Text):
                    raw.append((name, argument, what, "in one language"))
            except Exception as error:
                raw.append((name, argument, what, repr(error)))
    assert not raw
