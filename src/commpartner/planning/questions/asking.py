"""Run the model for a question: on common draws, with one number sought in every draw."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from pydantic import BaseModel

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.labels import label_of
from commpartner.flows.namespace import Array
from commpartner.model import metering
from commpartner.model.engines import chunk_for
from commpartner.model.scheme import Scheme, build_scheme, named_policy
from commpartner.model.together import Ran, run_together
from commpartner.planning.questions.answer import LEVEL, Answer, Label, Sentence
from commpartner.problems.arguments import check_arguments, is_whole, refused
from commpartner.programme import Policy, Programme
from commpartner.results.evaluate import evaluate_run
from commpartner.texts import Text

YEARS = (1, 3, 5, 10)  # in which the model measures self-sufficiency
MOST_ROWS = 3  # assumptions that an answer names
FEW = 20  # draws below which the ends of an interval are the extremes
LEAST_CORRELATION = 0.2  # of ranks; a smaller one may be chance

Copied = TypeVar("Copied", bound=BaseModel)

# Gives the values of some rows in a chunk of draws, from the number sought in each, (draw,).
Given = Callable[[Draws, Array], Mapping[str, Array]]


@dataclass(frozen=True, eq=False)
class Asked:
    """Hold what a question is asked of: a policy that serves somebody, and the draws."""

    programme: Programme
    policy: Policy
    name: str
    scheme: Scheme
    ledger: AssumptionTable
    draws: int
    seed: int
    drawn: dict[tuple[int, int], Draws] = field(default_factory=dict, repr=False)

    @property
    def label(self) -> Label:
        """Return the label of the policy; its name if it has none."""
        return Label(
            label_of(self.policy, "en") or self.name, label_of(self.policy, "zh") or self.name
        )

    def chunks(self, scheme: Scheme | None = None) -> Iterator[tuple[int, int]]:
        """Split the draws into runs that are computed together."""
        size = chunk_for("numpy", len((scheme or self.scheme).members))
        for start in range(0, self.draws, size):
            yield start, min(start + size, self.draws)

    def run(
        self,
        months: int,
        scheme: Scheme | None = None,
        given: Given | None = None,
        sought: Array | None = None,
    ) -> Iterator[tuple[Ran, Draws]]:
        """Run the months, chunk by chunk, with a number given in every draw.

        Parameters
        ----------
        scheme
            None: that of the policy.
        given, sought
            Rows that depend on the number sought, shape (draw,).
        """
        scheme = scheme or self.scheme
        for start, stop in self.chunks(scheme):
            metering.count(stop - start, self.seed)
            values = self._drawn(start, stop).again()
            if given is not None and sought is not None:
                for name, row in given(values, sought[start:stop]).items():
                    values.give(name, row)
            yield next(run_together({self.name: scheme}, values, months)), values

    def _drawn(self, start: int, stop: int) -> Draws:
        """Return the draws of a chunk, with all values that a run of one month reads."""
        if (start, stop) not in self.drawn:
            values = self.ledger.draw(self.seed, start, stop)
            next(run_together({self.name: self.scheme}, values, 1))
            self.drawn[start, stop] = values
        return self.drawn[start, stop]

    def outcomes(
        self,
        names: Collection[str],
        months: int,
        scheme: Scheme | None = None,
        given: Given | None = None,
        sought: Array | None = None,
    ) -> dict[str, Array]:
        """Evaluate outcomes in every draw, shape (draw,) each."""
        parts: list[dict[str, Array]] = []
        for ran, values in self.run(months, scheme, given, sought):
            found = evaluate_run(ran.inputs, ran.run, ran.valued, values.start).outcomes
            parts.append({name: found[name] for name in names})
        return {name: np.concatenate([part[name] for part in parts]) for name in names}

    def with_rows(
        self, changed: Mapping[str, Any], programme: Mapping[str, Any] | None = None
    ) -> Scheme:
        """Make the scheme with levers, or parts of the programme, that name rows to be given.

        These rows stand in no table, so the copies are not validated.
        """
        return replace(
            self.scheme,
            policy=not_checked(self.policy, changed),
            programme=not_checked(self.programme, programme or {}),
        )

    def account(self, name: str) -> Label:
        """Return the label of an account."""
        return Label(ACCOUNTS[name].label_en, ACCOUNTS[name].label_zh)

    def answer(
        self,
        question: str,
        values: Array,
        unit: str,
        found: tuple[float, float, float],
        searched: tuple[float, float],
        table: pd.DataFrame,
        sentences: Sequence[Sentence],
        *,
        months: int,
        detail: pd.DataFrame | None = None,
        names: Mapping[str, Label] | None = None,
        level: float = LEVEL,
    ) -> Answer:
        """Make the answer from what was found in every draw, and add what it rests on.

        Parameters
        ----------
        found
            Value, low and high.
        months
            Of the run from which the answer comes.
        """
        value, low, high = found
        by_draw = pd.Series(values, name=question, dtype=float).rename_axis("draw")
        moved = self.rests_on(values, months)
        few = [Sentence("asked_few", {"draws": self.draws})] if self.draws < FEW else []
        return Answer(
            question=question,
            policy=self.name,
            value=value,
            low=low,
            high=high,
            unit=unit,
            answered=float(np.mean(~np.isnan(values))),
            searched=searched,
            table=table,
            draws=by_draw,
            rests_on=moved,
            sentences=(*sentences, *few, *self._resting(moved)),
            detail=pd.DataFrame() if detail is None else detail,
            names=names or {},
            level=level,
        )

    def _resting(self, moved: pd.DataFrame) -> Iterator[Sentence]:
        """Name the assumptions on which an answer rests."""
        labels = [
            Label(self.ledger[name].label_en, self.ledger[name].label_zh)
            for name in moved["assumption"]
        ]
        if labels:
            whole: Label | Sentence = labels[0]
            for each in labels[1:]:
                whole = Sentence("asked_and", {"one": whole, "other": each})
            yield Sentence("asked_rests", {"assumptions": whole})

    def rests_on(self, answers: Array, months: int) -> pd.DataFrame:
        """List the assumptions with which an answer moves most, by the correlation of ranks.

        Draws without an answer rank above all others. A correlation that chance alone may give is
        left out.
        """
        filled = np.where(np.isnan(answers), np.inf, answers)
        columns = ["assumption", "rank_correlation", "kind"]
        if self.draws < 10 or np.all(filled == filled[0]):
            return pd.DataFrame(columns=columns)
        parts = [values.record(ran.read) for ran, values in self.run(min(months, 12))]
        ranked = pd.Series(filled).rank()
        rows = []
        for name in parts[0]:
            if name not in self.ledger:
                continue
            drawn = np.concatenate([part[name] for part in parts])
            if np.ptp(drawn) > 0:
                found = float(np.corrcoef(pd.Series(drawn).rank(), ranked)[0, 1])
                rows.append((name, found, self.ledger[name].kind))
        least = max(LEAST_CORRELATION, 3.0 / np.sqrt(self.draws))
        rows = [row for row in rows if abs(row[1]) >= least]
        rows.sort(key=lambda row: -abs(row[1]))
        return pd.DataFrame(rows[:MOST_ROWS], columns=columns)


def not_checked(model: Copied, changed: Mapping[str, Any]) -> Copied:
    """Copy a model with other fields that are not validated, as they name rows given later."""
    return BaseModel.model_copy(model, update=dict(changed))


def ask(
    programme: Programme,
    policy: Policy | str,
    *,
    draws: int,
    seed: int,
    assumptions: AssumptionTable | None,
    year: int = 1,
) -> Asked:
    """Validate the arguments that all questions share.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If an argument is out of range, or the policy serves no estate.
    """
    check_arguments(draws=draws, seed=seed)
    if not (is_whole(year) and int(year) in YEARS):
        raise refused("year", year, Text("one_of", names=", ".join(map(str, YEARS))))
    name, policy = named_policy(programme, policy)
    scheme = build_scheme(programme, policy)
    if not scheme.members.size:
        raise refused("policy", Text("serves_no_estate"), Text("policy_that_serves"))
    ledger = programme.assumption_table(assumptions)
    return Asked(programme, policy, name, scheme, ledger, draws, seed)
