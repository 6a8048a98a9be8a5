"""One valid call of every public function, and values that are wrong for some argument."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from town import BASE, TOWN

import commpartner as cp
from commpartner import adaptors, datasets, experiments, flows, io, measures, planning, plots

# Nothing, things, texts, numbers of every kind, and what pandas and NumPy hold.
WRONG: dict[str, Any] = {
    "none": None,
    "object": object(),
    "class": int,
    "empty text": "",
    "text": "no such thing",
    "half a character": "\ud800",
    "nul": "a\0b",
    "bytes": b"x",
    "nan": float("nan"),
    "inf": float("inf"),
    "beyond memory": 10**15,
    "beyond floats": 10**400,
    "below zero": -1,
    "zero": 0,
    "half": 0.5,
    "complex": 1j,
    "true": True,
    "empty array": np.array([]),
    "matrix": np.ones((2, 3)),
    "texts": np.array(["a", "b"]),
    "uneven": [[1.0], [1.0, 2.0]],
    "empty list": [],
    "unhashable": [[]],
    "empty dict": {},
    "dict": {"x": {}},
    "dict by number": {1: 2},
    "frame": pd.DataFrame({"a": [1.0, 2.0]}),
    "series": pd.Series([1.0, 2.0], index=["x", "y"]),
    "empty series": pd.Series(dtype=float),
    "function": lambda: 1 / 0,
}


ROLLED = planning.plan_roll_out(TOWN, BASE, 1e6, years=1, draws=2, runs=1)
PLANNED = cp.plan_clusters(TOWN, centres=1, draws=2, time_limit=0.5)
SHARED = cp.share_costs({("a",): 2.0, ("b",): 3.0, ("a", "b"): 4.0}, ["a", "b"])
LEDGER = resources.files("commpartner") / "data" / "assumptions.csv"
LOOP = flows.loop.Loop(*map(np.array, (-6.0, 9.0, 0.2, 0.9, 0.0, 1.0, 0.0, 1.0, 150.0, 0.0, 100.0)))


BY_DAY = (
    *("none", "object", "empty text", "half a character", "nan", "beyond floats", "below zero"),
    *("empty array", "frame", "series", "unhashable", "dict by number"),
)


class Call(NamedTuple):
    """A function and arguments that it takes."""

    function: Callable[..., Any]
    arguments: Mapping[str, Any]

    def __call__(self, **changed: Any) -> object:
        """Call it with some arguments changed."""
        return self.function(**{**self.arguments, **changed})

    def wrong(self, kinds: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
        """Give each argument each wrong value."""
        for name, each in inspect.signature(self.function).parameters.items():
            for what in kinds:
                value = WRONG[what]
                own = name == "progress" and callable(value)  # its errors are the caller's
                pool = name == "executor" and isinstance(value, int) and value > 0  # and right
                if not (own or pool or value is each.default):
                    yield name, what, value


FEW: dict[str, Any] = {"programme": TOWN, "months": 2, "draws": 2}
ASKED: dict[str, Any] = {"programme": TOWN, "policy": BASE, "draws": 2}
YEARLY = {**ASKED, "year": 1}
MARKET = BASE.replace(ventures=("market",))
ESTATES = pd.DataFrame([estate.model_dump(exclude_defaults=True) for estate in TOWN.estates])
SEEN = cp.Observed(
    policy=BASE, observations=(cp.ObservedValue(series="wages", value=1e5, error=1e4, year=1),)
)
POLICIES = {"a": BASE, "b": BASE.replace(fee=2.0)}
FLOW = [1.0, -2.0, 3.0]
OUTCOME = "npv_operator"


def _changed(inflation: Any) -> object:
    return cp.default_assumptions().replace(inflation=inflation)


@cache
def calls() -> dict[str, Call]:
    """List a valid call of every public function and method, but for those of `flows`."""
    run = cp.simulate(**FEW, policy=BASE)
    kept = cp.simulate(**FEW, policy=BASE.replace(partners=("convenor", "shops")))
    saved = cp.estimate_savings(TOWN, BASE, draws=2)
    meals = cp.simulate(**FEW, policy=BASE.replace(ventures=("canteen",)))
    ledger = cp.default_assumptions()
    some = ("inflation", "wage_cleaner", "wage_guard")
    fixed = {name: row.central for name, row in ledger.items() if name not in some}
    two = cp.compare(TOWN, POLICIES, months=2, draws=128, assumptions=ledger.replace(**fixed))
    names = [*two.assumptions.columns[:2]]
    fails = pd.Series(two.assumptions.index % 2 == 0, index=two.assumptions.index)
    looked: dict[str, Any] = {"policy": BASE, "programme": TOWN, "months": 2}
    sampled: dict[str, Any] = {"outcomes": OUTCOME, "method": "morris", "samples": 2}
    moved = cp.sensitivity(**looked, **sampled)
    told = cp.value_of_information(two, OUTCOME)
    year = cp.simulate(TOWN, BASE, months=12, draws=2)
    drawn = plots.money_over_time(run)
    cp.save_programme(TOWN, "kept")
    cp.io.write_tables({"a": pd.DataFrame({"x": [1.0]})}, "tables", {})
    cp.compare(**FEW, policies=POLICIES, store="store")
    of: dict[str, tuple[Callable[..., Any], Mapping[str, Any]]] = {
        "FeedbackPolicy": (
            cp.FeedbackPolicy,
            {"policy": BASE, "rule": lambda seen, levers: levers},
        ),
        "AssumptionTable": (cp.AssumptionTable, {"assumptions": [*ledger.values()]}),
        "compare": (cp.compare, {**FEW, "policies": POLICIES}),
        "default_assumptions": (cp.default_assumptions, {}),
        "estimate_savings": (cp.estimate_savings, {"programme": TOWN, "policy": BASE, "draws": 2}),
        "implausible_values": (cp.implausible_values, {"programme": TOWN}),
        "load_programme": (cp.load_programme, {"path": "kept"}),
        "load_assumptions": (cp.load_assumptions, {"path": LEDGER}),
        "programme_from_dict": (cp.programme_from_dict, {"data": TOWN.model_dump()}),
        "programme_from_frame": (cp.programme_from_frame, {"frame": ESTATES, "name": "town"}),
        "save_programme": (
            cp.save_programme,
            {"programme": TOWN, "path": "kept", "overwrite": True},
        ),
        "sensitivity": (cp.sensitivity, {**looked, **sampled}),
        "plan_clusters": (
            cp.plan_clusters,
            {"programme": TOWN, "centres": 1, "draws": 2, "time_limit": 0.5},
        ),
        "share_costs": (cp.share_costs, {"cost": {("a",): 2.0}, "players": ["a"]}),
        "optimise_policy": (
            cp.optimise_policy,
            {
                **FEW,
                "levers": {"fee": (10.0, 30.0)},
                "outcomes": OUTCOME,
                "base": BASE,
                "budget": 40,
            },
        ),
        "simulate": (cp.simulate, {**FEW, "policy": BASE}),
        "calibrate": (
            cp.calibrate,
            {"programme": TOWN, "observed": SEEN, "members": 100, "most_moves": 1, "folds": 0},
        ),
        "value_of_information": (cp.value_of_information, {"comparison": two, "outcome": OUTCOME}),
        # methods
        "Comparison.delivery": (two.delivery, {}),
        "Comparison.only": (two.only, {"policies": ["a"]}),
        "Comparison.differences": (two.differences, {}),
        "Comparison.probability_best": (two.probability_best, {"outcome": OUTCOME}),
        "Comparison.regret": (two.regret, {"outcome": OUTCOME}),
        "Comparison.satisficing": (two.satisficing, {"thresholds": {OUTCOME: 0.0}}),
        "Comparison.dominance": (two.dominance, {"outcome": OUTCOME}),
        "Comparison.pareto": (two.pareto, {"outcomes": [OUTCOME, "satisfaction"]}),
        "Comparison.ranking": (two.ranking, {"outcome": OUTCOME}),
        "Answer.asked": (planning.operator_must_find(**ASKED).asked, {}),
        "Answer.text": (planning.operator_must_find(**ASKED).text, {}),
        "Comparison.cost_effectiveness": (
            two.cost_effectiveness,
            {"effect": "satisfaction", "cost": OUTCOME},
        ),
        "Comparison.acceptability": (
            two.acceptability,
            {"effect": "satisfaction", "cost": OUTCOME},
        ),
        "Comparison.information_curves": (
            two.information_curves,
            {"effect": "satisfaction", "cost": OUTCOME, "willingness": 1.0},
        ),
        "Comparison.survey_size": (
            two.survey_size,
            {
                "asked": {"wage_cleaner": 300.0},
                "outcome": OUTCOME,
                "fixed_cost": 1.0,
                "cost_per_interview": 1.0,
                "sizes": [2],
            },
        ),
        "CostShares.without": (SHARED.without, {"player": "a"}),
        "CostShares.effect_of": (SHARED.effect_of, {"player": "a"}),
        "Discovery.text": (experiments.discover(two, "a", fails).text, {}),
        "Information.worth_measuring": (told.worth_measuring, {}),
        "AssumptionTable.draw": (ledger.draw, {"seed": 0, "start": 0, "stop": 2}),
        "AssumptionTable.replace": (
            lambda discount_rate: ledger.replace(inflation=discount_rate),
            {"discount_rate": 0.02},
        ),
        "Programme.ledger": (TOWN.ledger, {}),
        "Sensitivity.most": (moved.most, {"outcome": OUTCOME}),
        "SimulationResult.explain": (run.explain, {"outcome": OUTCOME}),
        "SimulationResult.provenance": (run.provenance, {}),
        "SimulationResult.summary": (run.summary, {}),
        "SimulationResult.variance_by_assumption": (
            run.variance_by_assumption,
            {"outcome": OUTCOME},
        ),
        "SimulationResult.variance_by_kind": (run.variance_by_kind, {}),
        # datasets
        "datasets.files": (datasets.files, {"name": "xiashan"}),
        "datasets.folder": (datasets.folder, {"name": "xiashan"}),
        "datasets.load": (datasets.load, {"name": "xiangyang"}),
        "datasets.names": (datasets.names, {}),
        "datasets.synthetic": (datasets.synthetic, {"estates": 4, "centres": 1}),
        "datasets.synthetic_estates": (datasets.synthetic_estates, {"count": 4, "seed": 1}),
        "datasets.template": (datasets.template, {"language": "en"}),
        "datasets.worked": (datasets.worked, {"name": "wutong"}),
        # experiments
        "experiments.compare_until": (
            experiments.compare_until,
            {
                "programme": TOWN,
                "policies": POLICIES,
                "outcome": OUTCOME,
                "first": 16,
                "most": 16,
                "months": 2,
            },
        ),
        "experiments.discover": (
            experiments.discover,
            {"comparison": two, "policy": "a", "fails": fails},
        ),
        "experiments.lever_factorial": (
            experiments.lever_factorial,
            {"policy": BASE, "levers": {"fee": [1.0]}},
        ),
        "experiments.named_scenarios": (
            experiments.named_scenarios,
            {"ledger": ledger, "scenarios": {"a": {"inflation": 0.02}}},
        ),
        "experiments.rerun": (experiments.rerun, {"folder": "store"}),
        "experiments.rerun_draw": (experiments.rerun_draw, {"folder": "store", "draw": 0}),
        "experiments.switching_value": (
            experiments.switching_value,
            {
                **looked,
                "outcome": OUTCOME,
                "lever": "fee",
                "span": (1.0, 2.0),
                "draws": 2,
                "points": 3,
            },
        ),
        "experiments.tornado": (experiments.tornado, {**looked, "outcome": OUTCOME}),
        # io
        "io.check_tables": (io.check_tables, {"folder": "tables"}),
        "io.programme_geojson": (
            io.programme_geojson,
            {"programme": TOWN, "policy": BASE, "origin": (110.4, 21.2)},
        ),
        "io.programme_hash": (io.programme_hash, {"programme": TOWN}),
        "io.read_tables": (io.read_tables, {"folder": "tables"}),
        "io.save_geojson": (
            io.save_geojson,
            {"programme": TOWN, "folder": "map", "origin": (110.4, 21.2), "overwrite": True},
        ),
        "io.write_tables": (io.write_tables, {"tables": {}, "folder": "tables", "manifest": {}}),
        # measures
        "measures.annuity": (measures.annuity, {"principal": 100.0, "rate": 0.1, "periods": 2}),
        "measures.break_even_month": (measures.break_even_month, {"fallback": FLOW}),
        "measures.discount_factors": (
            measures.discount_factors,
            {"rate_per_year": 0.1, "months": 2},
        ),
        "measures.draws_needed": (measures.draws_needed, {"causes": 2}),
        "measures.expected_shortfall": (
            measures.expected_shortfall,
            {"values": FLOW, "level": 0.5},
        ),
        "measures.gini": (measures.gini, {"values": FLOW}),
        "measures.lorenz": (measures.lorenz, {"values": FLOW}),
        "measures.nominal_rate": (measures.nominal_rate, {"real": 0.03, "inflation": 0.02}),
        "measures.internal_rate": (measures.internal_rate, {"cash_flows": FLOW}),
        "measures.npv": (measures.npv, {"rate": 0.1, "cash_flows": FLOW}),
        "measures.payback_month": (measures.payback_month, {"cash_flows": FLOW}),
        "measures.real_rate": (measures.real_rate, {"nominal": 0.05, "inflation": 0.02}),
        "measures.regress": (
            measures.regress,
            {"results": np.eye(6)[:, :1], "causes": np.eye(6)[:, 1:2]},
        ),
        "measures.value_at_risk": (measures.value_at_risk, {"values": FLOW, "level": 0.5}),
        # planning
        "planning.capacitated_p_median": (
            planning.capacitated_p_median,
            {"distance": [[0.0, 1.0], [1.0, 0.0]], "demand": [1.0, 1.0], "capacity": 2.0, "p": 1},
        ),
        "planning.collection_rate_needed": (planning.collection_rate_needed, YEARLY),
        "planning.estates_to_pay": (planning.estates_to_pay, ASKED),
        "planning.fallback_cap_that_suffices": (
            planning.fallback_cap_that_suffices,
            {**ASKED, "months": 2},
        ),
        "planning.fee_that_closes_gap": (planning.fee_that_closes_gap, YEARLY),
        "planning.longest_free_trial": (
            planning.longest_free_trial,
            {**ASKED, "months": 2, "most": 1},
        ),
        "planning.operator_must_find": (planning.operator_must_find, ASKED),
        "planning.reinvestment_that_breaks_even": (
            planning.reinvestment_that_breaks_even,
            {**YEARLY, "policy": MARKET},
        ),
        "planning.stalls_that_carry": (planning.stalls_that_carry, {**YEARLY, "policy": MARKET}),
        "planning.who_loses": (planning.who_loses, ASKED),
        "planning.worth_of_next_centre": (planning.worth_of_next_centre, {**ASKED, "months": 2}),
        "planning.partner_interval": (
            planning.partner_interval,
            {"programme": TOWN, "policy": BASE.replace(partners=("shops",)), "draws": 2},
        ),
        "planning.plan_roll_out": (
            planning.plan_roll_out,
            {
                "programme": TOWN,
                "policy": BASE.replace(onboarding=50.0),
                "budget": 1e6,
                "years": 1,
                "draws": 2,
                "runs": 1,
            },
        ),
        "planning.share_cluster_costs": (
            planning.share_cluster_costs,
            {"programme": TOWN, "policy": BASE, "centre": "west", "draws": 2},
        ),
        "planning.Chance": (planning.Chance, {"thresholds": {OUTCOME: 0.0}}),
        "planning.Limit": (
            planning.Limit,
            {"outcome": OUTCOME, "test": "at_least", "number": 0.0},
        ),
        "planning.Signpost": (
            planning.Signpost,
            {"lever": "fallback_cap", "signal": "fund", "at": 1.0, "below": 0.0, "above": 1.0},
        ),
        "planning.Sought": (planning.Sought, {"outcome": OUTCOME}),
        # plots
        "plots.chance_and_regret": (
            plots.chance_and_regret,
            {"comparison": two, "outcome": OUTCOME},
        ),
        "plots.cost_effectiveness_plane": (
            plots.cost_effectiveness_plane,
            {"plane": two.cost_effectiveness("satisfaction", OUTCOME)},
        ),
        "plots.acceptability_curves": (
            plots.acceptability_curves,
            {"curves": two.acceptability("satisfaction", OUTCOME)},
        ),
        "plots.expected_loss_curves": (
            plots.expected_loss_curves,
            {"curves": two.acceptability("satisfaction", OUTCOME)},
        ),
        "plots.worth_by_willingness": (
            plots.worth_by_willingness,
            {"worth": two.information_curves("satisfaction", OUTCOME, willingness=1.0)},
        ),
        "plots.survey_sizes": (
            plots.survey_sizes,
            {
                "survey": two.survey_size(
                    {"wage_cleaner": 300.0}, OUTCOME, fixed_cost=1.0, cost_per_interview=1.0
                )
            },
        ),
        "plots.Described": (
            plots.Described,
            {"title": "", "note": "", "alt": "", "table": ESTATES, "least_width": 0},
        ),
        "plots.cost_by_line": (plots.cost_by_line, {"result": run}),
        "plots.estate_charges": (plots.estate_charges, {"result": run}),
        "plots.map_of_clusters": (plots.map_of_clusters, {"what": TOWN, "policy": BASE}),
        "plots.map_of_plan": (plots.map_of_plan, {"plan": PLANNED}),
        "plots.cost_by_centres": (plots.cost_by_centres, {"plan": PLANNED}),
        "plots.roll_out": (plots.roll_out, {"roll_out": ROLLED}),
        "plots.self_sufficiency": (plots.self_sufficiency, {"result": year}),
        "plots.described": (plots.described, {"figure": drawn}),
        "plots.fitted": (plots.fitted, {"figure": drawn, "width": 360}),
        "plots.funds_and_fallback": (plots.funds_and_fallback, {"result": run}),
        "plots.in_language": (plots.in_language, {"name": "estates", "language": "en"}),
        "plots.money_between_sectors": (plots.money_between_sectors, {"result": run}),
        "plots.money_over_time": (plots.money_over_time, {"result": run}),
        "plots.partners_who_stay": (plots.partners_who_stay, {"result": kept}),
        "plots.policies_compared": (
            plots.policies_compared,
            {"results": {"a": run}, "outcome": OUTCOME},
        ),
        "plots.satisfaction_loop": (plots.satisfaction_loop, {"loop": LOOP}),
        "plots.savings_by_mechanism": (
            plots.savings_by_mechanism,
            {"savings": saved},
        ),
        "plots.waterfall_of_profit": (plots.waterfall_of_profit, {"result": meals}),
        "plots.where_it_fails": (
            plots.where_it_fails,
            {"comparison": two, "fails": fails, "axes": names, "bounds": {}},
        ),
        "plots.who_pays_a_meal": (plots.who_pays_a_meal, {"result": meals, "venture": "canteen"}),
        "plots.worth_measuring": (plots.worth_measuring, {"information": told}),
        "plots.write_picture": (
            plots.write_picture,
            {"figure": drawn, "file": "drawn.svg", "width": 360, "scale": 1.0},
        ),
        # adaptors
        "adaptors.ema_model": (
            adaptors.ema_model,
            {"programme": TOWN, "policies": POLICIES, "months": 2},
        ),
        "adaptors.json_schemas": (adaptors.json_schemas, {}),
        "adaptors.salib_function": (adaptors.salib_function, {**looked, "outcome": OUTCOME}),
        "adaptors.salib_problem": (adaptors.salib_problem, {"programme": TOWN, "policy": BASE}),
        "adaptors.to_xarray": (adaptors.to_xarray, {"found": two}),
        "adaptors.write_parquet": (
            adaptors.write_parquet,
            {"comparison": two, "folder": "parquet"},
        ),
        "adaptors.write_schemas": (adaptors.write_schemas, {"folder": "schemas"}),
    }
    return {name: Call(*each) for name, each in of.items()}


EACH = np.array([[1.0]])  # one for all estates, or ventures, of a draw
NUMBERS = {
    "servers": 2,
    "arrival_rate": 1.0,
    "service_rate": 2.0,
    "target_wait": 1.0,
    "tail": 0.5,
    "step": EACH,
    "workloads": 2 * [np.array([[0.25, 0.5]])],
    "steps": (EACH, EACH),
    "premiums": (EACH, EACH),
    "wages": (EACH, EACH),
    "profit": EACH[0],
}


@cache
def equations() -> dict[str, Call]:
    """List a valid call of every public function of `flows`, made from its type hints."""
    found = {}
    for module in map(flows.__dict__.__getitem__, flows.__all__):
        for name, function in vars(module).items():
            if name.startswith("_") or not _is_own(function, module):
                continue
            hints = get_type_hints(function)
            given = {
                each: NUMBERS.get(each, _example(hints[each])) for each in hints if each != "return"
            }
            found[f"{module.__name__.rpartition('.')[2]}.{name}"] = Call(function, given)
    return found


def _is_own(function: Any, module: ModuleType) -> bool:
    return inspect.isfunction(function) and function.__module__ == module.__name__


def _example(hint: Any) -> Any:
    """A value of a type; arrays have one draw and two estates, or packages, or ventures."""
    origin, inside = get_origin(hint), get_args(hint)
    if hint in (float, int, bool):
        return hint(1)
    if hasattr(hint, "_fields"):
        return hint(*map(_example, get_type_hints(hint).values()))
    if origin is np.ndarray:
        return np.array([[0.25, 0.5]])
    if origin is Literal:
        return inside[0]
    if hint is ArrayLike:
        return [0.25, 0.5]
    if origin in (Sequence, Iterable):
        return [_example(inside[0])]
    if origin is tuple:
        return tuple(map(_example, inside))
    if origin is Mapping:
        return {}
    if origin is Container:
        return ("purchasing",)
    if origin is Callable:
        return lambda values: values
    return _example(inside[0])  # of several types the first
