"""Define the commands for planners; the library does the work."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from commpartner import datasets
from commpartner._version import __version__
from commpartner.cli.accounts import accounts
from commpartner.cli.asking import ask
from commpartner.cli.benchmark import benchmark
from commpartner.cli.calibrating import calibrate
from commpartner.cli.cautions import tell_cautions
from commpartner.cli.comparing import compare
from commpartner.cli.experiments import rerun, sensitivity
from commpartner.cli.explore import explore as open_explorer
from commpartner.cli.lists import import_list
from commpartner.cli.optimising import optimise
from commpartner.cli.planning import plan
from commpartner.cli.printing import Terminal
from commpartner.cli.report import check_report, write_report
from commpartner.cli.report import report as report_command
from commpartner.cli.rolling import roll_out
from commpartner.cli.surveying import survey
from commpartner.cli.terminal import Lang, plain_errors, programme_of, programme_with, tell_command
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.io.atomic import (
    MANIFEST_FILE,
    check_place,
    content,
    replace_files,
    write_new_folder,
)
from commpartner.io.tables import check_folder
from commpartner.model.engines import RUNNERS
from commpartner.model.scheme import unknown_policy
from commpartner.problems.optional import optional
from commpartner.problems.wording import known_name
from commpartner.programme.references import ESTATES_FILE
from commpartner.texts import Text

app = typer.Typer(
    help="The economics of community partnership in old residential estates.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        with plain_errors():
            Terminal().print(f"commpartner {__version__}")
        raise typer.Exit


@app.callback()
def before_any(
    context: typer.Context,
    lang: Lang = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Read the options that stand before the command."""
    if lang is not None:
        commands = getattr(context.command, "commands", ())
        context.default_map = {name: {"lang": lang} for name in commands}


@app.command()
def run(
    case: Annotated[str, typer.Argument(help="A case (xiashan), or a folder or file.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the tables.")] = None,
    policy: Annotated[
        list[str] | None, typer.Option(help="A policy to run; repeat for several. Default: all.")
    ] = None,
    focus: Annotated[
        str | None, typer.Option(help="The policy to explain. Default: 'partner', or the last.")
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")] = 500,
    months: Annotated[int, typer.Option(min=1, help="Horizon in months.")] = 120,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 7,
    engine: Annotated[str, typer.Option(help="numpy or jax.")] = "numpy",
    parquet: Annotated[
        bool, typer.Option("--parquet", help="Write the tables as Parquet, too.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="A report to write, too: .html or .xlsx.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Simulate policies, show the results on one screen, and write tables."""
    from commpartner.cli.running import origin_of, run_all, tables_of
    from commpartner.cli.screen import show
    from commpartner.cli.tabled import manifest_of, write_in_language
    from commpartner.report.chosen import focus_of

    console = Terminal()
    with plain_errors(lang) as language:
        programme = programme_of(case)
        if engine not in RUNNERS:
            raise InputError(
                [
                    Problem(
                        "--engine",
                        None,
                        "engine",
                        repr(engine),
                        Text("one_of", names=", ".join(RUNNERS)),
                    )
                ]
            )
        chosen = tuple(policy or programme.policies)
        for name in chosen:
            if name not in programme.policies:
                raise unknown_policy(name, programme)
        if not chosen:
            raise InputError(
                [Problem(case, None, "policies", Text("none"), Text("at_least_one_policy"))]
            )
        if focus is not None:
            known_name("--focus", "policy", focus, chosen)
        focus = focus or focus_of(chosen)
        if parquet and out is None:
            allowed = Text("new_folder_or_results", manifest_file=MANIFEST_FILE)
            raise InputError([Problem("--parquet", None, "--out", Text("none"), allowed)])
        if parquet:
            optional("pyarrow.parquet")
        if out is not None:
            check_folder(out)  # before the work, not after it
        if report is not None:
            check_report(report)
        tell_cautions(programme, case, language, policies=chosen)
        results, saved, by_step = run_all(
            programme,
            chosen,
            focus,
            console,
            months=months,
            draws=draws,
            seed=seed,
            engine=engine,
            language=language,
        )
        if out is not None:  # before the screen, which may fail or be closed
            manifest = manifest_of(programme, origin_of(results, focus))
            tables = tables_of(results, focus, saved, by_step)
            write_in_language(tables, out, manifest, language, parquet=parquet)
        if report is not None:
            write_report(report, results, focus, saved, console, language)
        show(console, results, focus, saved, language)
        largest = max(result.largest_imbalance for result in results.values())
        console.print(say("balance", language, value=largest))
        if out is not None:
            console.print(say("written", language, folder=out))


@app.command()
def check(
    path: Annotated[str, typer.Argument(help="A folder or file with a programme.")],
    lang: Lang = None,
) -> None:
    """Check a programme and list every problem in it."""
    from commpartner.cli.refusals import refusals

    with plain_errors(lang) as language:
        programme = programme_of(path)
        screen = Terminal()
        if problems := refusals(programme, path):
            with suppress(InputError):  # it is among the problems
                tell_cautions(programme, path, language)
            raise InputError(problems)
        screen.print(
            say(
                "checked",
                language,
                path=path,
                estates=len(programme.estates),
                households=programme.households,
                centres=len(programme.centres),
                policies=len(programme.policies),
            ),
        )
        tell_cautions(programme, path, language, screen=screen)


@app.command()
def explain(
    case: Annotated[str, typer.Argument(help="A case, or a folder or file.")],
    policy: Annotated[str, typer.Argument(help="The policy.")],
    outcome: Annotated[str, typer.Argument(help="The figure, e.g. savings_per_year.")],
    draws: Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")] = 500,
    months: Annotated[int, typer.Option(min=1, help="Horizon in months.")] = 120,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 7,
    lang: Lang = None,
) -> None:
    """Trace a reported figure to accounts, equations and assumptions."""
    from commpartner.simulation import simulate

    with plain_errors(lang) as language:
        programme = programme_with(case, policy, None, language)
        result = simulate(programme, policy, months=months, draws=draws, seed=seed)
        text = result.explain(outcome).text(language)
        Terminal().print(text)


@app.command()
def document(
    name: Annotated[str, typer.Argument(help="dictionary or mechanisms.")],
    out: Annotated[Path | None, typer.Option(help="A Markdown file; default: the screen.")] = None,
    lang: Lang = None,
) -> None:
    """Write a document that is made from the code and its runs."""
    from commpartner.report.documents import DOCUMENTS

    with plain_errors(lang):
        known_name("document", "name", name, DOCUMENTS)
        if out is not None:
            check_place(out)  # before the work, not after it
        text = DOCUMENTS[name]()
        if out is None:
            Terminal().write(text)
        else:
            replace_files(out.parent, {out.name: text})


@app.command()
def init(
    folder: Annotated[
        Path,
        typer.Argument(help="A new folder, or a new .xlsx file: a list of estates to fill in."),
    ],
    case: Annotated[
        str | None, typer.Option(help="Copy a case. Default: a small programme, all explained.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Make a folder with a commented programme that runs; or a list of estates to fill in."""
    with plain_errors(lang) as language:
        if folder.suffix.lower() == ".xlsx":
            from commpartner.lists import write_workbook

            write_workbook(folder, language, datasets.load(case).estates if case else ())
            console = Terminal()
            console.print(say("list_to_fill", language, file=folder))
            tell_command(console, ["import", str(folder), "my_district"], lang)
            return
        sources = datasets.template(language) if case is None else datasets.files(case)
        if folder.exists() and (not folder.is_dir() or content(folder)):
            found, allowed = Text("something_there"), Text("new_folder")
            raise InputError([Problem(str(folder), None, Text("folder"), found, allowed)])
        files = {name: source.read_bytes() for name, source in sources.items()}
        # Excel knows UTF-8 by its byte order mark alone.
        files[ESTATES_FILE] = BOM_UTF8 + files[ESTATES_FILE].removeprefix(BOM_UTF8)
        write_new_folder(folder, files)
        console = Terminal()
        console.print(say("created", language, folder=folder))
        tell_command(console, ["run", str(folder), "--out", "out"], lang)


app.command("import")(import_list)
app.command("explore")(open_explorer)
app.command("report")(report_command)
app.command("roll-out")(roll_out)
for command in (
    accounts,
    ask,
    calibrate,
    compare,
    sensitivity,
    survey,
    plan,
    optimise,
    benchmark,
    rerun,
):
    app.command()(command)


if __name__ == "__main__":
    sys.exit(app())
