"""Hold the result of a simulation as tidy tables with units."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from commpartner import measures
from commpartner.assumptions.table import KINDS, AssumptionTable
from commpartner.facts.fields import field_notes
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.shown import Shown
from commpartner.measures.risk import band
from commpartner.model.resampling import ROW as SIZES
from commpartner.model.resampling import mean_sizes
from commpartner.model.scheme import build_scheme
from commpartner.problems.arguments import refused
from commpartner.problems.renamed import warn_old_name
from commpartner.problems.wording import among, known_name
from commpartner.programme import Policy, Programme
from commpartner.programme.levers import LEVERS
from commpartner.programme.origins import Origin, origins
from commpartner.programme.service import ROLES
from commpartner.results.cash_flow import cash_flow_table
from commpartner.results.cost_by_area import cost_by_area, floor_areas
from commpartner.results.cost_lines import BY, By, cost_lines_table, of_ledger
from commpartner.results.headlines import figures_html, outcome_rows, policy_in_both, titled
from commpartner.results.payers import ALL
from commpartner.results.reckoning import smallest_post
from commpartner.results.yearly import Yearly
from commpartner.texts import Text

if TYPE_CHECKING:
    from commpartner.results.telling import Explanation

WORST_SHARE = 0.05


@dataclass(frozen=True, eq=False, repr=False)
class SimulationResult(Shown):
    """Hold the tables of `commpartner.simulate`.

    If data of the programme are generated, every table says so in ``attrs["synthetic"]``. If the
    programme has a start, years are those of the calendar, and the first may have fewer months.

    Attributes
    ----------
    outcomes
        One row a draw, one column an outcome; units in ``outcomes.attrs["units"]``.
    monthly
        Columns series, unit, month, mean, p5, p50, p95. A month is the number of months since the
        start, here as in break_even_month and opening_month. The first is 0, and year 1 of the
        ledger has the months 0 to 11. The mean is over all draws, the quantiles over the first
        1,000 (``monthly.attrs["band_draws"]``).
    estates
        One row an estate, means over the draws, NaN outside the scheme; units in
        ``estates.attrs["units"]``. If estates share the cost of their centre by what each would
        cost alone, all estates of a centre save the same percentage: ``estates.attrs["note"]``.
    ledger
        One row a year and account: payer, payee, account, mean over the draws [yuan], which is
        the sum of the months that this year has within the horizon (column months).
    payers
        What each payer must find from its own means: one row a payer, account and year, and one a
        mean year, in which ``year`` is missing; mean over all draws, p5, p50, p95 over the first
        1,000 [yuan]. The account ``all`` holds all of the payer's.
    in_kind
        Like ``ledger`` for what is given in kind, at replacement cost: never money.
    ventures
        One row a venture: what it sells, who pays for a unit, margin and result in the last year;
        units in ``ventures.attrs["units"]``.
    partners
        One row a group of partners: how often it stays, and its net benefit.
    assumptions
        The value of every assumption that was read, one row a draw.
    largest_imbalance
        Largest difference between stocks and flows in any draw and month [yuan].
    yearly
        Every account by year; `cost_lines` and `cash_flow` make tables of it.
    """

    programme: Programme
    policy_name: str
    policy: Policy
    months: int
    draws: int
    seed: int
    engine: str
    outcomes: pd.DataFrame
    monthly: pd.DataFrame
    estates: pd.DataFrame
    ledger: pd.DataFrame
    payers: pd.DataFrame
    in_kind: pd.DataFrame
    ventures: pd.DataFrame
    partners: pd.DataFrame
    assumptions: pd.DataFrame
    assumption_table: AssumptionTable
    largest_imbalance: float
    yearly: Yearly = field(repr=False)

    def __post_init__(self) -> None:
        """Mark every table that rests on generated data."""
        for table in self._tables():
            table.attrs |= self.programme.mark()

    def _tables(self) -> tuple[pd.DataFrame, ...]:
        money = (self.outcomes, self.monthly, self.estates, self.ledger, self.payers, self.in_kind)
        return (*money, self.ventures, self.partners)

    def _repr_html_(self) -> str:
        facts = {"months": self.months, "draws": self.draws, "seed": self.seed}
        name = policy_in_both(self.policy_name, self.policy)
        title = titled(type(self).__name__, name, facts, self.programme.synthetic)
        return figures_html(title, outcome_rows(self.outcomes))

    @property
    def ledger_of_assumptions(self) -> AssumptionTable:
        """Return `assumption_table` under the name that it had until 0.2."""
        warn_old_name("SimulationResult.ledger_of_assumptions", "assumption_table")
        return self.assumption_table

    def _smallest_post(self) -> str:
        step = self.policy.staffing_step
        if isinstance(step, int | float):
            return smallest_post(np.array(step))
        rows = [f"staffing_step_{role}" for role in ROLES] if step is None else [step]
        if any(row not in self.assumptions for row in rows):
            return str(step)
        return smallest_post(self.assumptions[rows].to_numpy())

    def summary(self) -> pd.DataFrame:
        """Summarise every outcome over the draws.

        Returns
        -------
        pandas.DataFrame
            Columns outcome, unit, mean, p5, p50, p95, worst_5_percent (mean of the worst 5 % of
            the draws, in the direction that is worse for this outcome), draws (that have a
            value: a programme that never breaks even has no month of it),
            variance_from_assumptions (share of the variance that a linear regression on the
            draws attributes to numbers that are an assumption in this case; NaN if the draws are
            too few or the outcome does not vary), note (beside a saving, the smallest divisible
            post).
        """
        by_kind = self.variance_by_kind().set_index("outcome")["assumption"]
        step = self._smallest_post()
        rows = []
        for name in self.outcomes:
            about = OUTCOMES[str(name)]
            values = self.outcomes[name].to_numpy()
            known = values[~np.isnan(values)]
            row: dict[str, Any] = {"outcome": name, "unit": about.unit}
            if known.size:
                row |= {"mean": known.mean(), **band(known)}
                if about.better != "neither":
                    side: measures.Side = "high" if about.better == "less" else "low"
                    row["worst_5_percent"] = measures.expected_shortfall(known, WORST_SHARE, side)
            row["draws"] = known.size
            row["variance_from_assumptions"] = by_kind.loc[str(name)]
            row["note"] = f"smallest post {step} FTE" if str(name).startswith("savings") else ""
            rows.append(row)
        columns = ["outcome", "unit", "mean", "p5", "p50", "p95", "worst_5_percent", "draws"]
        table = pd.DataFrame(rows, columns=[*columns, "variance_from_assumptions", "note"])
        table.attrs = self.programme.mark()
        return table

    def variance_by_kind(self) -> pd.DataFrame:
        """Split each outcome's variance by how the case knows the numbers that cause it.

        The method is linear regression of the outcome on all assumptions that vary. The part of an
        assumption is ``beta * corr`` (Pratt 1987), so the parts sum to R2 even if wages are
        correlated. ``unexplained`` is the rest: curvature and interactions.

        A case may know a number otherwise than the table does (`programme.origins.origins`). A
        number that only levers name is a choice and no uncertainty: what it causes is left out of
        all other shares and stands apart.

        Returns
        -------
        pandas.DataFrame
            Columns outcome, one per kind, unexplained: shares of the variance without choices. And
            choice: share of the whole variance.
        """
        parts, choice = self._parts()
        kinds = np.array([self.origins[name].kind for name in parts.columns])
        rows = []
        for name, split in parts.iterrows():
            values = split.to_numpy(dtype=np.float64)
            row: dict[str, Any] = {"outcome": name}
            row |= {str(kind): values[kinds == kind].sum() for kind in KINDS}
            row |= {"unexplained": 1.0 - values.sum(), "choice": choice.loc[str(name)]}
            if np.isnan(values).any() or not values.size:
                row |= dict.fromkeys([*KINDS, "unexplained"], np.nan)
            rows.append(row)
        return pd.DataFrame(rows, columns=["outcome", *KINDS, "unexplained", "choice"])

    def variance_by_assumption(self, outcome: str) -> pd.Series:
        """Split one outcome's variance by assumption, the largest parts first.

        Choices are left out, as in `variance_by_kind`. Empty if the draws are too few or the
        outcome does not vary.
        """
        table, _ = self._parts()
        known = [str(name) for name in table.index]
        known_name("result", "outcome", outcome, known)
        row = table.to_numpy()[known.index(outcome)]
        order = [int(index) for index in np.argsort(-np.abs(row)) if not np.isnan(row[index])]
        return pd.Series(row[order], index=table.columns[order])

    def provenance(self) -> pd.DataFrame:
        """List the origins of the result: assumptions read, levers chosen, facts.

        Returns
        -------
        pandas.DataFrame
            Columns name, what (assumption, lever, fact), value, unit, kind, source, note, and for
            assumptions the distribution, low, high and the mean that was drawn.
        """
        rows: list[dict[str, Any]] = []
        for name in self.assumptions:
            row = self.assumption_table[str(name)]
            distribution, low, central, high = row.as_drawn()
            rows.append(
                {
                    "name": name,
                    "what": "assumption",
                    "value": f"{central:g}",
                    "unit": row.unit,
                    "kind": self.origins[str(name)].kind,
                    "source": self.origins[str(name)].source,
                    "note": row.note,
                    "distribution": distribution,
                    "low": low,
                    "high": high,
                    "mean_drawn": self.assumptions[name].mean(),
                }
            )
        lever_facts = {fact.field: fact for fact in self.programme.facts}
        for lever, value in self.policy.model_dump().items():
            if lever not in LEVERS:
                continue
            fact = lever_facts.get(f"policies.{self.policy_name}.{lever}")
            fact = fact or lever_facts.get(f"policies.{lever}")
            rows.append(
                {
                    "name": f"policies.{self.policy_name}.{lever}",
                    "what": "lever",
                    "value": str(value),
                    "unit": field_notes("Policy")[lever].unit,
                    "kind": fact.kind if fact else "choice",
                    "source": fact.source if fact else "",
                    "note": fact.note if fact else "",
                }
            )
        for entry in self.programme.facts:
            rows.append(
                {
                    "name": entry.field,
                    "what": "fact",
                    "value": entry.value,
                    "kind": entry.kind,
                    "source": entry.source,
                    "note": entry.note,
                }
            )
        columns = ["name", "what", "value", "unit", "kind", "source", "note"]
        columns += ["distribution", "low", "high", "mean_drawn"]
        table = pd.DataFrame(rows, columns=columns)
        texts = ["name", "what", "value", "unit", "kind", "source", "note", "distribution"]
        table[texts] = table[texts].fillna("").astype(str)
        numbers = ["low", "high", "mean_drawn"]
        return table.astype(dict.fromkeys(numbers, np.float64))

    def cost_lines(self, by: By = "all") -> pd.DataFrame:
        """Tabulate the cost of the service by the lines of the official form (定价成本表).

        The lines are those of articles 7 to 17 of 物业服务定价成本监审办法（试行）
        (发改价格〔2007〕2285号). They sum to the account ``service_payments`` of the ledger. Wages
        of all roles stand in the line ``personnel``. What capital costs is charged over its life
        in the line ``depreciation``, with interest. If service is cut back, every line of every
        estate falls by the same part, as in the ledger.

        Parameters
        ----------
        by
            Areas: ``"all"``, ``"centre"`` or ``"estate"``. By centre or estate the draws are run
            again.

        Returns
        -------
        pandas.DataFrame
            Columns area (id of the centre or estate, empty for estates served alone), line,
            account, year, months, mean, p5, p50, p95, per_m2_month (mean over the floor area
            [yuan/m2/month]), unit. In the mean year `year` is missing. The
            line ``all`` holds all lines, the account ``all`` all accounts of a line.

        Raises
        ------
        ArgumentError
            If ``by`` is none of the three.

        Examples
        --------
        >>> import commpartner as cp
        >>> xiashan = cp.datasets.load("xiashan")
        >>> result = cp.simulate(xiashan, "clustered", months=12, draws=4, seed=7)
        >>> table = result.cost_lines()
        >>> whole = table[(table["line"] == "all") & (table["year"] == 1)]["mean"].item()
        >>> paid = result.ledger.set_index("account")["mean"]["service_payments"]
        >>> bool(abs(whole - paid) < 0.01)
        True
        """
        if not among(by, BY):
            raise refused("by", by, Text("one_of", names=", ".join(map(repr, BY))))
        if by == "all":
            scheme = build_scheme(self.programme, self.policy)
            every = {ALL: [*range(len(scheme.members))]}
            area = float(floor_areas(scheme, every, self.assumptions[SIZES].to_numpy())[0])
            table = cost_lines_table(of_ledger(self.yearly, area))
        else:
            table = cost_lines_table(cost_by_area(self, by, len(self.yearly.draws)))
        table.attrs |= self.programme.mark()
        return table

    def cash_flow(self) -> pd.DataFrame:
        """Tabulate the cash flow of every sector by year (现金流量表).

        ``opening + inflow - outflow = closing`` in every draw. Balances count from month 0, since
        what a sector had before is unknown; that of the funds of the estates is what is in them.

        Returns
        -------
        pandas.DataFrame
            Columns sector, item (opening, inflow, outflow, closing), account, year, months, mean,
            p5, p50, p95, unit. The account ``all`` holds all accounts of the item. Sectors and
            accounts without a flow are left out.

        Examples
        --------
        >>> import commpartner as cp
        >>> xiashan = cp.datasets.load("xiashan")
        >>> table = cp.simulate(xiashan, "clustered", months=12, draws=4, seed=7).cash_flow()
        >>> whole = table[table["account"] == "all"].set_index(["sector", "item"])["mean"]
        >>> one = whole["operator"]
        >>> bool(abs(one["opening"] + one["inflow"] - one["outflow"] - one["closing"]) < 0.01)
        True
        """
        table = cash_flow_table(self.yearly)
        table.attrs |= self.programme.mark()
        return table

    def explain(self, outcome: str) -> Explanation:
        """Trace a reported figure to its accounts, equations and assumptions.

        Parameters
        ----------
        outcome
            Name of a column of `outcomes`.

        Returns
        -------
        Explanation
            It has the accounts of the figure, the equations that fill them, and the assumptions
            that these read. Each assumption has its value, kind, source and effect on the figure.
            Prints as a text; its tables are for a report.

        Raises
        ------
        InputError
            If there is no such outcome.

        Examples
        --------
        >>> import commpartner as cp
        >>> xiashan = cp.datasets.load("xiashan")
        >>> result = cp.simulate(xiashan, "clustered", months=12, draws=4, seed=7)
        >>> why = result.explain("savings_per_year")
        >>> why.equations["equation"].iloc[0], "wage_cleaner" in set(why.assumptions["assumption"])
        ('flows.service_cost.pooled_cost', True)
        """
        from commpartner.results.explanation import explain

        known_name("explain", "outcome", outcome, [*map(str, self.outcomes)])
        return explain(
            outcome,
            self.programme,
            self.policy_name,
            self.policy,
            self.outcomes[outcome],
            pd.concat([self.ledger, self.in_kind], ignore_index=True),
            self.assumptions,
            self._causes(),
            self.assumption_table,
            self.origins,
        )

    @cached_property
    def origins(self) -> dict[str, Origin]:
        """Return how the case knows each row: kind and source, by name."""
        policies = {self.policy_name: self.policy}
        return origins(self.programme, policies, self.assumption_table)

    def _causes(self) -> pd.DataFrame:
        """Return what a regression takes as the causes of outcomes, one row a draw.

        The assumptions as drawn. The draw of the estates' sizes, whose values have no order, stands
        as the mean households of the estates served.
        """
        numbers = self.assumptions[SIZES].to_numpy()
        if not numbers.any():
            return self.assumptions
        scheme = build_scheme(self.programme, self.policy)
        return self.assumptions.assign(**{SIZES: mean_sizes(scheme, numbers)})

    def _parts(self) -> tuple[pd.DataFrame, pd.Series]:
        """Split the variance by uncertainty, and tell what choices cause of the whole."""
        parts = self._pratt()
        chosen = [name for name in parts if self.origins[str(name)].kind == "choice"]
        choice = parts[chosen].sum(axis=1).where(parts.notna().all(axis=1))
        rest = parts.drop(columns=chosen)
        return rest.div((1.0 - choice).where(choice < 1.0), axis=0), choice

    def _pratt(self) -> pd.DataFrame:
        """Compute each outcome's variance by assumption; NaN if draws are too few."""
        drawn = self._causes()
        varied = drawn.loc[:, drawn.max() > drawn.min()]
        found = measures.regress(self.outcomes.to_numpy(), varied.to_numpy())
        return pd.DataFrame(found.variance, index=self.outcomes.columns, columns=varied.columns)
