"""Estimate the gain of knowing assumptions by regression of the net benefit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commpartner.assumptions.draws import Array, uniforms

Fit = Callable[[Array], Array]

KNOTS = 6  # of a spline
PAIRED = 12  # assumptions of a group whose products enter
PENALTIES = np.append(np.logspace(-8.0, 4.0, 25), np.inf)  # at infinity only the mean is left
FOLDS = 5
REPLICATES = 8  # surveys that are simulated a draw


class Gain(NamedTuple):
    """Hold the expected gain of deciding with knowledge [unit of the benefit].

    Attributes
    ----------
    value
        Mean of the two estimates that follow.
    standard_error
        Of the value: root of its variance over the draws plus the square of half the distance
        between the two estimates.
    fitted
        E[max over policies of the fitted benefit] - max over policies of E[fitted benefit].
    held_out
        What choosing by the fitted benefit gains, in draws that had no part in the fit, over the
        policy that was best on average in those that had.
    """

    value: float
    standard_error: float
    fitted: float
    held_out: float


def gain_of_knowing(
    x: Array, contrasts: Array, fold: NDArray[np.intp], noise: Array | None = None
) -> Gain:
    r"""Estimate the gain of choosing a policy after some assumptions are measured.

    .. math:: E_x[\max_d E(b_d \mid x)] - \max_d E(b_d)

    with the inner expectation by regression over the draws (Strong, Oakley and Brennan 2014,
    doi:10.1177/0272989X13505910). The largest of several fitted benefits overstates the gain by
    their noise. A choice by the fitted benefits, valued in draws held out of the fit, understates
    it by the errors of the choice. If policies compete, both biases have equal size and opposite
    signs to first order: half the variance of the fit times the density of draws on the border
    between two policies. Their mean is reported.

    With `noise` what is known is not *x* but x + noise, the mean of a survey (Strong, Oakley,
    Brennan and Breeze 2015, doi:10.1177/0272989X15575286). The noise adds no knowledge to *x*. The
    fit of E(b | x) is therefore regressed on the noisy *x* instead of the benefit, which removes
    the scatter by all other assumptions.

    Parameters
    ----------
    x
        Assumptions, shape (draw, assumption), each with two values or more.
    contrasts
        Benefit of every other policy less that of the one with the best mean, shape
        (draw, policy) [unit of the benefit].
    fold
        Number of the part in which a draw is held out, shape (draw,).
    noise
        Errors of measurement, shape (replicate, draw, assumption) [units of the assumptions].

    Returns
    -------
    Gain
        [unit of the benefit].

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(4000, 2))
    >>> found = gain_of_knowing(x[:, :1], x.sum(axis=1, keepdims=True), deal(4000, seed=0))
    >>> abs(found.value - 0.399) < 3 * found.standard_error  # 1 / sqrt(2 pi)
    True
    """
    fitted, gains = _fitted_and_gains(x, contrasts, fold, noise)
    over = float(fitted.max(axis=-1).mean() - fitted.mean(axis=(0, 1)).max())
    under = float(gains.mean())
    by_draw = float(gains.std()) / math.sqrt(len(x))
    return Gain(
        value=(over + under) / 2.0,
        standard_error=math.hypot(by_draw, (over - under) / 2.0),
        fitted=over,
        held_out=under,
    )


def gain_by_draw(
    x: Array, contrasts: Array, fold: NDArray[np.intp], noise: Array | None = None
) -> tuple[Gain, Array]:
    """Estimate the gain of knowing assumptions, and what each draw adds to it.

    Parameters
    ----------
    x, contrasts, fold, noise
        As of `gain_of_knowing`.

    Returns
    -------
    tuple of Gain and numpy.ndarray
        The gain, and shares of it of mean ``Gain.value``, shape (draw,) [unit of the benefit].

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(400, 1))
    >>> found, shares = gain_by_draw(x, x, deal(400, seed=0))
    >>> shares.shape, round(float(shares.mean() - found.value), 9)
    ((400,), 0.0)
    """
    fitted, gains = _fitted_and_gains(x, contrasts, fold, noise)
    unknowing = int(fitted.mean(axis=(0, 1)).argmax())
    over = (fitted.max(axis=-1) - fitted[..., unknowing]).mean(axis=0)
    shares = (over + gains) / 2.0
    by_draw = float(gains.std()) / math.sqrt(len(x))
    between = float(over.mean() - gains.mean()) / 2.0
    value, error = float(shares.mean()), math.hypot(by_draw, between)
    return Gain(value, error, float(over.mean()), float(gains.mean())), shares


def _fitted_and_gains(
    x: Array, contrasts: Array, fold: NDArray[np.intp], noise: Array | None
) -> tuple[Array, Array]:
    """Compute fitted benefits (replicate, draw, policy) and the gains of draws held out."""
    seen = x[None] if noise is None else x + noise
    benefits = _beside_the_best(contrasts)
    fitted = _beside_the_best(_rule(x, contrasts, noise)(seen))
    gains = np.zeros(len(x))
    for part in np.unique(fold):
        out = fold == part
        kept = None if noise is None else noise[:, ~out]
        rule = _rule(x[~out], contrasts[~out], kept)
        chosen = _beside_the_best(rule(seen[:, out])).argmax(axis=-1)
        unknowing = benefits[~out].mean(axis=0).argmax()
        taken = benefits[out][np.arange(out.sum()), chosen]
        gains[out] = (taken - benefits[out, unknowing]).mean(axis=0)
    return fitted, gains


def deal(draws: int, seed: int) -> NDArray[np.intp]:
    """Assign the draws to five folds of one size at random, shape (draw,)."""
    return np.random.default_rng(seed).permutation(draws) % FOLDS


def standard_noise(name: str, seed: int, draws: int) -> Array:
    """Draw standard normal errors of eight surveys a draw, shape (replicate, draw, 1)."""
    from scipy.special import ndtri

    chance = uniforms(f"survey of {name}", seed, 0, REPLICATES * draws)
    return np.asarray(ndtri(chance)).reshape(REPLICATES, draws, 1)


def expectation(x: Array, y: Array) -> Fit:
    r"""Fit E[y | x] by ridge regression on natural cubic splines and products of pairs.

    .. math:: f(x) = \bar y + \sum_j s_j(x_j) + \sum_{j<k} \beta_{jk} x_j x_k

    The penalty, one for each of the two steps and each column of *y*, is that of the least
    generalised cross-validation (Golub, Heath and Wahba 1979,
    doi:10.1080/00401706.1979.10489751). It may be infinite: what says nothing about *y* leaves the
    mean alone. Of a group of more than twelve only the twelve that explain most are multiplied.

    Parameters
    ----------
    x
        Shape (draw, assumption), each with two values or more.
    y
        Shape (draw, column).

    Returns
    -------
    callable
        From assumptions of shape (..., assumption) to the fit, shape (..., column).

    Examples
    --------
    >>> x = np.linspace(-1.0, 1.0, 400)[:, None]
    >>> expectation(x, x**2)(np.array([[0.0], [0.5]])).round(1)
    array([[0. ],
           [0.2]])
    """
    centre, spread = _centre_and_spread(x)
    scaled = (x - centre) / spread
    knots = [np.unique(np.quantile(z, np.linspace(0.0, 1.0, KNOTS))) for z in scaled.T]

    def splines(z: Array) -> list[Array]:
        return [_natural_spline(z[..., j], places) for j, places in enumerate(knots)]

    mean = y.mean(axis=0)
    parts = splines(scaled)
    columns = np.concatenate(parts, axis=-1)
    additive, slopes = _ridge(columns, y - mean)
    borders = np.cumsum([part.shape[-1] for part in parts])[:-1]
    total = np.maximum(y.var(axis=0), np.finfo(np.float64).tiny)
    explained = [
        np.max((part @ slope).var(axis=0) / total)
        for part, slope in zip(parts, np.split(slopes, borders), strict=True)
    ]
    strongest = np.argsort(np.negative(explained), kind="stable")[:PAIRED]
    one, other = (strongest[side] for side in np.triu_indices(len(strongest), 1))
    by_pair, _ = _ridge(scaled[:, one] * scaled[:, other], y - mean - additive(columns))

    def fit(values: Array) -> Array:
        z = (values - centre) / spread
        alone = additive(np.concatenate(splines(z), axis=-1))
        return np.asarray(mean + alone + by_pair(z[..., one] * z[..., other]))

    return fit


def _rule(x: Array, contrasts: Array, noise: Array | None) -> Fit:
    known = expectation(x, contrasts)
    if noise is None:
        return known
    told = np.broadcast_to(known(x), (len(noise), *contrasts.shape))
    return expectation((x + noise).reshape(-1, x.shape[1]), told.reshape(-1, contrasts.shape[1]))


def _beside_the_best(contrasts: Array) -> Array:
    """Place the policy with the best mean, whose contrast is 0, before the others."""
    return np.concatenate([np.zeros((*contrasts.shape[:-1], 1)), contrasts], axis=-1)


def _natural_spline(z: Array, knots: Array) -> Array:
    """Compute cubics between the knots, straight outside (Hastie et al. 2009, eq. 5.4).

    Shape (..., basis function); the constant is left out. See doi:10.1007/978-0-387-84858-7.
    """
    if len(knots) < 3:
        return z[..., None]
    cubes = np.maximum(z[..., None] - knots, 0.0) ** 3
    bent = (cubes[..., :-1] - cubes[..., -1:]) / (knots[-1] - knots[:-1])
    return np.concatenate([z[..., None], bent[..., :-1] - bent[..., -1:]], axis=-1)


def _ridge(columns: Array, y: Array) -> tuple[Fit, Array]:
    """Fit y by ridge regression on scaled columns; also the slopes on the columns as they are."""
    centre, spread = _centre_and_spread(columns)
    scaled = (columns - centre) / spread
    draws = len(y)
    size, axes = np.linalg.eigh(scaled.T @ scaled / draws)
    known = size > 1e-12 * size.max(initial=0.0)
    size, axes = size[known], axes[:, known]
    along = axes.T @ (scaled.T @ y) / draws  # (axis, column)
    kept = size / (size + PENALTIES[:, None])  # (penalty, axis)
    explained = np.einsum("pa,ac->pc", 2.0 * kept - kept**2, along**2 / size[:, None])
    freedom = 1.0 + kept.sum(axis=1)
    # A fit with as many slopes as draws would seem perfect.
    open_to_choice = (freedom < draws / 2.0)[:, None]
    score = ((y**2).mean(axis=0) - explained) / (1.0 - freedom[:, None] / draws) ** 2
    chosen = np.where(open_to_choice, score, np.inf).argmin(axis=0)
    slopes = axes @ (kept[chosen].T * along / size[:, None]) / spread[:, None]

    def fit(values: Array) -> Array:
        return np.asarray((values - centre) @ slopes)

    return fit, slopes


def _centre_and_spread(columns: Array) -> tuple[Array, Array]:
    """Compute mean and standard deviation; 1 if a column is constant in a part."""
    spread = columns.std(axis=0)
    return columns.mean(axis=0), np.where(spread > 0, spread, 1.0)
