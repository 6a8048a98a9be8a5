"""The screen says what each payer must find in years 1, 2 and 3 and in the mean year."""

from __future__ import annotations

from io import StringIO

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.cli.payers import DIGITS, SCALE, payers
from commpartner.cli.printing import Terminal
from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.labels import SECTOR_NAMES, named
from commpartner.results.payers import ALL
from commpartner.texts import Language

LARGE = TOWN.replace(
    estates=tuple(
        each.replace(households=each.households * 40, floor_area=each.floor_area * 40)
        for each in TOWN.estates
    )
)
RESULT = cp.simulate(LARGE, BASE.replace(ventures=("market", "canteen")), months=54, draws=4)


def screen(result: cp.SimulationResult, language: Language) -> str:
    table = payers(result, "base", language)
    if table is None:
        return ""
    console = Terminal(width=160, record=True, file=StringIO())
    console.print(table)
    return console.export_text()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_payer_has_three_years_and_mean_with_ranges(language: Language) -> None:
    lines = screen(RESULT, language).splitlines()
    found = RESULT.payers
    whole = found[found["account"] == ALL]
    for payer in whole["payer"].unique():
        rows = whole[(whole["payer"] == payer) & (whole["year"].fillna(0) <= 3)]  # 0: the mean year
        assert len(rows) == 4
        name = named(SECTOR_NAMES[payer], language)
        (number,) = (at for at, line in enumerate(lines) if line.strip().startswith(f"{name} "))
        assert lines[number].split()[-4:] == [written(mean, language) for mean in rows["mean"]]
        ranges = [
            f"({written(low, language)}..{written(high, language)})"
            for low, high in rows[["p5", "p95"]].itertuples(index=False)
            if written(low, language) != written(high, language)
        ]
        assert lines[number + 1].split()[: len(ranges)] == ranges


@pytest.mark.parametrize("language", ["en", "zh"])
def test_accounts_of_a_payer_stand_below_it(language: Language) -> None:
    shown = screen(RESULT, language)
    found = RESULT.payers[RESULT.payers["payer"] == "operator"]
    accounts = [name for name in found["account"].unique() if name != ALL]
    assert len(accounts) > 1
    for name in accounts:
        about = ACCOUNTS[name]
        assert (about.label_zh if language == "zh" else about.label_en) in shown


def test_where_nobody_must_find_anything_there_is_no_block() -> None:
    nobody = cp.simulate(TOWN, BASE.replace(organisation="unmanaged"), months=2, draws=2)
    assert payers(nobody, "base", "en") is None


def written(value: float, language: Language) -> str:
    digits = DIGITS[language]
    text = f"{value / SCALE[language]:,.{digits}f}"
    if float(text.replace(",", "")) == 0.0:
        return "0" if value == 0.0 else "~0"
    return text
