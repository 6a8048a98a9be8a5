"""Discover scenarios: the assumptions under which a policy fails."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.choosing.intervals import share_interval
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.boxes import Bounds, failing_boxes, inside
from commpartner.experiments.learning.failure_criterion import failing
from commpartner.experiments.learning.varying import varying
from commpartner.facts.labels import in_language
from commpartner.facts.quantities import percent
from commpartner.facts.shown import Shown
from commpartner.facts.words import say
from commpartner.problems.arguments import (
    Mask,
    check_arguments,
    check_language,
    of_type,
    one_number,
)
from commpartner.problems.wording import Language
from commpartner.texts import Text

LEVEL = 0.95  # of the intervals of all rules together
FEWEST = 20  # failures, or draws without one, below which nothing is said
MEASURED = ("coverage", "density", "density_low", "density_high", "support", "lift")
COLUMNS = ("rule", "rule_zh", *MEASURED)

Rule = tuple[Bounds, dict[str, Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Discovery(Shown):
    """Hold the rules under which a policy fails.

    Attributes
    ----------
    policy
        The policy.
    failure, failure_zh
        What counts as failing, in words.
    rules
        One row a rule, that of most failures first: rule and rule_zh in words; coverage, the share
        of all failures that it holds; density, the share of its draws that fail, with an interval
        (of 95 % for all rules together); support, the share of draws under it; lift, density over
        base rate. All are measured in draws that had no part in finding the rules, for thresholds
        as they are printed. No draw comes under two rules.
    bounds
        Of each rule, by assumption: above the first number and at most the second
        [unit of the assumption].
    base_rate
        Share of the held out draws that fail.
    failed
        Whether the policy fails, by draw.
    held_out
        Whether rules were measured in a draw, by draw.
    note, note_zh
        What to know about the rules, or why there are none.
    synthetic
        What data of the programme are generated; empty if none are.
    """

    policy: str
    failure: str
    failure_zh: str
    rules: pd.DataFrame
    bounds: tuple[Bounds, ...]
    base_rate: float
    failed: pd.Series
    held_out: pd.Series
    note: str
    note_zh: str
    synthetic: str

    def __str__(self) -> str:
        return self.text()

    def text(self, language: Language = "en") -> str:
        """Describe the rules in a few lines."""
        check_language(language)
        zh = language == "zh"
        count, draws = int(self.failed.sum()), len(self.failed)
        share = percent(count / draws, language, 1)
        lines = [
            say(
                "discovery_fails",
                language,
                policy=self.policy,
                count=count,
                draws=draws,
                share=share,
                failure=self.failure_zh if zh else self.failure,
            )
        ]
        if self.synthetic:
            note = in_language(self.synthetic, language)
            lines.append(say("explain_synthetic", language, note=note))
        for number, row in enumerate(self.rules.to_dict("records"), 1):
            lines += [
                f"{number}. {row['rule_zh' if zh else 'rule']}",
                "   " + _measures(row, language),
            ]
        return "\n".join([*lines, self.note_zh if zh else self.note])


def discover(
    comparison: Comparison,
    policy: str,
    fails: Mapping[str, float] | ArrayLike,
    *,
    baseline: str | None = None,
    max_rules: int = 4,
    max_depth: int = 3,
    min_coverage: float = 0.1,
    seed: int = 0,
) -> Discovery:
    """Find the values of the assumptions under which a policy fails.

    Half of the draws find the rules (`boxes.failing_boxes`); the other half, into which failures
    are dealt evenly, measures them. A rule is kept only if its draws fail more often than all
    draws. The interval of its density, corrected for the number of rules (Bonferroni), must lie
    above the base rate. If draws fail by chance, a rule comes in one case of forty at most.

    Parameters
    ----------
    comparison
        Policies in the same draws. Experiments without a result are left out.
    policy
        One of its policies.
    fails
        A number by outcome [unit of the outcome]: the policy fails if it is worse than any of
        them, below if more is better and above if less is. Equal to rounding is not worse.
        For an outcome in months NaN, a month that never comes, is. Or whether it fails by draw:
        a Series of booleans with the draws in its index, or an array in the order of the draws.
    baseline
        Another policy. Then what counts is the outcome less that of the baseline, so that
        ``{"npv_government": 0}`` fails if the baseline costs the government less.
    max_rules
        At most so many, those of most failures.
    max_depth
        Conditions of a rule at most.
    min_coverage
        Share of the failures that a rule must hold if it is found, above 0 and up to 1.
    seed
        Of the two halves.

    Returns
    -------
    Discovery
        Without rules, and with a note that says why, if fewer than 20 draws fail or do not, or
        no rule stands the test.

    Raises
    ------
    InputError
        If a policy or an outcome is unknown or has no better direction.
    ValueError
        If an outcome has no number in some draw, or another argument is out of range.
    MissingExtraError
        If the extra ``research`` is not installed.

    References
    ----------
    B. P. Bryant and R. J. Lempert (2010), Thinking inside the box: a participatory, computer-
    assisted approach to scenario discovery, doi:10.1016/j.techfore.2009.08.002, for coverage and
    density. R. J. Lempert, B. P. Bryant and S. C. Bankes (2008), Comparing algorithms for scenario
    discovery, RAND WR-557, for trees beside the patient rule induction method.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.experiments.learning.discovery import discover
    >>> xiashan = cp.datasets.load("xiashan")
    >>> found = cp.compare(xiashan, ["partner"], months=12, draws=400, seed=7)
    >>> rules = discover(found, "partner", {"self_sufficiency_year_1": 0.4})
    >>> list(rules.bounds[0])
    ['fee_per_m2']
    """
    of_type("comparison", comparison, Comparison, Text("a_comparison"))
    check_arguments(seed=seed, max_rules=max_rules, max_depth=max_depth)
    one_number("min_coverage", min_coverage, lambda x: 0 < x <= 1, Text("above_0_to_1"))
    found = failing(comparison, policy, fails, baseline)
    failed = found.by_draw.to_numpy()
    values = varying(comparison.assumptions.loc[found.by_draw.index])
    ledger = comparison.assumption_table
    measured = np.ones(len(failed), dtype=np.bool_)
    rules: list[Rule] = []
    why = _why_none(failed)
    if not why:
        measured = _half(failed, seed)
        boxes = failing_boxes(
            values[~measured],
            failed[~measured],
            max_depth=max_depth,
            min_coverage=min_coverage,
            seed=seed,
        )
        rules = _confirmed(values[measured], failed[measured], boxes[:max_rules], ledger)
        why = "measured" if rules else "no_rule"
    programme = comparison.programme
    return Discovery(
        policy=policy,
        failure=found.english,
        failure_zh=found.chinese,
        rules=pd.DataFrame([row for _, row in rules], columns=[*COLUMNS]),
        bounds=tuple(bounds for bounds, _ in rules),
        base_rate=float(failed[measured].mean()),
        failed=found.by_draw,
        held_out=pd.Series(measured, index=found.by_draw.index, name="held_out"),
        note=say(f"discovery_{why}", "en", fewest=FEWEST),
        note_zh=say(f"discovery_{why}", "zh", fewest=FEWEST),
        synthetic=programme.synthetic_note if programme.synthetic else "",
    )


def _why_none(failed: Mask) -> str:
    """Return the key of the note that explains missing rules; empty if rules are sought."""
    failures, others = int(failed.sum()), int((~failed).sum())
    if not failures:
        return "none"
    if not others:
        return "all"
    return "few" if min(failures, others) < FEWEST else ""


def _half(failed: Mask, seed: int) -> Mask:
    """Draw half of the failures and half of the other draws at random."""
    random = np.random.default_rng(seed)
    half = np.zeros(len(failed), dtype=np.bool_)
    for outcome in (True, False):
        rows = random.permutation(np.flatnonzero(failed == outcome))
        half[rows[: len(rows) // 2]] = True
    return half


def _confirmed(
    values: pd.DataFrame, failed: Mask, boxes: Sequence[Bounds], ledger: AssumptionTable
) -> list[Rule]:
    """Measure boxes, and keep those in which draws surely fail more often than in all."""
    base_rate = float(failed.mean())
    level = 1.0 - (1.0 - LEVEL) / max(len(boxes), 1)
    rules = []
    for bounds in boxes:
        under = failed[inside(values, bounds)]
        if not under.size:
            continue  # rounding may have closed the box
        density = float(under.mean())
        low, high = share_interval(density, under.size, level)
        if low > base_rate:
            row = {
                "rule": _words(bounds, ledger, zh=False),
                "rule_zh": _words(bounds, ledger, zh=True),
                "coverage": under.sum() / failed.sum(),
                "density": density,
                "density_low": low,
                "density_high": high,
                "support": under.size / failed.size,
                "lift": density / base_rate,
            }
            rules.append((bounds, row))
    return sorted(rules, key=lambda rule: -rule[1]["coverage"])


def _measures(row: Mapping[Any, Any], language: Language) -> str:
    coverage, density, support = (
        percent(row[name], language) for name in ("coverage", "density", "support")
    )
    sure = f"{row['density_low']:.0%}–{row['density_high']:.0%}"
    shares = {"coverage": coverage, "density": density, "support": support}
    return say("discovery_measures", language, sure=sure, lift=row["lift"], **shares)


def _words(bounds: Bounds, ledger: AssumptionTable, zh: bool) -> str:
    """Format a rule: "0.2 < collection_rate_before <= 0.52 [share] and ..."."""
    at_most = "≤" if zh else "<="
    conditions = []
    for name, (low, high) in bounds.items():
        label = ledger[name].label_zh if zh else name
        if high == math.inf:
            said = f"{label} > {low:,.12g}"
        elif low == -math.inf:
            said = f"{label} {at_most} {high:,.12g}"
        else:
            said = f"{low:,.12g} < {label} {at_most} {high:,.12g}"
        conditions.append(f"{said} [{ledger[name].unit}]")
    return say("and", "zh" if zh else "en").join(conditions)
