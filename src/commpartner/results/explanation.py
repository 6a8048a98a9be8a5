"""Trace a reported figure to its accounts, equations and assumptions."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel

from commpartner import measures
from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.accounts import ALL_ACCOUNTS, IN_KIND
from commpartner.facts.equations import EQUATIONS
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.in_force import in_force
from commpartner.programme import Policy, Programme
from commpartner.programme.origins import Origin
from commpartner.programme.service import ROLES
from commpartner.results.telling import Explanation

SIZES_DRAWN = "model.resampling.resampled"  # every figure is one of the estates


def explain(
    outcome: str,
    programme: Programme,
    policy_name: str,
    policy: Policy,
    values: pd.Series,
    money: pd.DataFrame,
    drawn: pd.DataFrame,
    causes: pd.DataFrame,
    ledger: AssumptionTable,
    known: Mapping[str, Origin],
) -> Explanation:
    """Trace an outcome to its origins; see `SimulationResult.explain`.

    Parameters
    ----------
    values
        Of the outcome, one a draw.
    money
        AssumptionTable in money and in kind together.
    drawn
        Values of the assumptions that the run has read.
    causes
        The same as a regression takes them, see `SimulationResult._causes`.
    known
        How the case knows each row.
    """
    accounts, beside = OUTCOMES[outcome].accounts, OUTCOMES[outcome].equations
    begin = [*beside, *(name for each in accounts for name in ALL_ACCOUNTS[each].filled_by)]
    begin.append(SIZES_DRAWN)
    names = walk(begin, programme, policy)
    rows_of = {name: _known(reads(name, programme, policy), drawn) for name in names}
    priced = _known({row for each in accounts for row in ALL_ACCOUNTS[each].priced_at}, drawn)
    found = set(priced).union(*rows_of.values()) if names else set(priced)
    there = values.dropna()
    low, middle, high = there.quantile([0.05, 0.5, 0.95]) if len(there) else [np.nan] * 3
    figure = {"unit": OUTCOMES[outcome].unit, "mean": there.mean()}
    figure |= {"p5": low, "p50": middle, "p95": high}
    rests_on = _known(found, drawn)
    varied = int((drawn[rests_on].max() > drawn[rests_on].min()).sum())
    return Explanation(
        outcome=outcome,
        policy=policy_name,
        label_en=policy.label_en,
        label_zh=policy.label_zh,
        figure=pd.DataFrame([figure]),
        accounts=_accounts(accounts, money),
        equations=pd.DataFrame(
            [
                {
                    "equation": name,
                    "computes": about(name)[0],
                    "formula": about(name)[1],
                    "section": EQUATIONS[name].section,
                    "reads": ", ".join(rows_of[name]),
                }
                for name in names
            ],
            columns=["equation", "computes", "formula", "section", "reads"],
        ),
        assumptions=_assumptions(rests_on, values, drawn, causes, ledger, known),
        synthetic=programme.synthetic_note if programme.synthetic else "",
        draws=len(there),
        draws_needed=measures.draws_needed(varied),
    )


def _known(rows: set[str], drawn: pd.DataFrame) -> list[str]:
    """List the rows that the run has read, in the order of the table."""
    return [str(name) for name in drawn if name in rows]


def _accounts(names: Iterable[str], money: pd.DataFrame) -> pd.DataFrame:
    """Compute the mean a year of each account in use."""
    years = money["months"].groupby(money["year"]).first().sum() / 12.0
    summed = money.groupby("account")["mean"].sum() / years
    rows = []
    for name in names:
        account = ALL_ACCOUNTS[name]
        if summed[name]:
            rows.append(
                {
                    "account": name,
                    "payer": account.payer,
                    "payee": account.payee,
                    "mean": summed[name],
                    "in_kind": name in IN_KIND,
                }
            )
    return pd.DataFrame(rows, columns=["account", "payer", "payee", "mean", "in_kind"])


def _assumptions(
    names: list[str],
    values: pd.Series,
    drawn: pd.DataFrame,
    causes: pd.DataFrame,
    ledger: AssumptionTable,
    known: Mapping[str, Origin],
) -> pd.DataFrame:
    effects = _effects(values, causes[names])
    chosen = [name for name in names if known[name].kind == "choice"]
    left = 1.0 - effects.loc[chosen, "variance"].sum()
    uncertain = effects.index.difference(chosen)
    effects.loc[uncertain, "variance"] /= left if left > 0 else np.nan
    rows = []
    for name in names:
        row = ledger[name]
        _, low, central, high = row.as_drawn()
        rows.append(
            {
                "assumption": name,
                "label_en": row.label_en,
                "label_zh": row.label_zh,
                "unit": row.unit,
                "low": low,
                "central": central,
                "high": high,
                "mean_drawn": drawn[name].mean(),
                "kind": known[name].kind,
                "source": known[name].source,
                "variance": effects["variance"][name],
                "moves": effects["moves"][name],
            }
        )
    columns = ["assumption", "label_en", "label_zh", "unit", "low", "central", "high"]
    columns += ["mean_drawn", "kind", "source", "variance", "moves"]
    table = pd.DataFrame(rows, columns=columns)
    order = np.argsort(-table["moves"].abs().fillna(np.inf).to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _effects(values: pd.Series, drawn: pd.DataFrame) -> pd.DataFrame:
    """Share of the variance by assumption, and how far it moves the outcome from 5 to 95 %.

    Nothing for an assumption that is the same in every draw.
    """
    effects = pd.DataFrame(0.0, index=drawn.columns, columns=["variance", "moves"])
    there = values.notna()
    known = drawn[there]
    varied = known.loc[:, known.max() > known.min()]
    found = measures.regress(values[there].to_numpy()[:, None], varied.to_numpy())
    span = (varied.quantile(0.95) - varied.quantile(0.05)).to_numpy()
    effects.loc[varied.columns, "variance"] = found.variance[0]
    effects.loc[varied.columns, "moves"] = found.slope[0] * span
    return effects


def walk(begin: Iterable[str], programme: Programme, policy: Policy) -> list[str]:
    """List the equations in force in the order in which they are computed."""
    found: list[str] = []
    waiting = list(begin)
    while waiting:
        name = waiting.pop(0)
        if name not in found and in_force(name, programme, policy):
            found.append(name)
            waiting.extend(EQUATIONS[name].uses)
    return found


def reads(name: str, programme: Programme, policy: Policy) -> set[str]:
    """List the assumptions that an equation reads under a policy."""
    rows: set[str] = set()
    for row in EQUATIONS[name].reads:
        rows |= set(_named(row, programme, policy)) if row.isupper() else {row}
    return rows


def about(name: str) -> tuple[str, str]:
    """Return the summary and the formula of a function's docstring, without markup."""
    module, _, member = name.rpartition(".")
    text = inspect.getdoc(getattr(import_module(f"commpartner.{module}"), member)) or ""
    first, *rest = text.split("\n\n")
    formula = rest[0] if rest and "\n---" not in rest[0] else ""  # which is the next section
    if formula.endswith("::") and len(rest) > 1:  # the equation stands in a block of its own
        lines = [line.strip() for line in rest[1].splitlines()]
        formula = formula.removesuffix("::") + ": " + "; ".join(lines)
    if ":math:" in formula or ".. math" in formula:
        formula = ""  # docs/model.md has it in letters
    return _plain(first), _plain(formula)


def _plain(text: str) -> str:
    """Remove the markup of a docstring."""
    return " ".join(re.sub(r"`{1,2}([^`]*)`{1,2}|\*(\w+)\*", r"\1\2", text).split())


def _named(part: str, programme: Programme, policy: Policy) -> Iterator[str]:
    """List the assumptions that a programme or policy names instead of numbers."""
    opened = [venture for venture in programme.ventures if venture.id in policy.ventures]
    services = [package.service for package in policy.menu] or [policy.service]
    entries: Mapping[str, list[Any]] = {
        "MENU": list(policy.menu),
        "SERVICES": [programme.services[name] for name in services],
        "CENTRES": list(programme.centres),
        "WORKS": [works for works in programme.works if works.id in policy.works],
        "VENTURES": [
            *opened,
            *(asset for asset in programme.assets if asset.id in {v.asset for v in opened}),
        ],
        "PARTNERS": [partner for partner in programme.partners if partner.id in policy.partners],
        "FEE": [policy.fee, *policy.menu],
        "LOANS": list(policy.loans),
    }
    if part == "WORKS" and policy.works_resident_share is not None:
        yield from _texts(policy.works_resident_share)
    if part == "STAFFING_STEP" and policy.staffing_step is None:
        yield from (f"staffing_step_{role}" for role in ROLES)
    of_lever = getattr(policy, part.lower(), None)
    for entry in entries.get(part, [of_lever]):
        yield from _texts(entry)


def _texts(entry: Any) -> Iterator[str]:
    values = entry.model_dump().values() if isinstance(entry, BaseModel) else [entry]
    yield from (value for value in values if isinstance(value, str))
