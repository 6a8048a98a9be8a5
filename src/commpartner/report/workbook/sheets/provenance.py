"""Build the sheet of where the workbook comes from: programme, run, version, levers, facts."""

from __future__ import annotations

from commpartner._version import __version__
from commpartner.facts.labels import KIND_NAMES, named
from commpartner.facts.labels import in_language as one_of_two
from commpartner.io import programme_hash
from commpartner.report.readable import readable
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook import texts
from commpartner.report.workbook.layout import (
    Column,
    Content,
    Number,
    Place,
    Sheet,
    Table,
    first_row,
)
from commpartner.results.dictionary import heading
from commpartner.texts import Language

Rows = list[tuple[Content, ...]]


def provenance_sheet(study: Study, language: Language) -> Sheet:
    """Tabulate what a second run needs to give the same numbers, and the sources of facts."""
    notes = (say("xlsx_provenance_notes", language),)
    run = _run(study, language)
    top = Place(first_row(notes, titled=True), len(run))
    chosen = _chosen(study, language)
    below = top.below(len(chosen), gap=3)
    about = (
        Column(say("xlsx_item", language), "text", 34),
        Column(say("xlsx_value", language), "text", 50),
    )
    columns = (
        *about,
        Column(say("xlsx_unit", language), "text", 20),
        Column(heading("kind", language), "text", 12),
        Column(heading("source", language), "text", 40),
        Column(heading("note", language), "text", 60),
    )
    tables = [Table("run", top, about, tuple(run), say("xlsx_run", language))]
    if chosen:
        title = say("xlsx_chosen", language)
        tables.append(Table("levers_and_facts", below, columns, tuple(chosen), title))
    name = say("xlsx_sheet_provenance", language)
    title = say("xlsx_provenance_title", language)
    return Sheet("provenance", name, title, notes, tuple(tables))


def _run(study: Study, language: Language) -> Rows:
    main, programme = study.main, study.programme
    policies = [
        texts.name(policy_label(each, language), language) for each in study.results.values()
    ]
    between = say("between_fields", language)
    rows: Rows = [
        (say("xlsx_programme", language), texts.plain(programme.name, language)),
        (say("xlsx_hash", language), programme_hash(programme)),
        (say("xlsx_focus", language), _policy(study, study.focus, language)),
        (say("xlsx_against", language), _policy(study, study.baseline, language)),
        (say("xlsx_policies", language), texts.plain(between.join(policies), language)),
        (say("xlsx_months", language), Number(main.months, "count")),
        (say("xlsx_draws", language), Number(main.draws, "count")),
        (say("xlsx_seed", language), str(main.seed)),
        (say("xlsx_engine", language), main.engine),
        (say("xlsx_imbalance", language), Number(main.largest_imbalance, "plain")),
        (say("xlsx_version", language), f"commpartner {__version__}"),
    ]
    if programme.synthetic:
        told = texts.plain(one_of_two(programme.synthetic_note, language), language)
        rows.append((say("xlsx_made_up", language), told))
    for field, count in programme.estimated.items():
        rows.append((say("xlsx_estimated", language, field=field), Number(count, "count")))
    if study.calibration is not None:
        rows.append((say("xlsx_calibrated", language), say("yes", language)))
    return rows


def _policy(study: Study, name: str, language: Language) -> str:
    label = policy_label(study.results[name], language)
    shown = name if label == name else f"{label} ({name})"
    return texts.name(shown, language)


def _chosen(study: Study, language: Language) -> Rows:
    table = study.main.provenance()
    return [
        (
            texts.name(str(record["name"]), language),
            texts.plain(str(record["value"]), language),
            readable(str(record["unit"])),
            named(KIND_NAMES[record["kind"]], language),
            texts.plain(str(record["source"]), language),
            texts.plain(str(record["note"]), language),
        )
        for record in table[table["what"] != "assumption"].to_dict("records")
    ]
