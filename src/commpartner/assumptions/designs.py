"""Sample the assumptions by Monte Carlo, Latin hypercubes, or Sobol' points."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import ClassVar, Literal, get_args

import numpy as np

from commpartner.assumptions.calibrated import Calibrated
from commpartner.assumptions.draws import Array, Design, uniforms
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.problems.arguments import is_number, refused
from commpartner.problems.wording import suggest
from commpartner.texts import Text

Method = Literal["monte_carlo", "latin_hypercube", "sobol"]
Correlations = Mapping[tuple[str, str], float]
METHODS: tuple[Method, ...] = get_args(Method)
ABOVE_0, BELOW_1 = 2.0**-54, 1.0 - 2.0**-53  # at the ends themselves quantiles are infinite
BITS = 30  # of a Sobol' number


@dataclass(frozen=True)
class MonteCarlo:
    """Sample independent draws; draw *d* depends on the name, the seed and *d* alone."""

    extendable: ClassVar[bool] = True

    def __call__(self, name: str, seed: int, start: int, stop: int) -> Array:
        """Return the uniform numbers in (0, 1) of one name, shape (stop - start,)."""
        return uniforms(name, seed, start, stop)


@dataclass(frozen=True)
class LatinHypercube:
    """Sample each of `draws` equal slices of a name's range once, in random order.

    McKay et al. 1979, doi:10.2307/1268522, by `scipy.stats.qmc.LatinHypercube`. A name's numbers
    depend on no other name. They change with `draws`, so that a design cannot be extended. Rows
    that the table correlates (the wages) mix two names' numbers and have no slices of their own.
    """

    draws: int
    extendable: ClassVar[bool] = False

    def __call__(self, name: str, seed: int, start: int, stop: int) -> Array:
        """Return the uniform numbers in (0, 1) of one name, shape (stop - start,).

        Raises
        ------
        ValueError
            If a draw is asked for that the design does not have.
        """
        if not 0 <= start <= stop <= self.draws:
            allowed = Text("latin_hypercube_fixed", draws=self.draws)
            raise refused("draws", Text("start_to_stop", start=start, stop=stop), allowed)
        return _latin_column(name, seed, self.draws)[start:stop]


@dataclass(frozen=True)
class Sobol:
    """Sample scrambled Sobol' points, one dimension a name; other names use Monte Carlo.

    Sobol' 1967, doi:10.1016/0041-5553(67)90144-9, with a random linear scrambling and shift
    (Matousek 1998, doi:10.1006/jcom.1998.0489), by `scipy.stats.qmc.Sobol`. Balanced only if
    the number of draws is a power of 2. More draws leave the first ones as they are; another name
    changes the numbers of all. Rows that the table correlates are as in `LatinHypercube`.
    """

    names: tuple[str, ...]
    extendable: ClassVar[bool] = True

    def __call__(self, name: str, seed: int, start: int, stop: int) -> Array:
        """Return the uniform numbers in (0, 1) of one name, shape (stop - start,)."""
        if name not in self.names:
            return uniforms(name, seed, start, stop)
        points = _sobol_points(len(self.names), seed, start, stop)
        return np.asarray(points[self.names.index(name)])


@dataclass(frozen=True)
class Correlated:
    """Correlate some names of another design by a Gaussian copula.

    ``u = Phi(L Phi^-1(v))`` with *v* of the base design and ``L L' = R``, the matrix of the
    correlations, 0 if no pair gives one (Nelsen 2006, doi:10.1007/0-387-28678-0). The rank
    correlation of a pair is ``6 / pi * asin(rho / 2)``. The name that comes first keeps its numbers
    as they were; of a Latin hypercube the others lose their slices.

    Attributes
    ----------
    pairs
        Two names and the correlation of their normal scores, in (-1, 1).

    Raises
    ------
    InputError
        If a pair is given twice or with itself, a correlation is out of its range, or the
        correlations contradict each other (R is not positive definite).
    """

    design: Design
    pairs: tuple[tuple[str, str, float], ...]

    def __post_init__(self) -> None:
        """Validate that the correlations form a matrix of correlations."""
        problems, seen = [], set()
        for one, other, rho in self.pairs:
            if one == other or frozenset((one, other)) in seen:
                problems.append(_problem((one, other), Text("once_more"), Text("each_pair_once")))
            seen.add(frozenset((one, other)))
            if not -1 < rho < 1:
                problems.append(_problem((one, other), f"{rho}", Text("above_minus_1_below_1")))
        if problems:
            raise InputError(problems)
        try:
            self._factor  # noqa: B018
        except np.linalg.LinAlgError:
            found = ", ".join(f"{one} with {other} {rho:g}" for one, other, rho in self.pairs)
            allowed = Text("positive_definite")
            raise InputError([_problem(self.names, found, allowed)]) from None

    @property
    def extendable(self) -> bool:
        """Return whether more draws leave the first ones unchanged."""
        return bool(getattr(self.design, "extendable", False))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the correlated names in the order of the pairs."""
        return tuple(dict.fromkeys(chain.from_iterable(pair[:2] for pair in self.pairs)))

    @cached_property
    def _factor(self) -> Array:
        place = {name: number for number, name in enumerate(self.names)}
        matrix = np.eye(len(place))
        for one, other, rho in self.pairs:
            matrix[place[one], place[other]] = matrix[place[other], place[one]] = rho
        return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)

    def checked(self, ledger: AssumptionTable) -> Correlated:
        """Validate the correlations against a table of assumptions and return the design.

        Raises
        ------
        InputError
            If a name is unknown, or a row does not vary or is correlated in the table already.
        """
        problems = []
        for name in self.names:
            row = ledger.get(name)
            if row is None:
                problems.append(_problem((name,), Text("unknown_name"), suggest(name, ledger)))
            elif row.distribution == "fixed":
                problems.append(_problem((name,), Text("a_fixed_row"), Text("row_that_varies")))
            elif isinstance(row, Calibrated):
                found, allowed = Text("a_calibrated_row"), Text("row_of_its_own")
                problems.append(_problem((name,), found, allowed))
            elif row.correlated_by:
                allowed = Text("row_not_correlated")
                problems.append(
                    _problem(
                        (name,), Text("correlated_by", correlated_by=row.correlated_by), allowed
                    )
                )
        if problems:
            raise InputError(problems)
        return self

    def __call__(self, name: str, seed: int, start: int, stop: int) -> Array:
        """Return the uniform numbers in (0, 1) of one name, shape (stop - start,)."""
        if name not in self.names[1:]:
            return self.design(name, seed, start, stop)
        from scipy.special import ndtr, ndtri

        # Added up one by one: the bits of a matrix product may depend on the number of rows.
        weights = self._factor[self.names.index(name)]
        scores = np.zeros(stop - start)
        for weight, each in zip(weights, self.names, strict=True):
            if weight != 0:
                scores += weight * np.asarray(ndtri(self.design(each, seed, start, stop)))
        return np.minimum(np.asarray(ndtr(scores)), BELOW_1)


def sampling(method: Method, ledger: AssumptionTable, draws: int) -> Design:
    """Make the design of a method for the assumptions that vary.

    Raises
    ------
    ValueError
        If there is no such method, or `draws` is no power of 2 for ``"sobol"``.

    Examples
    --------
    >>> from commpartner.assumptions.table import default_assumptions
    >>> ledger = default_assumptions()
    >>> draws = ledger.draw(7, 0, 4, sampling("latin_hypercube", ledger, 4))
    >>> draws["wage_cleaner"].shape
    (4, 1)
    """
    match method:
        case "monte_carlo":
            return MonteCarlo()
        case "latin_hypercube":
            return LatinHypercube(draws)
        case "sobol":
            if draws < 1 or draws & (draws - 1):
                allowed = Text("power_of_two_for_sobol", value=2 ** max(draws, 1).bit_length())
                raise refused("draws", draws, allowed)
            return Sobol(dimensions(ledger))
    raise refused("sampling", method, Text("one_of", names=", ".join(map(repr, METHODS))))


def correlated_pairs(correlations: Correlations) -> tuple[tuple[str, str, float], ...]:
    """Read the pairs of names and their correlations.

    Raises
    ------
    InputError
        If a key is no pair of names, or a value no number.

    Examples
    --------
    >>> correlated_pairs({("inflation", "wage_growth"): 0.5})
    (('inflation', 'wage_growth', 0.5),)
    """
    whole = Text("pairs_to_numbers")
    if not isinstance(correlations, Mapping):
        raise InputError([_problem(("correlations",), repr(correlations), whole)])
    pairs, problems = [], []
    for key, rho in correlations.items():
        is_pair = isinstance(key, tuple) and len(key) == 2
        if not (is_pair and all(isinstance(name, str) for name in key)):
            problems.append(_problem(("correlations",), repr(key), Text("pair_of_names")))
        elif not is_number(rho):
            problems.append(_problem(key, repr(rho), Text("between_minus_1_and_1")))
        else:
            pairs.append((*key, float(rho)))
    if problems:
        raise InputError(problems)
    return tuple(pairs)


def dimensions(ledger: AssumptionTable) -> tuple[str, ...]:
    """List the names that need a uniform number: assumptions that vary and shared factors."""
    varying = [row for row in ledger.values() if row.distribution != "fixed"]
    needed = {row.name for row in varying} | {row.correlated_by for row in varying}
    return tuple(name for name in ledger if name in needed)


def _problem(names: Sequence[str], found: str, allowed: str) -> Problem:
    return Problem("correlations", None, ", ".join(names), found, allowed)


def _generator(name: str, seed: int) -> np.random.Generator:
    digest = hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(int.from_bytes(digest, "little")))


# A chunk of draws asks for every assumption, and the next chunk for all of them again: fewer
# columns than rows would be of no use. Each takes 8 bytes a draw.
@lru_cache(maxsize=256)
def _latin_column(name: str, seed: int, draws: int) -> Array:
    from scipy.stats.qmc import LatinHypercube as Sampler

    column = Sampler(d=1, rng=_generator(name, seed)).random(draws)[:, 0]
    column = np.clip(column, ABOVE_0, BELOW_1)  # rounding may reach the ends
    column.flags.writeable = False
    return column


# All dimensions come at once; a chunk's next names find theirs here.
@lru_cache(maxsize=2)
def _sobol_points(dimensions: int, seed: int, start: int, stop: int) -> Array:
    """Compute the scrambled Sobol' points, shape (dimension, draw)."""
    from scipy.stats.qmc import Sobol as Sampler

    sampler = Sampler(d=dimensions, scramble=True, bits=BITS, rng=_generator("Sobol' points", seed))
    if start:
        sampler.fast_forward(start)
        points = sampler.random(stop - start)
    else:  # in two steps: SciPy warns of a first step that is no power of 2, as a chunk may be
        points = np.concatenate([sampler.random(1), sampler.random(max(stop - 1, 0))])[:stop]
    # Points lie on a grid that includes 0; the middle of a cell never does.
    points = np.ascontiguousarray(points.T) + 2.0 ** -(BITS + 1)
    points.flags.writeable = False
    return points
