"""Write an explanation as a page of text in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from commpartner.facts.accounts import ACCOUNTS, IN_KIND, Sector
from commpartner.facts.equations import in_chinese
from commpartner.facts.labels import (
    KIND_NAMES,
    SECTOR_NAMES,
    in_language,
    label_of,
    named,
    unit_name,
)
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import amount, number, percent
from commpartner.facts.shown import Shown
from commpartner.facts.words import say
from commpartner.problems.wording import Language

STRONGEST = 10  # assumptions that the text names


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Shown):
    """Hold one reported figure with its accounts, equations and assumptions.

    Attributes
    ----------
    outcome, policy, label_en, label_zh
        The figure, and the policy that it is of: its name and its labels.
    figure
        One row: unit, mean, p5, p50, p95 over the draws.
    accounts
        One row an account that goes into it: payer, payee, mean [yuan/year], in kind or money.
    equations
        One row an equation, from the figure backwards: name, what it computes, the equation as
        its docstring states it, section of docs/model.md, assumptions it reads.
    assumptions
        One row an assumption that the figure can rest on: label, value, range, unit, kind, source,
        the share of the figure's variance that it explains, and `moves`: by how much the figure
        changes when it goes from its 5 % to its 95 % quantile among the draws, all else equal
        (slope of a linear regression; NaN if the draws are too few). The strongest first. A row
        that only levers name is a choice: its share is of the whole variance, and the shares of
        all others leave it out.
    synthetic
        Whether data of the programme are generated.
    draws, draws_needed
        Draws that have the figure, and how many it takes to tell which assumptions move it most.
    """

    outcome: str
    policy: str
    label_en: str
    label_zh: str
    figure: pd.DataFrame
    accounts: pd.DataFrame
    equations: pd.DataFrame
    assumptions: pd.DataFrame
    synthetic: str
    draws: int
    draws_needed: int

    def __str__(self) -> str:
        return self.text()

    def text(self, language: Language = "en") -> str:
        """Describe the explanation in a page of text."""
        return page(self, language)


def page(explanation: Explanation, language: Language) -> str:
    """Write an explanation as a page of text."""
    zh = language == "zh"
    about, row = OUTCOMES[explanation.outcome], explanation.figure.iloc[0]
    title = f"{label_of(about, language)} ({explanation.outcome})"
    mean, low, high = (measured(row[name], about.unit, language) for name in ("mean", "p5", "p95"))
    label = label_of(explanation, language)
    policy = f"{label} ({explanation.policy})" if label else explanation.policy
    lines = [
        say("explain_title", language, title=title, policy=policy),
        "  " + say("explain_figure", language, mean=mean, low=low, high=high),
    ]
    if explanation.synthetic:
        note = in_language(explanation.synthetic, language)
        lines.append("  " + say("explain_synthetic", language, note=note))
    lines += ["", say("explain_accounts", language)]
    lines += [_account(entry, language) for entry in explanation.accounts.to_dict("records")] or [
        "  " + say("explain_no_account", language)
    ]
    lines += [
        "",
        say("explain_equations", language),
    ]
    for entry in explanation.equations.to_dict("records"):
        place = f"docs/model.md {entry['section']}"
        told = in_chinese()[entry["equation"]] if zh else entry
        about_it = {"equation": entry["equation"], "place": place, "computes": told["computes"]}
        lines.append("  " + say("explain_equation", language, **about_it))
        if told["formula"]:
            lines.append(f"      {told['formula']}")
    return "\n".join([*lines, "", *_assumptions(explanation, language)])


def measured(value: float, unit: str, language: Language, large: bool | None = None) -> str:
    """Format a number with its unit; `large` as of `amount`.

    Examples
    --------
    >>> measured(2_883_000.0, "yuan/year", "en"), measured(2_883_000.0, "yuan/year", "zh")
    ('2.88 million yuan/year', '288万元/年')
    >>> measured(0.004, "share", "en"), measured(14.0, "month", "zh")
    ('0.4%', '14 月')
    """
    if unit == "share":
        return percent(value, language, 1)
    name = unit_name(unit, language)
    if not unit.startswith("yuan"):
        return f"{number(value)} {name}"
    return f"{amount(value, language, large)}{'' if language == 'zh' else ' '}{name}"


def _account(entry: Mapping[Any, Any], language: Language) -> str:
    about = ACCOUNTS.get(entry["account"]) or IN_KIND[entry["account"]]
    label = label_of(about, language)
    payer, payee = (
        named(SECTOR_NAMES[cast("Sector", entry[side])], language) for side in ("payer", "payee")
    )
    return f"  {label} ({entry['account']}): {payer} -> {payee}: {amount(entry['mean'], language)}"


def _assumptions(explanation: Explanation, language: Language) -> Iterator[str]:
    known, needed = explanation.draws, explanation.draws_needed
    table = explanation.assumptions
    if known < needed:
        yield (say("explain_too_few", language, count=len(table), known=known, needed=needed))
        return
    moving = table[table["moves"].notna() & (table["moves"] != 0.0)]
    if moving.empty:
        yield (say("explain_constant", language))
        return
    unit = OUTCOMES[explanation.outcome].unit
    chosen = table["kind"] == "choice"
    for which, title in ((~chosen, "explain_strongest"), (chosen, "explain_choices")):
        shown = moving[which[moving.index]].head(STRONGEST)
        if len(shown):
            yield f"{say(title, language)} ({len(shown)}/{which.sum()})"
        yield from (_assumption(entry, unit, language) for entry in shown.to_dict("records"))


def _assumption(entry: Mapping[Any, Any], unit: str, language: Language) -> str:
    zh = language == "zh"
    name = entry["label_zh" if zh else "label_en"]
    span = " - ".join(number(entry[part]) for part in ("low", "central", "high"))
    kind = named(KIND_NAMES[entry["kind"]], language)
    source = f", {entry['source']}" if entry["source"] else ""
    moves = entry["moves"]
    size = ("+" if moves > 0 else "-") + measured(abs(moves), unit, language).lstrip("-")
    if not pd.isna(entry["variance"]):
        share = percent(entry["variance"], language)
        size += say("explain_variance", language, share=share)
    unit_of = unit_name(entry["unit"], language)
    moved = say("explain_moves", language, size=size)
    return f"  {name} ({entry['assumption']}): {span} {unit_of}; {kind}{source}{moved}"
