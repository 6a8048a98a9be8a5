"""Write an explanation as a page of text in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from commpartner.facts.accounts import ACCOUNTS, IN_KIND, Sector
from commpartner.facts.equations import in_chinese
from commpartner.facts.labels import KIND_NAMES, SECTOR_NAMES, in_language, named, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import amount, number, percent
from commpartner.facts.shown import Shown
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
        (slope of a linear regression; NaN where the draws are too few). The strongest first.
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
    title = f"{about.label_zh if zh else about.label_en} ({explanation.outcome})"
    mean, low, high = (measured(row[name], about.unit, language) for name in ("mean", "p5", "p95"))
    label = explanation.label_zh if zh else explanation.label_en
    policy = f"{label} ({explanation.policy})" if label else explanation.policy
    lines = [
        f"{title}：{policy}" if zh else f"{title}, {policy}",
        f"  {mean}（5%–95%：{low} 至 {high}）" if zh else f"  {mean} (5-95 %: {low} to {high})",
    ]
    if explanation.synthetic:
        note = in_language(explanation.synthetic, language)
        lines.append(f"  {'合成数据：' if zh else 'Synthetic data: '}{note}")
    lines += ["", "科目（元/年）" if zh else "Accounts [yuan a year]"]
    lines += [_account(entry, language) for entry in explanation.accounts.to_dict("records")] or [
        f"  {'不经过任何科目' if zh else 'none: it is not money, or not paid'}"
    ]
    lines += [
        "",
        "公式（由结果向前追溯）" if zh else "Equations, from the figure backwards",
    ]
    for entry in explanation.equations.to_dict("records"):
        place = f"docs/model.md {entry['section']}"
        told = in_chinese()[entry["equation"]] if zh else entry
        lines.append(f"  {entry['equation']} ({place}){'：' if zh else ': '}{told['computes']}")
        if told["formula"]:
            lines.append(f"      {told['formula']}")
    return "\n".join([*lines, "", *_assumptions(explanation, language)])


def measured(value: float, unit: str, language: Language) -> str:
    """Format a number with its unit.

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
    return f"{amount(value, language)}{'' if language == 'zh' else ' '}{name}"


def _account(entry: Mapping[Any, Any], language: Language) -> str:
    about = ACCOUNTS.get(entry["account"]) or IN_KIND[entry["account"]]
    label = about.label_zh if language == "zh" else about.label_en
    payer, payee = (
        named(SECTOR_NAMES[cast("Sector", entry[side])], language) for side in ("payer", "payee")
    )
    return f"  {label} ({entry['account']}): {payer} -> {payee}: {amount(entry['mean'], language)}"


def _assumptions(explanation: Explanation, language: Language) -> Iterator[str]:
    zh = language == "zh"
    known, needed = explanation.draws, explanation.draws_needed
    table = explanation.assumptions
    if known < needed:
        yield (
            f"该结果取决于{len(table)}项假设；{known}次抽样无法判断哪些影响最大，至少需要{needed}次。"
            if zh
            else f"It rests on {len(table)} assumptions. Which of them move it most cannot be told "
            f"from {known} draws: it takes at least {needed}."
        )
        return
    shown = table[table["moves"].notna() & (table["moves"] != 0.0)].head(STRONGEST)
    if shown.empty:
        yield (
            "在各次抽样中不变：没有假设影响它。"
            if zh
            else "It does not vary: no assumption moves it."
        )
        return
    title = "影响最大的假设" if zh else "Assumptions that move it most"
    yield f"{title} ({len(shown)}/{len(table)})"
    unit = OUTCOMES[explanation.outcome].unit
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
        size += f"，解释方差的{share}" if zh else f", {share} of the variance"
    unit_of = unit_name(entry["unit"], language)
    moved = f"；使其变动{size}" if zh else f"; moves it by {size}"
    return f"  {name} ({entry['assumption']}): {span} {unit_of}; {kind}{source}{moved}"
