"""Model the economics of community partnership in old residential estates.

What it saves to bundle neighbouring estates under one service centre, and what happens when the
profit of community businesses flows back to the estates. Start with `load_programme` or
`datasets.load`, then `simulate` and `estimate_savings`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commpartner import (
        adaptors,
        control,
        datasets,
        experiments,
        flows,
        io,
        lists,
        measures,
        planning,
        plots,
        programme,
        reports,
    )
    from commpartner.assumptions import (
        Assumption,
        AssumptionTable,
        default_assumptions,
        load_assumptions,
    )
    from commpartner.calibration import Calibration, Observed, ObservedValue, calibrate
    from commpartner.errors import (
        ArgumentError,
        CommpartnerError,
        ImbalanceError,
        ImpossibleResultError,
        InputError,
        MissingExtraError,
        PlausibilityWarning,
        Problem,
        UnusedAssumptionWarning,
    )
    from commpartner.experiments import (
        Comparison,
        Information,
        Sensitivity,
        compare,
        sensitivity,
        value_of_information,
    )
    from commpartner.io import (
        load_programme,
        programme_from_dict,
        programme_from_frame,
        save_programme,
    )
    from commpartner.model.control import FeedbackPolicy
    from commpartner.model.plausibility import Finding, implausible_values
    from commpartner.planning import (
        CostShares,
        DistrictPlan,
        Optimised,
        optimise_policy,
        plan_clusters,
        share_costs,
    )
    from commpartner.programme import Policy, Programme
    from commpartner.results.result import SimulationResult
    from commpartner.results.savings import Savings, estimate_savings
    from commpartner.simulation import simulate

from commpartner._version import __version__ as __version__

# Where each public name lives. They are imported when first asked for, so that importing the
# package costs next to nothing and loads no part that the caller does not use.
_HOME = {
    "FeedbackPolicy": "model.control",
    "ArgumentError": "errors",
    "Assumption": "assumptions",
    "CommpartnerError": "errors",
    "Comparison": "experiments.comparison",
    "CostShares": "planning",
    "DistrictPlan": "planning",
    "Finding": "model.plausibility",
    "ImbalanceError": "errors",
    "ImpossibleResultError": "errors",
    "Information": "experiments.learning.information",
    "InputError": "errors",
    "AssumptionTable": "assumptions",
    "Calibration": "calibration",
    "MissingExtraError": "errors",
    "Observed": "calibration",
    "ObservedValue": "calibration",
    "Optimised": "planning",
    "PlausibilityWarning": "errors",
    "Policy": "programme",
    "Problem": "errors",
    "Programme": "programme",
    "Savings": "results.savings",
    "Sensitivity": "experiments.deciding.sensitivities",
    "SimulationResult": "results.result",
    "UnusedAssumptionWarning": "errors",
    "calibrate": "calibration",
    "compare": "experiments.comparing",
    "default_assumptions": "assumptions",
    "estimate_savings": "results.savings",
    "implausible_values": "model.plausibility",
    "load_assumptions": "assumptions",
    "load_programme": "io",
    "optimise_policy": "planning",
    "plan_clusters": "planning",
    "programme_from_dict": "io",
    "programme_from_frame": "io",
    "save_programme": "io",
    "sensitivity": "experiments.deciding.sensitivities",
    "share_costs": "planning",
    "simulate": "simulation",
    "value_of_information": "experiments.learning.information",
}
_OLD_NAMES = {
    "Adaptive": "FeedbackPolicy",
    "Ledger": "AssumptionTable",
    "default_ledger": "default_assumptions",
    "load_ledger": "load_assumptions",
}
_MODULES = (
    "adaptors",
    "control",
    "datasets",
    "experiments",
    "flows",
    "io",
    "lists",
    "measures",
    "planning",
    "plots",
    "programme",
    "reports",
)

__all__ = [
    "ArgumentError",
    "Assumption",
    "AssumptionTable",
    "Calibration",
    "CommpartnerError",
    "Comparison",
    "CostShares",
    "DistrictPlan",
    "FeedbackPolicy",
    "Finding",
    "ImbalanceError",
    "ImpossibleResultError",
    "Information",
    "InputError",
    "MissingExtraError",
    "Observed",
    "ObservedValue",
    "Optimised",
    "PlausibilityWarning",
    "Policy",
    "Problem",
    "Programme",
    "Savings",
    "Sensitivity",
    "SimulationResult",
    "UnusedAssumptionWarning",
    "adaptors",
    "calibrate",
    "compare",
    "control",
    "datasets",
    "default_assumptions",
    "estimate_savings",
    "experiments",
    "flows",
    "implausible_values",
    "io",
    "lists",
    "load_assumptions",
    "load_programme",
    "measures",
    "optimise_policy",
    "plan_clusters",
    "planning",
    "plots",
    "programme",
    "programme_from_dict",
    "programme_from_frame",
    "reports",
    "save_programme",
    "sensitivity",
    "share_costs",
    "simulate",
    "value_of_information",
]


if not TYPE_CHECKING:  # a type checker reads the imports above, and refuses any other name

    def __getattr__(name: str) -> Any:
        if name in _MODULES:
            return import_module(f"commpartner.{name}")
        if name in _HOME:
            return getattr(import_module(f"commpartner.{_HOME[name]}"), name)
        from commpartner.problems.renamed import old_names

        return old_names(__name__, _OLD_NAMES, stacklevel=3)(name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
