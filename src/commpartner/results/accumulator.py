"""Accumulate sums and values by draw and make tables of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from commpartner.facts.accounts import ACCOUNTS, IN_KIND, Account
from commpartner.facts.outcomes import OUTCOMES, SERIES
from commpartner.facts.words import MONTHS_OF_YEAR
from commpartner.flows import ventures
from commpartner.flows.namespace import Array
from commpartner.model.accounts import Flows, is_used
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms.partnership import Partnership
from commpartner.model.mechanisms.trade import Trading
from commpartner.model.scheme import Scheme
from commpartner.model.valuation import Valuation
from commpartner.programme import Policy
from commpartner.programme.calendar import years
from commpartner.results.dictionary import column_units
from commpartner.results.evaluate import Measured, evaluate_run
from commpartner.results.incidence import reinvested_by_estate, satisfaction_at_the_end
from commpartner.results.payers import payers_table
from commpartner.results.reckoning import series
from commpartner.results.yearly import Yearly
from commpartner.results.years import by_year
from commpartner.texts import Text

BAND_DRAWS = 1000  # quantiles of monthly series need no more, and memory stays flat


ESTATES = (
    "id",
    "name",
    "centre",
    "households",
    "service",
    "stand_alone_cost",
    "cost",
    "fees",
    "reinvested",
    "fallback",
    "outstanding",
    "service_received",
    "fund",
    "arrears",
    "paying_share",
    "satisfaction",
)


ESTATE_FIGURES = ESTATES[5:]
BY_ESTATE = ("paying_share", "satisfaction")  # all other figures are per household


def bytes_gathered(months: int, draws: int) -> int:
    """Compute the memory [byte] of the monthly and yearly bands of a policy."""
    each = len(SERIES) * months + len(ACCOUNTS) * len(years(months, None))
    return 8 * each * min(draws, BAND_DRAWS)


class Accumulator:
    """Accumulate draws one after the other; results do not depend on the chunk size."""

    def __init__(self, scheme: Scheme, months: int, draws: int) -> None:
        self.scheme = scheme
        self.months = months
        self.draws = draws
        self.outcomes = Kept(draws)
        self.assumptions = Kept(draws)
        self.accounts = np.zeros((len(ACCOUNTS), months))
        self.in_kind = np.zeros((len(IN_KIND), months))
        self.ventures = Kept(draws, len(scheme.policy.ventures))
        self.partners = Kept(draws, len(scheme.policy.partners))
        self.series = np.zeros((len(SERIES), months))
        self.bands = np.zeros((min(draws, BAND_DRAWS), len(SERIES), months))
        self.years = years(months, scheme.programme.start)
        self.yearly = np.zeros((len(self.bands), len(ACCOUNTS), len(self.years)))
        self.by_estate: dict[str, Array] = {}
        self.households = np.zeros(len(scheme.members))
        self.largest_imbalance = 0.0

    def add(self, start: int, inputs: Inputs, run: Run, valued: Valuation) -> None:
        """Add a chunk of draws that begins with the draw `start`."""
        found = evaluate_run(inputs, run, valued, start)
        flows = found.flows
        self.largest_imbalance = max(self.largest_imbalance, found.imbalance)
        self.outcomes.add(start, found.outcomes)
        _add_used(self.accounts, flows)
        _add_used(self.in_kind, found.in_kind)
        self.ventures.add(start, venture_figures(inputs.trading, inputs.price_index))
        self.partners.add(start, _by_partner(inputs.partnership))
        shown = series(inputs, run, flows)
        rows = np.stack([shown[name] for name in SERIES], axis=1)
        _add_rows(self.series, rows)
        room = self.bands[start : start + len(rows)]
        room[:] = rows[: len(room)]
        room = self.yearly[start : start + len(rows)]
        if len(room):
            room[:] = by_year(flows, self.years)[: len(room)]
        sizes = inputs.costs.scheme.sites.households
        _add_rows(self.households, np.broadcast_to(sizes, (len(rows), sizes.shape[-1])))
        for name, values in estate_figures(inputs, run, found, self.months).items():
            _add_rows(self.by_estate.setdefault(name, np.zeros(values.shape[1:])), values)

    def add_draws(self, start: int, values: dict[str, Array]) -> None:
        """Keep the assumptions that the chunk has read."""
        self.assumptions.add(start, values)

    def tables(self) -> dict[str, Any]:
        """Make the tables of a result, by their names."""
        yearly = Yearly(self.years, self._by_year(self.accounts), self.yearly)
        return {
            "outcomes": self.outcomes_table(),
            "monthly": self.monthly_table(),
            "estates": self.estates_table(),
            "ledger": self.ledger_table(ACCOUNTS, self.accounts),
            "payers": payers_table(yearly),
            "yearly": yearly,
            "in_kind": self.ledger_table(IN_KIND, self.in_kind),
            "ventures": self.ventures_table(),
            "partners": self.partners_table(),
            "assumptions": pd.DataFrame(self.assumptions.numbers),
        }

    def outcomes_table(self) -> pd.DataFrame:
        """Tabulate the outcomes, one row a draw."""
        table = pd.DataFrame(self.outcomes.numbers)
        table.index.name = "draw"
        table.attrs["units"] = {name: OUTCOMES[str(name)].unit for name in table}
        return table

    def monthly_table(self) -> pd.DataFrame:
        """Tabulate the mean and quantiles of every series by month."""
        low, middle, high = np.quantile(self.bands, (0.05, 0.5, 0.95), axis=0)
        table = pd.DataFrame(
            {
                "series": np.repeat(list(SERIES), self.months),
                "unit": np.repeat([row.unit for row in SERIES.values()], self.months),
                "month": np.tile(np.arange(self.months), len(SERIES)),
                "mean": (self.series / self.draws).ravel(),
                "p5": low.ravel(),
                "p50": middle.ravel(),
                "p95": high.ravel(),
            }
        )
        table.attrs["band_draws"] = len(self.bands)
        return table

    def _by_year(self, amounts: Array) -> Array:
        """Compute the mean over draws of each year's sum [yuan], (account, year)."""
        sums = [
            np.add.reduce(amounts[:, year.first : year.stop] / self.draws, axis=1)
            for year in self.years
        ]
        return np.stack(sums, axis=1)

    def ledger_table(self, accounts: Mapping[str, Account], amounts: Array) -> pd.DataFrame:
        """Tabulate the accounts, one row a year and account."""
        yearly = self._by_year(amounts)
        of = self.years
        return pd.DataFrame(
            {
                "year": np.repeat([year.year for year in of], len(accounts)),
                "months": np.repeat([year.months for year in of], len(accounts)),
                "payer": [account.payer for account in accounts.values()] * len(of),
                "payee": [account.payee for account in accounts.values()] * len(of),
                "account": [*accounts] * len(of),
                "mean": yearly.T.ravel(),
                "unit": "yuan",
            }
        )

    def ventures_table(self) -> pd.DataFrame:
        """Tabulate the ventures, one row each."""
        known = {venture.id: venture for venture in self.scheme.programme.ventures}
        opened = [known[name] for name in self.scheme.policy.ventures]
        table = pd.DataFrame(
            {
                "venture": [venture.id for venture in opened],
                "owner": [venture.owner for venture in opened],
                **self.ventures.summary("margin"),
            },
            columns=["venture", "owner", *VENTURES],
        ).astype({"venture": str, "owner": str})  # an empty column would be one of numbers
        table.attrs["units"] = column_units(VENTURES)
        return table

    def partners_table(self) -> pd.DataFrame:
        """Tabulate the groups of partners, one row each."""
        known = {partner.id: partner for partner in self.scheme.programme.partners}
        invited = [known[name] for name in self.scheme.policy.partners]
        table = pd.DataFrame(
            {
                "partner": [partner.id for partner in invited],
                "role": [partner.role for partner in invited],
                "count": [partner.count for partner in invited],
                **self.partners.summary("net_benefit"),
            },
            columns=["partner", "role", "count", *PARTNERS],
        ).astype({"partner": str, "role": str, "count": np.int64})
        table.attrs["units"] = column_units(PARTNERS)
        return table

    def estates_table(self) -> pd.DataFrame:
        """Tabulate the estates, one row each."""
        scheme = self.scheme
        estates = scheme.programme.estates
        members = scheme.members
        table = pd.DataFrame("", index=range(len(estates)), columns=[*ESTATES])
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
            whole = name in BY_ESTATE
            values = np.full(len(estates), np.nan)  # outside the scheme nothing is computed
            values[members] = total / (float(self.draws) if whole else self.households)
            table[name] = values
        table.attrs["units"] = column_units(ESTATES)
        table.attrs |= equal_savings(scheme.policy) if scheme.clustered.any() else {}
        return table


def equal_savings(policy: Policy) -> dict[str, Text]:
    """Return the note on equal saving percentages within a centre, if the policy shares so."""
    return {"note": Text("equal_savings")} if policy.cost_sharing == "stand_alone_cost" else {}


class Kept:
    """Hold the numbers of every draw by name, shape (draw,) or (draw, entry).

    Every chunk must bring the same names: a number that some chunks lack would be no number.
    """

    def __init__(self, *shape: int) -> None:
        self.shape = shape
        self.numbers: dict[str, Array] = {}

    def add(self, start: int, values: dict[str, Array]) -> None:
        """Keep the numbers of a chunk of draws that begins with the draw `start`."""
        if not self.numbers:
            self.numbers = {name: np.full(self.shape, np.nan) for name in values}
        assert self.numbers.keys() == values.keys(), self.numbers.keys() ^ values.keys()
        for name, rows in values.items():
            self.numbers[name][start : start + len(rows)] = rows

    def summary(self, banded: str) -> dict[str, Array]:
        """Compute the mean of each entry over the draws that have it, and its 5-95 % range."""
        found: dict[str, Array] = {}
        for name, values in self.numbers.items():
            found[name] = _over_known(np.mean, values)
            if name == banded:
                for suffix, level in (("p5", 0.05), ("p95", 0.95)):
                    found[f"{name}_{suffix}"] = _over_known(np.quantile, values, q=level)
        return found


def _over_known(measure: Callable[..., Array], values: Array, **options: float) -> Array:
    """Compute a measure of every column over rows that are not NaN."""
    if not np.isnan(values).any():
        return np.asarray(measure(values, axis=0, **options))
    columns = (column[~np.isnan(column)] for column in values.T)
    return np.array([measure(known, **options) if known.size else np.nan for known in columns])


VENTURES = (
    *("units", "price", "subsidy", "top_up", "concession", "help", "full_cost", "margin"),
    *("margin_p5", "margin_p95", "before_capital", "result"),
    *("rent_forgone", "economic_result", "loss_making"),
)
PARTNERS = ("stays", "net_benefit", "net_benefit_p5", "net_benefit_p95", "reservation")


def venture_figures(trading: Trading, price_index: Array) -> dict[str, Array]:
    """Compute units and payments of each venture in the last year, (draw, venture).

    Per unit ``price + subsidy + top_up + concession + help = full_cost + margin`` (I7).
    """
    last = slice(-MONTHS_OF_YEAR, None)
    trade, funding = ventures.Trade(*(part[:, last] for part in trading.trade)), trading.funding
    capital = trading.capital_cost[:, last]

    def summed(values: Array) -> Array:
        return np.asarray(np.add.reduce(values, axis=1))

    units = summed(trade.units)
    at_prices = summed(trade.units * price_index[:, last, None])
    sold = np.where(units > 0, units, np.nan)
    in_kind = at_prices * funding.in_kind[:, 0]
    before = summed(trade.income - trade.costs)
    result = summed(trade.income - trade.costs - capital)
    forgone = summed(trading.rent_forgone[:, last])
    costs = summed(trade.costs + capital)
    months = trade.units.shape[1]
    return {
        "units": units / months,
        "price": summed(trade.sales) / sold,
        "subsidy": summed(trade.subsidy) / sold,
        "top_up": summed(trade.top_up) / sold,
        "concession": at_prices * funding.concession[:, 0] / sold,
        "help": at_prices * funding.help[:, 0] / sold,
        "full_cost": (costs + in_kind) / sold,
        "margin": result / sold,
        "before_capital": before / months,
        "result": result / months,
        "rent_forgone": forgone / months,
        "economic_result": (result - forgone) / months,
        "loss_making": np.where(result < 0, 1.0, 0.0),
    }


def _by_partner(partners: Partnership) -> dict[str, Array]:
    return {
        "stays": partners.stays,
        "net_benefit": partners.net,
        "reservation": partners.reservation,
    }


def estate_figures(inputs: Inputs, run: Run, found: Measured, months: int) -> dict[str, Array]:
    """Compute the figures of each estate over all months, or at the end, (draw, estate).

    In the order of `ESTATE_FIGURES`; those that the table has per household are whole here.
    """
    costs = inputs.costs
    return {
        "stand_alone_cost": costs.alone.total,
        "cost": costs.charged(costs.alone.total, costs.together.total),
        "fees": found.fees / months,
        "reinvested": reinvested_by_estate(inputs, run, found.flows) / months,
        "fallback": run.end.fallback.put_in / months,
        "outstanding": _outstanding(run),
        "service_received": found.received / months,
        "fund": run.end.funds,
        "arrears": run.end.residents.arrears,
        "paying_share": run.end.residents.paying_share,
        "satisfaction": 100.0 * satisfaction_at_the_end(inputs, run),
    }


def _outstanding(run: Run) -> Array:
    """Compute the fallback that is not repaid at the end [yuan], shape (draw, estate)."""
    received, clawed = run.end.fallback.put_in, run.end.clawback
    return received if clawed is None else np.asarray(received + clawed.put_in)


def _add_used(total: Array, flows: Flows) -> None:
    """Add the accounts that have a flow to their sums over draws."""
    for place, amount in zip(total, flows.values(), strict=True):
        if is_used(amount):
            _add_rows(place, amount)


def _add_rows(total: Array, rows: Array) -> None:
    for row in rows:
        total += row
