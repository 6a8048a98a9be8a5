"""Define the command that writes a report: one page, or a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, bars, plain_errors, programme_of
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.io.atomic import check_place, make_folder, replace_files
from commpartner.problems.arguments import Progress
from commpartner.problems.optional import optional
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    from commpartner.report.study import Study
    from commpartner.results.result import SimulationResult
    from commpartner.results.savings import Savings

PAGE = (".html", ".htm")
BOOK = (".xlsx",)


def report(
    case: Annotated[str, typer.Argument(help="A case, or a folder or file.")],
    file: Annotated[
        Path, typer.Argument(help="The report to write: .html, or .xlsx for a workbook.")
    ],
    policy: Annotated[
        list[str] | None,
        typer.Option(help="A policy to compare; repeat for several. Default: all."),
    ] = None,
    focus: Annotated[
        str | None,
        typer.Option(help="The policy of the report. Default: 'partner', or the last."),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(help="The policy to compare with. Default: 'stand_alone', or the first."),
    ] = None,
    observed: Annotated[
        Path | None,
        typer.Option(help="A csv file or workbook with what was seen under the policy."),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help="A folder: each chart is written there as PNG, without a browser."),
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")] = 500,
    months: Annotated[int, typer.Option(min=1, help="Horizon in months.")] = 120,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 7,
    lang: Lang = None,
) -> None:
    """Write a report: a page that opens without a network, or a workbook with live formulas."""
    from commpartner.calibration import calibrate
    from commpartner.cli.calibrating import read_observed
    from commpartner.cli.cautions import tell_cautions
    from commpartner.report.chosen import focus_of
    from commpartner.report.drawn.picture import check_pictures
    from commpartner.report.study import study

    console = Terminal()
    with plain_errors(lang) as language:
        check_report(file)
        if pictures is not None:
            check_pictures(pictures, language)
        programme = programme_of(case)
        names = list(policy or programme.policies)
        with bars(console) as follow:

            def following(step: str, count: int) -> Progress:
                return follow(say(step, language), count)

            calibration = None
            if observed is not None:
                told = focus or focus_of(names)
                calibration = calibrate(
                    programme,
                    read_observed(observed, told),
                    seed=seed,
                    progress=following("calibrating", 1),
                )
            tell_cautions(programme, case, language, policies=names)
            found = study(
                programme,
                focus,
                policies=names,
                baseline=baseline,
                months=months,
                draws=draws,
                seed=seed,
                calibration=calibration,
                play=not _is_book(file),
                follow=following,
            )
            _write(file, found, language)
            if pictures is not None:
                drawn = _draw(found, language)
                make_folder(pictures)
                replace_files(pictures, drawn)
        _tell(console, file, language)
        if pictures is not None:
            console.print(say("pictures_written", language, folder=pictures, count=len(drawn)))


def check_report(file: Path) -> None:
    """Check that a report can be written to a file, before the work and not after it."""
    from commpartner.report.page.render import check_extras

    if file.suffix.lower() not in (*PAGE, *BOOK):
        allowed = Text("one_of", names=", ".join((*PAGE, *BOOK)))
        raise InputError([Problem(str(file), None, Text("file"), repr(file.suffix), allowed)])
    check_place(file)
    if _is_book(file):
        optional("xlsxwriter")
    else:
        check_extras()


def write_report(
    file: Path,
    results: Mapping[str, SimulationResult],
    focus: str,
    saved: Savings | None,
    console: Terminal,
    language: Language,
) -> None:
    """Write the report of runs that stand."""
    from commpartner.report.study import study_of

    with bars(console) as follow:
        found = study_of(
            results,
            focus,
            saved,
            play=not _is_book(file),
            follow=lambda step, count: follow(say(step, language), count),
        )
        _write(file, found, language)
    _tell(console, file, language)


def _is_book(file: Path) -> bool:
    return file.suffix.lower() in BOOK


def _write(file: Path, found: Study, language: Language) -> None:
    from commpartner.report.page.render import page
    from commpartner.report.workbook import workbook

    content = workbook(found, language) if _is_book(file) else page(found, language)
    replace_files(file.parent, {file.name: content})


def _draw(found: Study, language: Language) -> dict[str, bytes]:
    """Draw the charts of a study, each a PNG file of the name of the chart."""
    from commpartner.report.drawn.picture import picture
    from commpartner.report.page.render import charts

    return {f"{name}.png": picture(each, "png") for name, each in charts(found, language).items()}


def _tell(console: Terminal, file: Path, language: Language) -> None:
    key = "book_written" if _is_book(file) else "report_written"
    console.print(say(key, language, file=file))
