"""Build the sheet of what each payer must find, year by year."""

from __future__ import annotations

from typing import cast

from commpartner.facts.accounts import ACCOUNTS, Sector
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook.layout import Sheet
from commpartner.report.workbook.sums import Frame, Group, sums_by_year
from commpartner.report.workbook.yearly import amounts, span_of
from commpartner.results.payers import ALL
from commpartner.texts import Language


def payers_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate what each payer must find from its own means; none if nobody pays."""
    table = study.main.payers
    found = amounts(table, ["payer", "account"])
    if not found:
        return None
    groups = [
        Group(
            named(SECTOR_NAMES[cast("Sector", payer)], language),
            whole,
            tuple(
                (label_of(ACCOUNTS[name], language), part)
                for (one, name), part in found.items()
                if one == payer and name != ALL
            ),
        )
        for (payer, account), whole in found.items()
        if account == ALL
    ]
    notes = (say("xlsx_payers_notes", language), say("xlsx_range_notes", language))
    heading = say("xlsx_payer", language)
    frame = Frame("payers", span_of(table, language), heading, notes, None, language)
    tables, checks = sums_by_year(frame, groups, None)
    return Sheet(
        "payers",
        say("xlsx_sheet_payers", language),
        say("xlsx_payers_title", language, policy=policy_label(study.main, language)),
        notes,
        tables,
        frame.facts,
        checks,
        frozen=2,
    )
