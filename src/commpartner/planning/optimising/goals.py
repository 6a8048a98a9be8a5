"""Define what a search seeks, and the limits that it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from commpartner.experiments.choosing.satisficing import Test
from commpartner.model.control import FeedbackPolicy
from commpartner.programme import Policy

Statistic = Literal["mean", "p5", "p50", "p95", "shortfall", "worst"]


@dataclass(frozen=True)
class Sought:
    """Seek the best statistic of an outcome over the draws.

    Attributes
    ----------
    outcome
        Name of an outcome.
    statistic
        ``"mean"``, a quantile ``"p5"``, ``"p50"``, ``"p95"`` of the outcome itself,
        ``"shortfall"`` (mean of the worst 5 % of the draws) or ``"worst"`` (the worst draw).
    better
        ``"more"`` or ``"less"``; empty: as the outcome says.
    """

    outcome: str
    statistic: Statistic = "mean"
    better: Literal["more", "less", ""] = ""


@dataclass(frozen=True)
class Chance:
    """Seek the largest share of draws that meet all thresholds at once.

    Attributes
    ----------
    thresholds
        By name of the outcome: a number [unit of the outcome], reached in the better direction;
        or ``("at_least", number)``, ``("at_most", number)``.
    """

    thresholds: Mapping[str, float | tuple[Test, float]]


@dataclass(frozen=True)
class Limit:
    """Limit an outcome: its mean, or the share of draws that reach a number.

    Attributes
    ----------
    outcome
        Name of an outcome.
    test
        ``"at_least"`` or ``"at_most"``.
    number
        [unit of the outcome]. If `over` is a policy, what is added to its mean.
    share
        Of the draws that must reach the number, 0 to 1; None: the mean must.
    over
        A policy that the number is counted from, in the same draws.
    """

    outcome: str
    test: Test
    number: float
    share: float | None = None
    over: Policy | FeedbackPolicy | None = None
