"""Write the report of the policy that the levers make, beside the baseline of the page."""

from __future__ import annotations

from collections.abc import Mapping

from commpartner.report.explorer.explorer import Explorer
from commpartner.report.explorer.page import named_settings
from commpartner.report.page.render import page
from commpartner.report.study import study
from commpartner.texts import Language


def report(explorer: Explorer, values: Mapping[str, float], language: Language) -> str:
    """Write the report of the moved policy as one HTML page.

    It has the draws and the baseline of the refined figures, and so the same means.

    Raises
    ------
    MissingExtraError
        If the extra ``report`` is not installed.
    InputError
        If a value lies beyond the ends of its slider.
    """
    name, policy = named_settings(explorer, values)
    policies = {explorer.baseline_name: explorer.baseline_at(values), name: policy}
    found = study(
        explorer.programme.replace(policies=policies),
        name,
        baseline=explorer.baseline_name,
        months=explorer.months,
        draws=explorer.draws,
        seed=explorer.seed,
        play=False,
    )
    return page(found, language)
