"""Find boxes of the assumptions in which failures are dense, by a pruned decision tree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from commpartner.problems.arguments import Array, Mask
from commpartner.problems.optional import optional

# By assumption: above the first number and at most the second.
Bounds = Mapping[str, tuple[float, float]]

FOLDS = 5
SMALLEST = 5  # draws of a box
PARTS = 1000.0  # of a range, of which bounds are rounded to one
LAST_DIGIT = 17  # of a floating point number


def failing_boxes(
    values: pd.DataFrame, failed: Mask, *, max_depth: int, min_coverage: float, seed: int
) -> list[Bounds]:
    """Find boxes in which a draw fails more often than elsewhere, most failures first.

    A classification tree (Breiman et al. 1984, doi:10.1201/9781315139470) gives failures and other
    draws equal weight. It is pruned by its balanced accuracy in five-fold cross-validation to the
    smallest tree within a standard error of the best. If nothing tells failures from other draws,
    no box is left.

    Parameters
    ----------
    values
        One row a draw, one column an assumption.
    failed
        Shape (draw,), at least five draws of either sort.
    max_depth
        Conditions of a box.
    min_coverage
        Least share of the failures in a box.
    seed
        Breaks ties between assumptions that split the draws alike.

    Returns
    -------
    list of mapping
        Bounds by assumption, rounded to a thousandth of the range of its values, or as much finer
        as it takes to hold the same draws. Boxes do not overlap.

    Raises
    ------
    MissingExtraError
        If the extra ``research`` is not installed.

    Examples
    --------
    >>> u = np.random.default_rng(0).random((1000, 2))
    >>> failed = (u[:, 0] < 0.3) & (u[:, 1] > 0.7)
    >>> table = pd.DataFrame(u, columns=["a", "b"])
    >>> failing_boxes(table, failed, max_depth=3, min_coverage=0.1, seed=0)
    [{'a': (-inf, 0.2975), 'b': (0.6989, inf)}]
    """
    smallest = max(SMALLEST, math.ceil(min_coverage * failed.sum()))
    x = values.to_numpy(dtype=np.float64)
    low, width = x.min(axis=0), np.ptp(x, axis=0)
    # scikit-learn rounds to 24 bits: of values from 2,500 to 2,510 the place between them is kept.
    places = ((x - low) / np.where(width > 0, width, 1.0)).astype(np.float32)
    tree = _pruned(places, failed, max_depth, smallest, seed)
    boxes = [
        {
            str(values.columns[c]): (
                _threshold(x[:, c], places[:, c], above),
                _threshold(x[:, c], places[:, c], at_most),
            )
            for c, (above, at_most) in bounds.items()
        }
        for bounds, fails in _leaves(tree)
        if fails and bounds
    ]
    covered = [failed[inside(values, bounds)].sum() / failed.sum() for bounds in boxes]
    order = np.argsort(np.negative(covered), kind="stable")
    return [boxes[number] for number in order if covered[number] >= min_coverage]


def inside(values: pd.DataFrame, bounds: Bounds) -> Mask:
    """Return whether each draw lies in a box, shape (draw,)."""
    found = np.ones(len(values), dtype=np.bool_)
    for name, (low, high) in bounds.items():
        column = values[name].to_numpy()
        found &= (low < column) & (column <= high)
    return found


def _pruned(x: Any, failed: Mask, max_depth: int, smallest: int, seed: int) -> Any:
    """Fit a tree and prune it by cross-validation."""

    def grown(penalty: float) -> Any:
        return optional("sklearn.tree").DecisionTreeClassifier(
            max_depth=min(max_depth, len(failed)),  # no tree is deeper than it has draws
            min_samples_leaf=smallest,
            class_weight="balanced",
            ccp_alpha=penalty,
            random_state=seed % 2**32,  # larger ones are refused
        )

    steps = grown(0.0).cost_complexity_pruning_path(x, failed).ccp_alphas
    steps = np.maximum(steps, 0.0)  # rounding may leave -1e-19, which is refused
    penalties = np.append(np.sqrt(steps[:-1] * steps[1:]), 2.0 * steps[-1] + 1e-9)
    selection = optional("sklearn.model_selection")
    folds = selection.StratifiedKFold(FOLDS)
    scores = np.array(
        [
            selection.cross_val_score(
                grown(penalty), x, failed, cv=folds, scoring="balanced_accuracy"
            )
            for penalty in penalties
        ]
    )
    mean = scores.mean(axis=1)
    best = int(mean.argmax())
    margin = scores[best].std(ddof=1) / math.sqrt(FOLDS)
    return grown(penalties[np.flatnonzero(mean >= mean[best] - margin)[-1]]).fit(x, failed)


def _leaves(fitted: Any) -> Iterator[tuple[dict[int, tuple[float, float]], bool]]:
    """List the bounds of every leaf, and whether failures outweigh other draws in it."""
    tree = fitted.tree_
    waiting: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while waiting:
        node, bounds = waiting.pop()
        if tree.children_left[node] < 0:
            holds, fails = tree.value[node][0]
            yield bounds, bool(fails > holds)
            continue
        column, threshold = int(tree.feature[node]), float(tree.threshold[node])
        low, high = bounds.get(column, (-math.inf, math.inf))
        waiting.append((tree.children_right[node], {**bounds, column: (threshold, high)}))
        waiting.append((tree.children_left[node], {**bounds, column: (low, threshold)}))


def _threshold(column: Array, places: Any, place: float) -> float:
    """Round a threshold to a short number that separates the same draws."""
    if math.isinf(place):
        return place
    under = places <= place
    below, above = float(column[under].max()), float(column[~under].min())
    middle = below / 2.0 + above / 2.0
    digits = -math.floor(math.log10(np.ptp(column) / PARTS))
    for finer in range(LAST_DIGIT):
        short = round(middle, digits + finer)
        if below <= short < above:
            return short
    return below
