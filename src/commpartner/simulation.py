"""`simulate`: chunks of draws through an engine into a result."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from commpartner.accounts import ACCOUNTS, account_flows, check_balance
from commpartner.arrays import Inputs, month_inputs
from commpartner.assumptions import Ledger
from commpartner.engines import CHUNK, RUNNERS, Engine, Run
from commpartner.flows.namespace import Array
from commpartner.outcomes import (
    MONTHS_OF_YEAR,
    OUTCOMES,
    SERIES_UNITS,
    fees_paid,
    outcomes,
    reinvested_by_estate,
    series,
    service_received,
)
from commpartner.programme import Policy, Programme
from commpartner.results import SimulationResult
from commpartner.scheme import Scheme, build_scheme, unknown_policy

BAND_DRAWS = 1000  # quantiles of monthly series need no more, and memory stays flat
Progress = Callable[[int, int], None]


def simulate(
    programme: Programme,
    policy: Policy | str,
    *,
    months: int = 120,
    draws: int = 1000,
    seed: int = 0,
    engine: Engine = "numpy",
    assumptions: Ledger | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> SimulationResult:
    """Simulate a programme under a policy, month by month, for many draws of the assumptions.

    Parameters
    ----------
    programme
        What exists.
    policy
        What is chosen: a policy, or the name of one of the programme's.
    months
        Horizon [month], >= 1.
    draws
        Number of draws, >= 1.
    seed
        Seed of the draws, >= 0. The same seed gives every policy the same draws.
    engine
        ``"numpy"``, or ``"jax"`` with the extra ``accelerate``.
    assumptions
        A ledger in place of the default one; the programme's own rows replace its rows.
    chunk
        Draws computed together. It changes speed and memory, and no bit of the result.
    progress
        Called with (draws done, draws in all) after every chunk.

    Returns
    -------
    SimulationResult

    Raises
    ------
    InputError
        Where the policy is unknown or names what the programme lacks.
    ValueError
        Where months, draws, seed, engine or chunk are out of range.
    ImbalanceError
        Where money does not balance in some draw and month.
    MissingExtraError
        Where the engine's extra is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> result = cp.simulate(cp.datasets.load("xiashan"), "clustered", months=12, draws=4, seed=7)
    >>> result.outcomes.shape[0], result.largest_imbalance < 1e-3
    (4, True)
    """
    check_arguments(months=months, draws=draws, seed=seed, chunk=1 if chunk is None else chunk)
    if engine not in RUNNERS:
        raise ValueError(f"engine: found {engine!r}; allowed: {', '.join(map(repr, RUNNERS))}")
    name, policy = named_policy(programme, policy)
    ledger = programme.ledger(assumptions)
    scheme = build_scheme(programme, policy)
    size = chunk or CHUNK[engine]
    gathered = _Gathered(scheme, months, draws)
    for start in range(0, draws, size):
        stop = min(start + size, draws)
        values = ledger.draw(seed, start, stop)
        inputs = month_inputs(scheme, values, months)
        rate = values["discount_rate_economic"]
        run = RUNNERS[engine](inputs.start, inputs.path, inputs.fixed, inputs.rules)
        gathered.add(start, inputs, run, rate)
        gathered.add_draws(start, values.record())
        if progress is not None:
            progress(stop, draws)
    return SimulationResult(
        programme=programme,
        policy_name=name,
        policy=policy,
        months=months,
        draws=draws,
        seed=seed,
        engine=engine,
        outcomes=gathered.outcomes_table(),
        monthly=gathered.monthly_table(),
        estates=gathered.estates_table(),
        ledger=gathered.ledger_table(),
        assumptions=pd.DataFrame(gathered.assumptions),
        ledger_of_assumptions=ledger,
        largest_imbalance=gathered.largest_imbalance,
    )


def named_policy(programme: Programme, policy: Policy | str) -> tuple[str, Policy]:
    """Find a policy and its name."""
    if isinstance(policy, str):
        if policy not in programme.policies:
            raise unknown_policy(policy, programme)
        return policy, programme.policies[policy]
    for name, known in programme.policies.items():
        if known == policy:
            return name, policy
    return "policy", policy


LEAST = {"months": 1, "draws": 1, "seed": 0, "chunk": 1}


def check_arguments(**arguments: object) -> None:
    """Refuse a count that is not a whole number in its range."""
    for name, value in arguments.items():
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not (whole and value >= LEAST[name]):  # type: ignore[operator]
            allowed = f"a whole number of {LEAST[name]} or more"
            raise ValueError(f"{name}: found {value!r}; allowed: {allowed}")


ESTATE_UNITS = {
    "id": "",
    "name": "",
    "centre": "",
    "households": "household",
    "service": "",
    "stand_alone_cost": "yuan/household/month, prices of month 0",
    "cost": "yuan/household/month, prices of month 0",
    "fees": "yuan/household/month, mean of all months",
    "reinvested": "yuan/household/month, mean of all months",
    "fallback": "yuan/household/month, mean of all months",
    "service_received": "yuan/household/month, mean of all months",
    "fund": "yuan/household, at the end",
    "arrears": "yuan/household, at the end",
    "paying_share": "share, at the end",
    "satisfaction": "score 0-100, at the end",
}


class _Gathered:
    """Sums over draws, added one draw after the other: chunks leave no trace in the bits."""

    def __init__(self, scheme: Scheme, months: int, draws: int) -> None:
        self.scheme = scheme
        self.months = months
        self.draws = draws
        self.outcomes: dict[str, Array] = {}
        self.assumptions: dict[str, Array] = {}
        self.accounts = np.zeros((len(ACCOUNTS), months))
        self.series = np.zeros((len(SERIES_UNITS), months))
        self.bands = np.empty((min(draws, BAND_DRAWS), len(SERIES_UNITS), months))
        self.by_estate: dict[str, Array] = {}
        self.largest_imbalance = 0.0

    def add(self, start: int, inputs: Inputs, run: Run, rate: Array) -> None:
        flows = account_flows(inputs, run)
        imbalance = check_balance(inputs, run, flows, start)
        self.largest_imbalance = max(self.largest_imbalance, imbalance)
        received = service_received(inputs, run)
        fees = fees_paid(inputs, run, received)
        for name, values in outcomes(inputs, run, flows, received - fees, rate).items():
            self.outcomes.setdefault(name, np.empty(self.draws))[start : start + len(values)] = (
                values
            )
        _add_rows(self.accounts, np.stack([flows[name] for name in ACCOUNTS], axis=1))
        shown = series(inputs, run, flows)
        rows = np.stack([shown[name] for name in SERIES_UNITS], axis=1)
        _add_rows(self.series, rows)
        room = self.bands[start : start + len(rows)]
        room[:] = rows[: len(room)]
        costs = inputs.costs
        for name, values in {
            "stand_alone_cost": costs.alone.total,
            "cost": costs.charged(costs.alone.total, costs.together.total),
            "fees": fees / self.months,
            "reinvested": reinvested_by_estate(inputs, run) / self.months,
            "fallback": run.end.fallback / self.months,
            "service_received": received / self.months,
            "fund": run.end.fund + run.end.relief + run.end.reserve,
            "arrears": run.end.arrears,
            "paying_share": run.end.paying_share,
            "satisfaction": 100.0 * run.end.satisfaction,
        }.items():
            _add_rows(self.by_estate.setdefault(name, np.zeros(values.shape[1:])), values)

    def add_draws(self, start: int, values: dict[str, Array]) -> None:
        for name, drawn in values.items():
            self.assumptions.setdefault(name, np.empty(self.draws))[start : start + len(drawn)] = (
                drawn
            )

    def outcomes_table(self) -> pd.DataFrame:
        table = pd.DataFrame(self.outcomes)
        table.index.name = "draw"
        table.attrs["units"] = {name: OUTCOMES[str(name)].unit for name in table}
        return table

    def monthly_table(self) -> pd.DataFrame:
        low, middle, high = np.quantile(self.bands, (0.05, 0.5, 0.95), axis=0)
        table = pd.DataFrame(
            {
                "series": np.repeat(list(SERIES_UNITS), self.months),
                "unit": np.repeat(list(SERIES_UNITS.values()), self.months),
                "month": np.tile(np.arange(self.months), len(SERIES_UNITS)),
                "mean": (self.series / self.draws).ravel(),
                "p5": low.ravel(),
                "p50": middle.ravel(),
                "p95": high.ravel(),
            }
        )
        table.attrs["band_draws"] = len(self.bands)
        return table

    def ledger_table(self) -> pd.DataFrame:
        rows = []
        for year, first in enumerate(range(0, self.months, MONTHS_OF_YEAR), start=1):
            of_year = self.accounts[:, first : first + MONTHS_OF_YEAR] / self.draws
            for (name, account), amount in zip(
                ACCOUNTS.items(), np.add.reduce(of_year, axis=1), strict=True
            ):
                rows.append(
                    {
                        "year": year,
                        "months": of_year.shape[1],
                        "payer": account.payer,
                        "payee": account.payee,
                        "account": name,
                        "mean": amount,
                        "unit": "yuan",
                    }
                )
        return pd.DataFrame(rows)

    def estates_table(self) -> pd.DataFrame:
        scheme = self.scheme
        estates = scheme.programme.estates
        members = scheme.members
        table = pd.DataFrame("", index=range(len(estates)), columns=list(ESTATE_UNITS))
        table["id"] = [estate.id for estate in estates]
        table["name"] = [estate.name for estate in estates]
        table["households"] = [estate.households for estate in estates]
        service = np.full(len(estates), "outside the scheme", dtype=object)
        service[members] = np.where(scheme.clustered, "clustered", "stand_alone")
        table["service"] = service
        centre = np.full(len(estates), "", dtype=object)
        ids = [*(centre.id for centre in scheme.centres), ""]
        centre[members] = [ids[number] for number in scheme.centre_of]
        table["centre"] = centre
        for name, total in self.by_estate.items():
            whole = name in ("paying_share", "satisfaction")
            values = np.full(len(estates), np.nan)  # outside the scheme nothing is computed
            values[members] = total / self.draws / (1.0 if whole else scheme.sites.households)
            table[name] = values
        table.attrs["units"] = ESTATE_UNITS
        return table


def _add_rows(total: Array, rows: Array) -> None:
    for row in rows:
        total += row
