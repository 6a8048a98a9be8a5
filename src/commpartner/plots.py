"""Draw results as Plotly figures (extra ``plots``).

Every chart takes ``language="en"`` or ``"zh"``, has its unit in the title or on the axis, shows the
5-95 % interval of the draws where there are draws, and says where data are synthetic.
"""

from commpartner.problems.renamed import old_names
from commpartner.report.charts import (
    FUNDER_NAMES,
    POOLING_NAMES,
    SECTOR_NAMES,
    SERIES_NAMES,
    Language,
    chance_and_regret,
    funds_and_fallback,
    in_language,
    money_between_sectors,
    money_over_time,
    partners_who_stay,
    policies_compared,
    satisfaction_loop,
    savings_by_mechanism,
    where_it_fails,
    who_pays_a_meal,
    worth_measuring,
)

__all__ = [
    "FUNDER_NAMES",
    "POOLING_NAMES",
    "SECTOR_NAMES",
    "SERIES_NAMES",
    "Language",
    "chance_and_regret",
    "funds_and_fallback",
    "in_language",
    "money_between_sectors",
    "money_over_time",
    "partners_who_stay",
    "policies_compared",
    "satisfaction_loop",
    "savings_by_mechanism",
    "where_it_fails",
    "who_pays_a_meal",
    "worth_measuring",
]

__getattr__ = old_names(__name__, {"MECHANISM_NAMES": "POOLING_NAMES"})
