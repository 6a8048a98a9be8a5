"""Draw values of the assumptions by name, seed and number of the draw."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from commpartner.errors import InputError, Problem
from commpartner.problems.arguments import refused, whole_number
from commpartner.problems.bounds import Bounds
from commpartner.texts import Text

Array = NDArray[np.float64]
Words = NDArray[np.uint64]
# Uniform numbers in (0, 1) of a name for a seed and the draws from the first to before the last.
Design = Callable[[str, int, int, int], Array]


def uniforms(name: str, seed: int, start: int, stop: int) -> Array:
    """Return the uniform numbers of the draws ``start`` to ``stop - 1`` for one name.

    The generator is counter-based (Philox 4x64, Salmon et al. 2011, doi:10.1145/2063384.2063405)
    and keyed by name and seed. Draw *d* is the *d*-th number of its stream for every `start`.

    Returns
    -------
    numpy.ndarray
        Shape (stop - start,), in the open interval (0, 1).
    """
    block, offset = divmod(start, 4)  # one step of the counter gives four numbers
    bits = np.random.Philox(key=_key(name, seed)).advance(block)
    values = np.random.Generator(bits).random(offset + stop - start)[offset:]
    return np.maximum(values, LEAST)


def many_uniforms(names: Sequence[str], seed: int, start: int, stop: int) -> Array:
    """Return the uniform numbers of `uniforms` for many names at once.

    Returns
    -------
    numpy.ndarray
        Shape (stop - start, len(names)).
    """
    keys = np.array([_key(name, seed) for name in names], dtype=np.uint64).reshape(-1, 2)
    first, offset = divmod(start, 4)
    blocks = np.arange(first, -(-stop // 4), dtype=np.uint64)
    words = _philox(keys[:, 0], keys[:, 1], blocks + np.uint64(1))  # NumPy counts from 1
    values = (words >> np.uint64(11)).reshape(4 * len(blocks), len(names)) * 2.0**-53
    return np.asarray(np.maximum(values[offset : offset + stop - start], LEAST))


LEAST = 2.0**-54  # a generator may return 0, where quantiles are infinite


def generator_of(name: str, seed: int) -> np.random.Generator:
    """Make the generator of a name and a seed."""
    return np.random.Generator(np.random.Philox(key=_key(name, seed)))


def _key(name: str, seed: int) -> Words:
    digest = hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()
    return np.asarray(np.frombuffer(digest, dtype="<u8"))


# Multipliers and steps of the key, from the paper.
_M0, _M1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


def _philox(key0: Words, key1: Words, counter: Words) -> Words:
    """Compute ten rounds of Philox 4x64, shape (counter, word, key)."""
    shape = len(counter), len(key0)
    c0 = np.broadcast_to(counter[:, None], shape)
    c1 = c2 = c3 = np.zeros(shape, dtype=np.uint64)
    for _ in range(10):
        c0, c1, c2, c3 = (
            _high(_M1, c2) ^ c1 ^ key0,
            c2 * np.uint64(_M1),
            _high(_M0, c0) ^ c3 ^ key1,
            c0 * np.uint64(_M0),
        )
        key0, key1 = key0 + _W0, key1 + _W1
    return np.stack([c0, c1, c2, c3], axis=1)


def _high(factor: int, values: Words) -> Words:
    """Compute the upper 64 bits of the product of two numbers of 64 bits, by halves."""
    low, high = np.uint64(factor & 0xFFFFFFFF), np.uint64(factor >> 32)
    x, y = values & _LOW, values >> _HALF
    crossed = y * low + (x * low >> _HALF)
    other = x * high + (crossed & _LOW)
    return np.asarray(y * high + (crossed >> _HALF) + (other >> _HALF))


class Read(NamedTuple):
    """Hold the names of the assumptions read: as draws and as central values."""

    drawn: set[str]
    central: set[str]


class Uncertain(Protocol):
    """Offer what a draw needs of an assumption."""

    @property
    def name(self) -> str:
        """Return the name."""

    @property
    def central(self) -> float:
        """Return the central value."""

    @property
    def correlated_by(self) -> str:
        """Return the assumption that is the correlation of its group; empty if there is none."""

    @property
    def bounds(self) -> Bounds:
        """Return the values allowed."""

    def quantile(self, probability: Array) -> Array:
        """Return the values at some probabilities."""

    def replace(self, /, **changes: Any) -> Uncertain:
        """Make a copy with other fields."""

    def joint(self, seed: int, start: int, stop: int) -> Array | None:
        """Return the values of some draws, if rows are drawn together; None if each on its own."""


class Draws(Mapping[str, Array]):
    """Hold the values of the assumptions in a run of draws, computed on first use.

    A mapping from the name to an array of shape (draw, 1), ready to meet (draw, estate).
    `record` gives those that a model has read so far; `noting` tells apart what each of several
    readers has read. `design` gives the uniform numbers of a name for a seed and a run of draws;
    the default is Monte Carlo.
    """

    def __init__(
        self,
        ledger: Mapping[str, Uncertain],
        seed: int,
        start: int,
        stop: int,
        design: Design = uniforms,
    ) -> None:
        for name, value, least in (("seed", seed, 0), ("start", start, 0), ("stop", stop, start)):
            whole_number(name, value, least)
        if not callable(design):
            raise refused("design", design, Text("a_design"))
        self.ledger = ledger
        self.seed = seed
        self.start = start
        self.stop = stop
        self.design = design
        self._values: dict[str, Array] = {}
        self._behind: dict[str, str] = {}  # the row that holds the correlation of another
        self._read = Read(set(), set())

    def __getitem__(self, name: str) -> Array:
        if name not in self._values:
            self._values[name] = self._drawn(name)[:, None]
        self._read.drawn.add(name)
        if name in self._behind:
            self._read.central.add(self._behind[name])
        return self._values[name]

    def again(self) -> Draws:
        """Make the same draws for another reader; what has been drawn is kept.

        Examples
        --------
        >>> from commpartner.assumptions.table import default_assumptions
        >>> draws = default_assumptions().draw(7, 0, 4)
        >>> once = draws["inflation"]
        >>> other = draws.again()
        >>> other.give("inflation", once[:, 0] + 1.0)
        >>> bool((draws["inflation"] == once).all()), list(other.record())
        (True, ['inflation'])
        """
        made = copy(self)
        made._values, made._behind = dict(self._values), dict(self._behind)
        made._read = Read(set(), set())
        return made

    def give(self, name: str, values: Array) -> None:
        """Set the values of an assumption, shape (draw,)."""
        self._values[name] = values[:, None]
        self._read.drawn.add(name)

    def _drawn(self, name: str) -> Array:
        row = self.ledger[name]
        joint = row.joint(self.seed, self.start, self.stop)
        values = row.quantile(self._probability(row)) if joint is None else joint
        self._check(row, values)
        return values

    def _check(self, row: Uncertain, values: Array) -> None:
        """Refuse what cannot be, as the quantiles of a distribution of one's own may give."""
        held = row.bounds.hold(values)
        if not held.all():
            worst = int(np.argmin(held))
            found = Text("value_in_draw", value=values[worst], draw=self.start + worst)
            raise InputError([Problem("assumptions", None, row.name, found, row.bounds.allowed)])

    def _probability(self, assumption: Uncertain) -> Array:
        own = self.design(assumption.name, self.seed, self.start, self.stop)
        if not assumption.correlated_by:
            return own
        from scipy.special import ndtr, ndtri

        # One common normal factor: any two rows of the group correlate by rho, and a row's value
        # still depends on no other row.
        rho = self.ledger[assumption.correlated_by].central
        self._behind[assumption.name] = assumption.correlated_by
        common = self.design(assumption.correlated_by, self.seed, self.start, self.stop)
        mixed = math.sqrt(rho) * np.asarray(ndtri(common)) + math.sqrt(1 - rho) * np.asarray(
            ndtri(own)
        )
        return np.asarray(ndtr(mixed))

    def chances(self, streams: Sequence[str]) -> Array:
        """Return uniform numbers that differ by estate, shape (draw, stream)."""
        return many_uniforms(streams, self.seed, self.start, self.stop)

    def central(self, name: str) -> float:
        """Return an assumption's central value, which serves as a yardstick."""
        self._read.central.add(name)
        return self.ledger[name].central

    def at_central(self) -> Draws:
        """Make one draw with the central value of every assumption."""
        fixed = {
            name: row.replace(distribution="fixed", correlated_by="")
            for name, row in self.ledger.items()
        }
        return Draws(fixed, self.seed, 0, 1)

    @contextmanager
    def noting(self) -> Iterator[Read]:
        """Note the assumptions read in this context.

        Examples
        --------
        >>> from commpartner.assumptions.table import default_assumptions
        >>> draws = default_assumptions().draw(7, 0, 4)
        >>> with draws.noting() as first:
        ...     inflation, wage_growth = draws["inflation"], draws["wage_growth"]
        >>> with draws.noting() as second:
        ...     inflation = draws["inflation"]
        >>> list(draws.record(first)), list(draws.record(second))
        (['inflation', 'wage_growth'], ['inflation'])
        """
        before, self._read = self._read, Read(set(), set())
        within = self._read
        try:
            yield within
        finally:
            self._read = before
            self.note(within)

    def note(self, read: Read) -> None:
        """Count assumptions read elsewhere as read here."""
        self._read.drawn.update(read.drawn)
        self._read.central.update(read.central)

    def record(self, read: Read | None = None) -> dict[str, Array]:
        """Return the values read so far, or by one reader, shape (draw,) each.

        In the order of the table.
        """
        read = self._read if read is None else read
        rows = self.stop - self.start
        central = {name: np.full(rows, self.ledger[name].central) for name in read.central}
        drawn = {name: self._values[name][:, 0] for name in read.drawn}
        known = central | drawn
        return {name: known[name] for name in self.ledger if name in known}

    def __iter__(self) -> Iterator[str]:
        return iter(self.ledger)

    def __len__(self) -> int:
        return len(self.ledger)
