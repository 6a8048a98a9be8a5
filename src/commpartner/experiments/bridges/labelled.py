"""Convert results to labelled arrays of xarray (Hoyer & Hamman 2017, doi:10.5334/jors.148)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from commpartner.experiments.comparison import Comparison
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.arguments import of_type
from commpartner.problems.optional import optional
from commpartner.programme.origins import origins
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from xarray import Dataset

STATISTICS = ("mean", "p5", "p50", "p95")


def to_xarray(found: Comparison | SimulationResult) -> Dataset:
    """Convert a comparison or a simulation result to an `xarray.Dataset`.

    Returns
    -------
    xarray.Dataset
        A variable for each outcome, (policy, draw), NaN if there is no such figure; ``failed``
        tells an experiment that failed. The assumptions are coordinates of ``draw``, and so are the
        names of scenarios. A simulation adds its monthly series as ``monthly_...``, (policy, month,
        statistic). Units are in ``attrs["units"]``, the mark of synthetic data in
        ``attrs["synthetic"]`` of the data set.

    Raises
    ------
    MissingExtraError
        If the extra ``research`` is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> result = cp.simulate(cp.datasets.load("xiashan"), "partner", months=12, draws=4, seed=7)
    >>> found = to_xarray(result)
    >>> found["savings_per_year"].dims, found["savings_per_year"].attrs["units"]
    (('policy', 'draw'), 'yuan/year')
    """
    of_type("found", found, (Comparison, SimulationResult), Text("a_result_or_comparison"))
    xarray = optional("xarray")
    draws = np.arange(found.draws)
    if isinstance(found, SimulationResult):
        policies, scenarios = [found.policy_name], list[str]()
        table = found.outcomes.assign(policy=found.policy_name, draw=draws)
        monthly = _monthly(found.monthly)
    else:
        policies, scenarios = list(found.policies), list(found.scenarios)
        table, monthly = found.outcomes, {}
    indexed = table.set_index(["policy", "draw"])
    wanted = pd.MultiIndex.from_product([policies, draws], names=["policy", "draw"])
    shape = len(policies), len(draws)
    succeeded = wanted.isin(indexed.index).reshape(shape)
    values = indexed.reindex(wanted)
    variables = {
        name: (("policy", "draw"), values[name].to_numpy().reshape(shape), _of_outcome(str(name)))
        for name in values
    }
    variables["failed"] = (("policy", "draw"), ~succeeded, {})
    coordinates = {"policy": policies, "draw": draws, **_assumptions(found)}
    if monthly:
        months = np.arange(found.months)
        coordinates |= {"month": ("month", months, {"units": "month"}), "statistic": [*STATISTICS]}
    if scenarios:
        coordinates["scenario"] = ("draw", scenarios)
    data: Dataset = xarray.Dataset(variables | monthly, coordinates, _attributes(found))
    return data


def _of_outcome(name: str) -> dict[str, str]:
    about = OUTCOMES[name]
    return {
        "units": about.unit,
        "long_name": about.label_en,
        "long_name_zh": about.label_zh,
        "better": about.better,
    }


def _assumptions(found: Comparison | SimulationResult) -> dict[str, Any]:
    rows = found.assumption_table
    known = (
        found.origins
        if isinstance(found, SimulationResult)
        else origins(found.programme, found.policies, rows)
    )
    return {
        str(name): (
            "draw",
            found.assumptions[name].to_numpy(),
            {
                "units": rows[str(name)].unit,
                "long_name": rows[str(name)].label_en,
                "long_name_zh": rows[str(name)].label_zh,
                **known[str(name)]._asdict(),
            },
        )
        for name in found.assumptions
    }


def _monthly(table: pd.DataFrame) -> dict[str, Any]:
    return {
        f"monthly_{series}": (
            ("policy", "month", "statistic"),
            rows[[*STATISTICS]].to_numpy()[None],
            {"units": rows["unit"].iloc[0]},
        )
        for series, rows in table.groupby("series", sort=False)
    }


def _attributes(found: Comparison | SimulationResult) -> dict[str, Any]:
    about = {
        "programme": found.programme.name,
        "months": found.months,
        "draws": found.draws,
        "seed": found.seed,
        "engine": found.engine,
    }
    if isinstance(found, Comparison):
        about["sampling"] = found.sampling
    return about | found.programme.mark()
