"""Smooth importance weights by a Pareto distribution (PSIS), by ArviZ."""

from __future__ import annotations

from typing import Any

import numpy as np

from commpartner.assumptions.draws import Array

RELIABLE = 0.7  # largest Pareto k of weights that can be trusted
LEAST_LOG = -1e30  # of a draw that explains nothing at all


def smoothed(log_weights: Array, statistics: Any) -> tuple[Array, float]:
    """Smooth the largest weights; return the weights, which sum to 1, and Pareto k.

    Vehtari, Simpson, Gelman, Yao and Gabry (2024), Pareto smoothed importance sampling, JMLR 25.

    Parameters
    ----------
    log_weights
        Shape (draw,).
    statistics
        ``arviz_stats.base.array_stats``.
    """
    log_weights = np.maximum(log_weights, LEAST_LOG)
    log_weights = log_weights - log_weights.max()
    try:
        with np.errstate(all="ignore"):
            found, k = statistics.psislw(-log_weights)
    except ValueError:  # the largest weights are all the same: there is no tail to smooth
        found, k = log_weights, 0.0
    weights = np.exp(found - found.max())
    return np.asarray(weights / weights.sum()), float(k)
