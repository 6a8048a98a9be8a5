"""Build the sheet of the cost by line of the official form (定价成本表)."""

from __future__ import annotations

from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.cost_lines import COST_LINES
from commpartner.facts.labels import label_of
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook.layout import Sheet
from commpartner.report.workbook.sums import Frame, Group, sums_by_year
from commpartner.report.workbook.yearly import Amounts, amounts, span_of
from commpartner.results.cost_lines import BESIDE
from commpartner.results.payers import ALL
from commpartner.texts import Language


def cost_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate the cost of all estates by line and account; none if nobody is served."""
    table = study.main.cost_lines()
    found = amounts(table, ["line", "account"])
    whole = found[ALL, ALL]
    if not whole.mean or not whole.unit_cost > 0:
        return None
    groups = [
        Group(_line(line, language), amount, _parts(found, line, language), line == BESIDE)
        for (line, account), amount in found.items()
        if account == ALL and line != ALL
    ]
    notes = (say("xlsx_cost_notes", language), say("xlsx_range_notes", language))
    frame = Frame(
        "cost",
        span_of(table, language),
        say("xlsx_line", language),
        notes,
        whole.mean / 12.0 / whole.unit_cost,
        language,
    )
    tables, checks = sums_by_year(frame, groups, (say("xlsx_cost_whole", language), whole))
    return Sheet(
        "cost",
        say("xlsx_sheet_cost", language),
        say("xlsx_cost_title", language, policy=policy_label(study.main, language)),
        notes,
        tables,
        frame.facts,
        checks,
        frozen=2,
    )


def _line(line: str, language: Language) -> str:
    return say("xlsx_beside", language) if line == BESIDE else label_of(COST_LINES[line], language)


def _parts(
    found: dict[tuple[str, ...], Amounts], line: str, language: Language
) -> tuple[tuple[str, Amounts], ...]:
    """List the accounts of a line; one alone is the whole line and has no row of its own."""
    parts = {name: part for (one, name), part in found.items() if one == line and name != ALL}
    if parts:
        return tuple((_account(name, language), part) for name, part in parts.items())
    whole = found[line, ALL]
    if not any(whole.years):
        return ()
    names = COST_LINES[line].accounts if line in COST_LINES else ()
    alone = _account(names[0], language) if len(names) == 1 else _line(line, language)
    return ((alone, whole),)


def _account(name: str, language: Language) -> str:
    return label_of(ACCOUNTS[name] if name in ACCOUNTS else COST_LINES[name], language)
