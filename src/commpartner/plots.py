"""Draw results as Plotly figures (extra ``plots``).

Every chart takes ``language="en"`` or ``"zh"`` and has its unit in the title or on the axis. It
shows the 5-95 % interval of the draws if there are draws, and marks synthetic data. Colours,
dashes, symbols and patterns differ together, so that a chart reads without colours. Names of users
are shown as text, whatever is in them.

`described` gives a chart in words and as a table; ``figure.layout.meta["alt"]`` is its text.
`fitted` fits it to a width. `write_picture` writes PNG and SVG without a browser (extra
``pictures``, which brings a Chinese font). ``figure.write_image`` needs kaleido and a Chromium.
"""

from __future__ import annotations

from commpartner.facts.labels import (
    FUNDER_NAMES,
    POOLING_NAMES,
    SECTOR_NAMES,
    SERIES_NAMES,
    in_language,
)
from commpartner.problems.renamed import old_names
from commpartner.problems.wording import Language
from commpartner.report.charts.choices import chance_and_regret, worth_measuring
from commpartner.report.charts.clusters import map_of_clusters
from commpartner.report.charts.costs import cost_by_line
from commpartner.report.charts.described import Described, described, fitted
from commpartner.report.charts.estates import estate_charges
from commpartner.report.charts.failing import where_it_fails
from commpartner.report.charts.knowing import survey_sizes, worth_by_willingness
from commpartner.report.charts.loop import satisfaction_loop
from commpartner.report.charts.money import funds_and_fallback, money_over_time
from commpartner.report.charts.numbers import cost_by_centres
from commpartner.report.charts.partnership import partners_who_stay, who_pays_a_meal
from commpartner.report.charts.planned import map_of_plan
from commpartner.report.charts.policies import policies_compared
from commpartner.report.charts.rolling import roll_out
from commpartner.report.charts.savings import savings_by_mechanism
from commpartner.report.charts.sectors import money_between_sectors
from commpartner.report.charts.sufficiency import self_sufficiency
from commpartner.report.charts.waterfall import waterfall_of_profit
from commpartner.report.charts.weighing import (
    acceptability_curves,
    cost_effectiveness_plane,
    expected_loss_curves,
)
from commpartner.report.drawn.picture import write_picture

__all__ = [
    "FUNDER_NAMES",
    "POOLING_NAMES",
    "SECTOR_NAMES",
    "SERIES_NAMES",
    "Described",
    "Language",
    "acceptability_curves",
    "chance_and_regret",
    "cost_by_centres",
    "cost_by_line",
    "cost_effectiveness_plane",
    "described",
    "estate_charges",
    "expected_loss_curves",
    "fitted",
    "funds_and_fallback",
    "in_language",
    "map_of_clusters",
    "map_of_plan",
    "money_between_sectors",
    "money_over_time",
    "partners_who_stay",
    "policies_compared",
    "roll_out",
    "satisfaction_loop",
    "savings_by_mechanism",
    "self_sufficiency",
    "survey_sizes",
    "waterfall_of_profit",
    "where_it_fails",
    "who_pays_a_meal",
    "worth_by_willingness",
    "worth_measuring",
    "write_picture",
]

__getattr__ = old_names(__name__, {"MECHANISM_NAMES": "POOLING_NAMES"})
