"""Set levers by signposts: what has happened so far decides the value of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commpartner.experiments.comparing import compare
from commpartner.model.control import Controls, FeedbackPolicy, Observation
from commpartner.problems.arguments import Array
from commpartner.programme import Policy
from commpartner.programme.levers import Lever, OneOf, Range

SIGNALS = tuple(name for name in Observation._fields)
NO_SIGNAL = "none"
PARTS = ("signal", "at", "over", "after", "below", "above")
SHOWN_DRAWS = 16  # in which the range of the signals is looked at
TAIL = 0.02  # of the values of a signal on each side that its range leaves out


@dataclass(frozen=True)
class Signpost:
    """Set a lever by a signal of the run, in every draw by itself.

    From month `after` on, the lever has the value `below` while the signal is under `at`, and
    `above` once it is over ``at + over``; in between it moves in proportion. Before that month the
    lever is as planned.

    Attributes
    ----------
    lever
        A field of `Controls`.
    signal
        A field of `Observation`.
    at, over
        [unit of the signal].
    after
        Month from which it counts.
    below, above
        [unit of the lever].

    Examples
    --------
    >>> from commpartner.control import Controls, Observation
    >>> stop = Signpost("fallback_cap", "satisfaction", at=55.0, below=0.0, above=20.0, after=12)
    >>> seen = Observation(12, *np.array([[0.6, 0.6], [50.0, 70.0], [0, 0], [0, 0], [5, 5]]))
    >>> stop(seen, Controls(np.full(2, 0.7), np.ones(2), np.full(2, 20.0))).fallback_cap
    array([ 0., 20.])
    """

    lever: str
    signal: str
    at: float
    below: float
    above: float
    over: float = 0.0
    after: int = 0

    def __call__(self, seen: Observation, levers: Controls) -> Controls:
        """Return the levers of the month."""
        if seen.month < self.after:
            return levers
        planned = getattr(levers, self.lever)
        signal = np.broadcast_to(getattr(seen, self.signal), np.shape(planned))
        share = (signal >= self.at).astype(np.float64)
        if self.over > 0.0:
            share = np.clip((signal - self.at) / self.over, 0.0, 1.0)
        value = self.below + (self.above - self.below) * share
        least, most = min(self.below, self.above), max(self.below, self.above)
        return levers._replace(**{self.lever: np.clip(value, least, most)})


@dataclass(frozen=True)
class Signposts:
    """Follow several signposts, one after the other."""

    posts: tuple[Signpost, ...]

    def __call__(self, seen: Observation, levers: Controls) -> Controls:
        """Return the levers of the month."""
        for post in self.posts:
            levers = post(seen, levers)
        return levers


def levers_of_rules(levers: Mapping[str, Lever], rules: Sequence[str]) -> dict[str, Lever]:
    """Return the levers of the signposts of some levers, by dotted names.

    The place of the signal is a share of its range, so that a search needs no units.
    """
    found: dict[str, Lever] = {}
    for name in rules:
        span = levers[name]
        assert isinstance(span, Range)
        plain = Range(span.low, span.high)
        found |= {
            f"{name}.signal": OneOf((NO_SIGNAL, *SIGNALS)),
            f"{name}.at": Range(0.0, 1.0),
            f"{name}.over": Range(0.0, 1.0),
            f"{name}.after": Range(0.0, 1.0),
            f"{name}.below": plain,
            f"{name}.above": plain,
        }
    return found


def without_rules(levers: Mapping[str, Lever], rules: Sequence[str]) -> dict[str, Any]:
    """Return the values of signpost levers that leave the levers as planned."""
    found: dict[str, Any] = {}
    for name in rules:
        span = levers[name]
        assert isinstance(span, Range)
        values = (NO_SIGNAL, 0.5, 0.0, 0.0, span.low, span.high)
        found |= {f"{name}.{part}": value for part, value in zip(PARTS, values, strict=True)}
    return found


@dataclass(frozen=True)
class SignalRanges:
    """Hold the range of each signal, and the months of a run."""

    low: Mapping[str, float]
    high: Mapping[str, float]
    months: int

    def post(self, lever: str, values: Mapping[str, Any]) -> Signpost | None:
        """Make the signpost of a lever from the values of a search; None if it has no signal."""
        chosen = {part: values[f"{lever}.{part}"] for part in PARTS}
        signal = chosen["signal"]
        if signal == NO_SIGNAL:
            return None
        low, high = self.low[signal], self.high[signal]
        return Signpost(
            lever=lever,
            signal=signal,
            at=_short(low + chosen["at"] * (high - low)),
            over=_short(chosen["over"] ** 2 * (high - low)),
            after=round(0.5 * chosen["after"] ** 2 * self.months),
            below=chosen["below"],
            above=chosen["above"],
        )


def signal_ranges(given: Mapping[str, Any], base: Policy | FeedbackPolicy) -> SignalRanges:
    """Look at the signals of a policy in a few draws and return their ranges.

    Parameters
    ----------
    given
        Arguments of `compare`: programme, months, seed and so on.
    """
    policy = base.policy if isinstance(base, FeedbackPolicy) else base
    seen: dict[str, list[Array]] = {name: [] for name in SIGNALS}

    def look(now: Observation, levers: Controls) -> Controls:
        for name in SIGNALS:
            seen[name].append(np.array(getattr(now, name), dtype=np.float64).ravel())
        return levers

    compare(**given, policies={"base": FeedbackPolicy(policy, look)}, draws=SHOWN_DRAWS)
    ends = {
        name: np.quantile(np.concatenate(values), (TAIL, 1.0 - TAIL)).tolist()
        for name, values in seen.items()
    }
    low, high = ({name: each[end] for name, each in ends.items()} for end in (0, 1))
    return SignalRanges(low, high, int(given["months"]))


def _short(value: float) -> float:
    return float(f"{value:.4g}")
