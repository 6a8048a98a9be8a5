"""Choose who does the work of a role: own posts, or hours that are bought."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array

ROUNDING = 1e-9  # of a step: the rounding of numbers must not cost a post


class Crew(NamedTuple):
    """Hold the crew of a role [FTE]: posts of its own, and hours bought (小时工)."""

    posts: Array
    hours: Array

    @property
    def size(self) -> Array:
        """Sum posts and hours [FTE]."""
        return self.posts + self.hours

    def paid(self, premium: Array) -> Array:
        """Return the crew in wages of a post: ``posts + (1 + premium) * hours``."""
        return self.posts + (1.0 + premium) * self.hours


class Office(NamedTuple):
    """Hold the crews of desk and managers, and the desk work that managers leave [FTE]."""

    coordinator: Crew
    manager: Crew
    left: Array


@equation
def cheapest_crew(workload: Array, step: Array, premium: Array) -> Crew:
    """Compute the cheapest crew of own posts and bought hours for a workload.

    Posts are whole steps; hours are divisible and cost ``1 + premium`` times as much. All whole
    steps that the work fills are posts. The rest is bought if that costs less than one more step,
    ``rest * (1 + premium) < step``. A step of 0 means fully divisible posts.

    Parameters
    ----------
    workload
        Work to be done [FTE], any shape.
    step
        Smallest unit of a post [FTE], >= 0.
    premium
        What an hour bought costs above an hour of a post, share, >= 0.

    Examples
    --------
    >>> import numpy as np
    >>> cheapest_crew(np.array([0.2, 0.9, 1.2]), np.array(1.0), np.array(0.25))
    Crew(posts=array([0., 1., 1.]), hours=array([0.2, 0. , 0.2]))
    """
    whole = np.where(step > 0, step, 1.0)
    filled = np.floor(workload / whole + ROUNDING)
    rest = np.maximum(workload - whole * filled, 0.0)
    rest = np.where(rest <= ROUNDING * whole, 0.0, rest)
    one_more = rest * (1.0 + premium) >= whole
    posts = np.where(step > 0, whole * (filled + one_more), workload)
    return Crew(posts, np.where((step > 0) & ~one_more, rest, 0.0))


@equation
def office_crews(
    desk: Array,
    management: Array,
    steps: tuple[Array, Array],
    premiums: tuple[Array, Array],
    wages: tuple[Array, Array],
) -> Office:
    """Choose the crews of desk and managers, where an own manager may do desk work, too.

    There are two ways, and the cheaper is taken. Either the part of a manager that fills no whole
    step is shared with other estates and paid by the hour. Or there is one more step of an own
    manager, who does desk work in the time that is left (一岗多责).

    Parameters
    ----------
    desk, management
        Work [FTE].
    steps, premiums, wages
        Of desk and of managers: smallest post [FTE], premium on hours, wage [yuan/FTE/month].

    Examples
    --------
    >>> import numpy as np
    >>> one = np.array(1.0)
    >>> kept = office_crews(
    ...     one * 0.5, one * 0.5, (one, one), (one, one), (one * 3000, one * 3000)
    ... )
    >>> kept.manager.posts.item(), kept.coordinator.size.item()
    (1.0, 0.0)
    """
    whole = np.where(steps[1] > 0, steps[1], 1.0)
    shared = cheapest_crew(management, steps[1], premiums[1])
    own = whole * np.ceil(management / whole - ROUNDING)
    own = np.where(steps[1] > 0, own, management)
    left = np.maximum(desk - (own - management), 0.0)
    apart, beside = (cheapest_crew(work, steps[0], premiums[0]) for work in (desk, left))
    cost_apart = apart.paid(premiums[0]) * wages[0] + shared.paid(premiums[1]) * wages[1]
    both = beside.paid(premiums[0]) * wages[0] + own * wages[1] < cost_apart
    return Office(
        coordinator=Crew(*(np.where(both, *ways) for ways in zip(beside, apart, strict=True))),
        manager=Crew(np.where(both, own, shared.posts), np.where(both, 0.0, shared.hours)),
        left=np.where(both, left, desk),
    )


@equation
def relief_hours(on_duty: Array, crew: Array, absence: Array) -> Array:
    """Compute the hours to buy so that enough are on duty whoever is absent [FTE].

    ``E[max(k - X, 0)] = k P(X <= k - 1) - n (1 - absence) P(X' <= k - 2)``, with k on duty. Of the
    whole posts n of a crew each is absent with probability ``absence``, so that the number at work
    X is binomial, and X' with n - 1 posts. What is short is bought by the hour as it arises.

    Parameters
    ----------
    on_duty
        Staff that the promise asks for at all times, k [FTE], whole.
    crew
        Staff employed or bought anyway [FTE], at least k.
    absence
        Absence and leave, share.

    Examples
    --------
    One technician who is away on one day in ten, and two of whom one must be there:

    >>> import numpy as np
    >>> relief_hours(np.array([1.0, 1.0]), np.array([1.0, 2.0]), np.array(0.1))
    array([0.1 , 0.01])
    """
    posts = np.floor(crew + ROUNDING)
    short = on_duty * _at_most(on_duty - 1.0, posts, absence)
    present = posts * (1.0 - absence) * _at_most(on_duty - 2.0, posts - 1.0, absence)
    return np.maximum(short - present, 0.0)


def _at_most(count: Array, posts: Array, absence: Array) -> Array:
    """Compute the probability that at most `count` of `posts` are at work."""
    from scipy.special import betainc  # large: loaded on first use

    inside = (count >= 0) & (count < posts)
    above, below = np.where(inside, posts - count, 1.0), np.where(inside, count + 1.0, 1.0)
    chance = betainc(above, below, absence)
    return np.where(count < 0, 0.0, np.where(inside, chance, 1.0))
