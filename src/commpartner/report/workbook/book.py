"""Join the sheets of a study and write them to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from commpartner.io.atomic import check_place, replace_files
from commpartner.problems.arguments import refused
from commpartner.problems.reading import path_of
from commpartner.problems.wording import among
from commpartner.report.study import Study
from commpartner.report.workbook.layout import Sheet
from commpartner.report.workbook.sheets.accounts import accounts_sheet
from commpartner.report.workbook.sheets.books import books_sheet
from commpartner.report.workbook.sheets.cash import cash_sheet
from commpartner.report.workbook.sheets.cost import cost_sheet
from commpartner.report.workbook.sheets.estates import estates_sheet
from commpartner.report.workbook.sheets.evidence import evidence_sheet
from commpartner.report.workbook.sheets.fee import fee_sheet
from commpartner.report.workbook.sheets.front import answers_sheet, checks_sheet, contents_sheet
from commpartner.report.workbook.sheets.payers import payers_sheet
from commpartner.report.workbook.sheets.policies import differences_sheet, policies_sheet
from commpartner.report.workbook.sheets.provenance import provenance_sheet
from commpartner.report.workbook.sheets.savings import savings_sheet
from commpartner.report.workbook.sheets.ventures import ventures_sheet
from commpartner.report.workbook.sheets.worth import worth_sheet
from commpartner.report.workbook.writing import written
from commpartner.texts import Language, Text

Make = Callable[[Study, Language], Sheet | None]
SHEETS: tuple[Make, ...] = (
    *(answers_sheet, payers_sheet, savings_sheet, ventures_sheet, cost_sheet, cash_sheet),
    *(estates_sheet, policies_sheet, differences_sheet, fee_sheet, worth_sheet, evidence_sheet),
    *(books_sheet, accounts_sheet, provenance_sheet),
)


def workbook(study: Study, language: Language = "en") -> bytes:
    """Write a study as a workbook (xlsx) with live formulas.

    Every formula has the library's number as its value, so a reader that computes nothing shows
    it. The sheet of checks compares sums with the model: each difference is 0. Texts that begin
    like a formula stay texts. Equal studies give equal bytes.

    Parameters
    ----------
    study
        Of `commpartner.report.study.study`.
    language
        Of all words; amounts are in yuan, sums also in 10,000 yuan (Chinese) or in millions.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    ArgumentError
        If the language is neither "en" nor "zh".
    MissingExtraError
        If XlsxWriter is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.report.study import study
    >>> from commpartner.report.workbook import workbook
    >>> xiashan = cp.datasets.load("xiashan")
    >>> found = study(xiashan, policies=["clustered"], months=12, draws=4, play=False)
    >>> workbook(found, "zh")[:2]
    b'PK'
    """
    if not among(language, ("en", "zh")):
        raise refused("language", language, Text("one_of", names="'en', 'zh'"))
    return written(sheets(study, language), language)


def sheets(study: Study, language: Language) -> list[Sheet]:
    """Build all sheets in their order, contents first and checks last."""
    made = [sheet for make in SHEETS if (sheet := make(study, language)) is not None]
    made.append(checks_sheet(made, language))
    return [contents_sheet(study, made, language), *made]


def write_report_workbook(path: str | Path, study: Study, language: Language = "en") -> Path:
    """Write the workbook of a study to a file, whole or not at all.

    Parameters
    ----------
    path
        Ends with ".xlsx"; a file that is there is replaced.
    study, language
        As in `workbook`.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    path = path_of(path, "not_writable")
    check_place(path)
    replace_files(path.parent, {path.name: workbook(study, language)})
    return path
