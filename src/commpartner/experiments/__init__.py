"""Compare policies in common draws, explain what decides a figure, and value information.

`compare` runs them in the same draws; `Comparison` has the ways to choose; `sensitivity`, `tornado`
and `switching_value` say what decides a figure; `value_of_information` what it is worth to know
better; `discover` where a policy fails. See docs/experiments.md.
"""

from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.deciding.one_at_a_time import tornado
from commpartner.experiments.deciding.sensitivities import Sensitivity, sensitivity
from commpartner.experiments.deciding.switching import Switching, switching_value
from commpartner.experiments.learning.discovery import Discovery, discover
from commpartner.experiments.learning.information import Information, value_of_information
from commpartner.experiments.running.rerunning import Rerun, rerun, rerun_draw
from commpartner.experiments.running.store import StoreBusyError
from commpartner.experiments.sequential import SequentialComparison, compare_until
from commpartner.experiments.variants import lever_factorial, named_scenarios
from commpartner.experiments.weighing.acceptability import Acceptability
from commpartner.experiments.weighing.knowing import InformationCurves
from commpartner.experiments.weighing.plane import CostEffectiveness
from commpartner.experiments.weighing.survey import SurveySizes
from commpartner.problems.renamed import old_names

__all__ = [
    "Acceptability",
    "Comparison",
    "CostEffectiveness",
    "Discovery",
    "Information",
    "InformationCurves",
    "Rerun",
    "Sensitivity",
    "SequentialComparison",
    "StoreBusyError",
    "SurveySizes",
    "Switching",
    "compare",
    "compare_until",
    "discover",
    "lever_factorial",
    "named_scenarios",
    "rerun",
    "rerun_draw",
    "sensitivity",
    "switching_value",
    "tornado",
    "value_of_information",
]

__getattr__ = old_names(__name__, {"Told": "SequentialComparison"})
