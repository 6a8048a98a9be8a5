"""The table of assumptions: its draws, its distributions and the mistakes that it refuses."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import ValidationError
from refusals import raises_problem
from scipy import stats

from commpartner.assumptions.draws import uniforms
from commpartner.assumptions.table import (
    KINDS,
    Assumption,
    AssumptionTable,
    default_assumptions,
    load_assumptions,
    read_ledger,
)
from commpartner.errors import InputError

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=60)

WAGES = ("wage_guard", "wage_cleaner", "wage_technician", "wage_butler", "wage_manager")
COLUMNS = tuple(Assumption.model_fields)


def row(name: str = "price", **changes: Any) -> Assumption:
    fields: dict[str, Any] = {
        "name": name,
        "label_en": "A price",
        "label_zh": "价格",
        "unit": "points",
        "distribution": "triangular",
        "low": 1.0,
        "central": 2.0,
        "high": 4.0,
        "kind": "assumption",
    }
    return Assumption(**{**fields, **changes})


def bits(values: Array) -> bytes:
    return np.ascontiguousarray(values).tobytes()


def in_scipy(assumption: Assumption) -> Any:
    """The same distribution from SciPy, whose parameters are other ones."""
    low, mode, high = assumption.low, assumption.central, assumption.high
    width = high - low
    match assumption.distribution:
        case "uniform":
            return stats.uniform(low, width)
        case "triangular":
            return stats.triang((mode - low) / width, loc=low, scale=width)
        case "pert":
            first = 1 + 4 * (mode - low) / width
            second = 1 + 4 * (high - mode) / width
            return stats.beta(first, second, loc=low, scale=width)
        case "lognormal":
            sigma = math.log(high / low) / (2 * stats.norm.ppf(0.95))
            return stats.lognorm(sigma, scale=mode)
        case other:
            raise AssertionError(other)


def as_csv(rows: Iterable[Sequence[Any]], header: Sequence[str] = COLUMNS) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def cells(assumption: Assumption, **changes: str) -> list[str]:
    """The row as it stands in a file; the changes may be wrong, as a user's may."""
    return [str(value) for value in {**assumption.model_dump(), **changes}.values()]


# --- uniform numbers: the name, the seed and the draw's number, and nothing else


@law
@given(st.integers(0, 90), st.integers(1, 40), st.integers(0, 2**70))
def test_any_window_of_draws_gives_the_same_bits(start: int, count: int, seed: int) -> None:
    whole = uniforms("wage_guard", seed, 0, 130)
    window = uniforms("wage_guard", seed, start, start + count)
    assert bits(window) == bits(whole[start : start + count])


def test_the_numbers_of_a_seed_stay_what_they_are() -> None:
    # Results that somebody has published must be found again by a later version.
    expected = {
        ("wage_guard", 0): [0.29125162235162905, 0.037601981180040434, 0.42449900153102793],
        ("wage_guard", 1): [0.2686153576022291, 0.9517413166806544, 0.12061348722539111],
        ("inflation", 2026): [0.7828320760066669, 0.43308685376343903, 0.10123487731375458],
    }
    for (name, seed), values in expected.items():
        assert uniforms(name, seed, 0, 3).tolist() == values


def test_another_seed_or_another_name_gives_other_numbers() -> None:
    seen = {
        bits(uniforms(name, seed, 0, 4))
        for name in ("wage_guard", "wage_cleaner", "0:wage_guard", "1")
        for seed in (0, 1, 2, 10, 11)
    }
    assert len(seen) == 20


@pytest.mark.parametrize("seed", [0, 1, 2026])
def test_uniform_numbers_are_uniform_and_inside_the_open_interval(seed: int) -> None:
    values = uniforms("anything", seed, 0, 20_000)
    assert 0.0 < values.min() < 1e-3
    assert 1 - 1e-3 < values.max() < 1.0
    assert stats.kstest(values, "uniform").pvalue > 1e-3
    # Neither neighbours in a stream nor two streams know of each other.
    assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 0.03
    assert abs(np.corrcoef(values, uniforms("anythinh", seed, 0, 20_000))[0, 1]) < 0.03
    assert abs(np.corrcoef(values, uniforms("anything", seed + 1, 0, 20_000))[0, 1]) < 0.03


def test_zero_is_never_drawn_though_the_generator_gives_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Zeros:
        def __init__(self, bits: object) -> None:
            pass

        def random(self, count: int) -> Array:
            return np.zeros(count)

    monkeypatch.setattr("numpy.random.Generator", Zeros)
    values = uniforms("price", 0, 0, 3)
    assert values.min() > 0
    assert np.isfinite(row(distribution="lognormal").quantile(values)).all()


# --- a ledger's draws


@pytest.mark.parametrize("name", ["wage_guard", "inflation", "household_income", "m2_per_cleaner"])
def test_a_draw_does_not_depend_on_the_other_rows(name: str) -> None:
    ledger = default_assumptions()
    expected = bits(ledger.draw(7, 0, 50)[name])
    held = [ledger[name]] + [ledger[other] for other in filter(None, [ledger[name].correlated_by])]
    others: dict[str, AssumptionTable] = {
        "reversed": AssumptionTable(reversed(tuple(ledger.values()))),
        "alone": AssumptionTable(held),
        "more": AssumptionTable([row("aaa_first"), *ledger.values(), row("zzz_last")]),
        "changed": ledger.replace(wage_manager=9000.0, callout_price={"high": 400.0}),
    }
    for ledger_of_others in others.values():
        draws = ledger_of_others.draw(7, 0, 50)
        for earlier in list(ledger_of_others)[:20]:
            draws[earlier]  # what was read before must not matter, either
        assert bits(draws[name]) == expected


@law
@given(st.integers(0, 40), st.integers(1, 20), st.sampled_from(sorted(default_assumptions())))
def test_a_window_of_draws_equals_part_of_the_whole(start: int, count: int, name: str) -> None:
    ledger = default_assumptions()
    whole = ledger.draw(3, 0, 60)[name]
    window = ledger.draw(3, start, start + count)[name]
    assert window.shape == (count, 1)
    assert bits(window) == bits(whole[start : start + count])


def test_draws_record_the_rows_read_in_table_order() -> None:
    ledger = default_assumptions()
    draws = ledger.draw(0, 0, 4)
    assert list(draws.record()) == []
    assert len(draws) == len(ledger)
    assert list(draws) == list(ledger)
    assert draws["wage_manager"] is draws["wage_manager"]
    assert draws.central("households_per_estate") == 135.0
    draws["inflation"]
    read = ["households_per_estate", "wage_manager", "inflation", "wage_correlation"]
    assert list(draws.record()) == read


def test_one_draw_at_central_values() -> None:
    ledger = default_assumptions()
    central = ledger.draw(5, 10, 30).at_central()
    for name, assumption in ledger.items():
        assert central[name].tolist() == [[assumption.central]]


def test_reading_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="wage_gard"):
        default_assumptions().draw(0, 0, 1)["wage_gard"]


# --- quantiles

PROBABILITIES = np.concatenate(
    [[1e-12, 1e-6, 1e-3], np.linspace(0.005, 0.995, 100), [1 - 1e-3, 1 - 1e-6, 1 - 1e-12]]
)


@pytest.mark.parametrize(
    "changes",
    [
        {"distribution": "uniform"},
        {"distribution": "triangular"},
        {"distribution": "triangular", "central": 1.0},
        {"distribution": "triangular", "central": 4.0},
        {"distribution": "triangular", "low": -3.0, "central": -1.0, "high": 0.5},
        {"distribution": "pert"},
        {"distribution": "pert", "central": 1.0},
        {"distribution": "pert", "central": 4.0},
        {"distribution": "pert", "low": -3.0, "central": -1.0, "high": 0.5},
        {"distribution": "lognormal"},
        {"distribution": "lognormal", "low": 43.0, "central": 135.0, "high": 420.0},
    ],
    ids=str,
)
def test_quantiles_agree_with_scipy(changes: dict[str, Any]) -> None:
    assumption = row(**changes)
    found = assumption.quantile(PROBABILITIES)
    expected = in_scipy(assumption).ppf(PROBABILITIES)
    width = assumption.high - assumption.low
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10 * width)
    assert np.all(np.diff(found) > 0)


@law
@given(
    st.sampled_from(["uniform", "triangular", "pert"]),
    st.floats(-1e3, 1e3),
    st.floats(1e-2, 1e3),
    st.floats(0.0, 1.0),
)
def test_quantiles_of_any_bounded_row_agree_with_scipy(
    distribution: str, low: float, width: float, place: float
) -> None:
    high = low + width
    mode = min(max(low + place * width, low), high)
    assumption = row(distribution=distribution, low=low, central=mode, high=high)
    grid = np.linspace(0.01, 0.99, 21)
    found = assumption.quantile(grid)
    np.testing.assert_allclose(found, in_scipy(assumption).ppf(grid), rtol=0, atol=1e-10 * width)
    assert np.all((found >= low) & (found <= high))


def test_quantiles_of_a_fixed_row_are_its_central_value() -> None:
    fixed = row(distribution="fixed")
    assert fixed.quantile(np.array([[0.1], [0.9]])).tolist() == [[2.0], [2.0]]


def test_lognormal_low_and_high_are_5_and_95_percentiles() -> None:
    assumption = row(distribution="lognormal", low=0.5, central=2.0, high=8.0)
    found = assumption.quantile(np.array([0.05, 0.5, 0.95]))
    np.testing.assert_allclose(found, [0.5, 2.0, 8.0], rtol=1e-12)


def test_mean_of_a_pert_weighs_the_mode_four_times() -> None:
    assumption = row(distribution="pert", low=10.0, central=12.0, high=40.0)
    # The mean is the integral of the quantile function: Gauss-Legendre over (0, 1).
    nodes, weights = np.polynomial.legendre.leggauss(400)
    mean = weights @ assumption.quantile((nodes + 1) / 2) / 2
    assert mean == pytest.approx((10 + 4 * 12 + 40) / 6, rel=1e-6)


DRAWN = sorted(name for name, held in default_assumptions().items() if held.distribution != "fixed")


@pytest.mark.parametrize("name", DRAWN)
def test_draws_follow_their_distribution_wages_too(name: str) -> None:
    # The copula ties wages together and must leave each one's own distribution alone.
    values = default_assumptions().draw(1, 0, 3000)[name][:, 0]
    assert stats.kstest(values, in_scipy(default_assumptions()[name]).cdf).pvalue > 1e-3


# --- the copula of wages


def normal_scores(names: Iterable[str], ledger: AssumptionTable, count: int = 8000) -> Array:
    draws = ledger.draw(11, 0, count)
    return np.stack(
        [stats.norm.ppf(in_scipy(ledger[name]).cdf(draws[name][:, 0])) for name in names]
    )


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6, 0.9])
def test_wages_correlate_as_the_ledger_says(correlation: float) -> None:
    ledger = default_assumptions().replace(wage_correlation=correlation)
    found = np.asarray(np.corrcoef(normal_scores(WAGES, ledger)))
    for one, other in combinations(range(len(WAGES)), 2):
        assert found[one, other] == pytest.approx(correlation, abs=0.04)


def test_wages_are_correlated_by_the_row_of_that_name() -> None:
    ledger = default_assumptions()
    assert [name for name in ledger if ledger[name].correlated_by] == list(WAGES)
    assert {ledger[name].correlated_by for name in WAGES} == {"wage_correlation"}
    # 6/pi asin(rho/2) is the rank correlation of a Gaussian copula (Kruskal 1958).
    draws = ledger.draw(2, 0, 8000)
    rho = stats.spearmanr(draws["wage_guard"][:, 0], draws["wage_manager"][:, 0]).statistic
    assert rho == pytest.approx(6 / math.pi * math.asin(0.3), abs=0.04)


def test_rows_without_a_common_factor_do_not_correlate() -> None:
    names = ("wage_guard", "inflation", "wage_growth", "callout_price", "household_income")
    found = np.asarray(np.corrcoef(normal_scores(names, default_assumptions())))
    assert np.abs(found[~np.eye(len(names), dtype=bool)]).max() < 0.04


def test_without_correlation_a_wage_follows_its_own_stream() -> None:
    ledger = default_assumptions().replace(wage_correlation=0.0)
    free = default_assumptions().replace(wage_guard={"correlated_by": ""})
    np.testing.assert_allclose(
        ledger.draw(0, 0, 100)["wage_guard"], free.draw(0, 0, 100)["wage_guard"], rtol=1e-9
    )


def test_fully_correlated_wages_have_the_same_rank() -> None:
    scores = normal_scores(WAGES, default_assumptions().replace(wage_correlation=1.0), 50)
    np.testing.assert_allclose(scores, np.broadcast_to(scores[0], scores.shape), atol=1e-6)


# --- one row


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"central": 0.5}, "the mode 0.5 lies outside the range 1 to 4"),
        ({"central": 4.5}, "the mode 4.5 lies outside the range 1 to 4"),
        ({"distribution": "pert", "central": 5.0}, "the mode 5 lies outside the range 1 to 4"),
        ({"distribution": "uniform", "central": 5.0}, "the central value 5 lies outside"),
        ({"distribution": "fixed", "central": 5.0}, "the central value 5 lies outside"),
        ({"low": 5.0}, "lies outside the range 5 to 4"),
        ({"distribution": "uniform", "low": 3.0, "central": 2.0, "high": 1.0}, "outside"),
        ({"low": 2.0, "high": 2.0}, "low equals high: use the distribution 'fixed'"),
        ({"distribution": "uniform", "low": 2.0, "high": 2.0}, "low equals high"),
        ({"distribution": "lognormal", "low": 0.0}, "a lognormal needs low > 0, found 0"),
        ({"distribution": "lognormal", "low": -1.0}, "a lognormal needs low > 0, found -1"),
        (
            {"distribution": "lognormal", "central": 1.5},
            "the median 1.5 does not fit the 5 % and 95 % quantiles, whose geometric mean is 2",
        ),
        ({"distribution": "lognormal", "central": 2.6}, "the median 2.6 does not fit"),
        ({"kind": "published"}, "a number of kind 'published' needs a source"),
        ({"kind": "derived"}, "a number of kind 'derived' needs a source"),
        ({"kind": "literature", "source": ""}, "a number of kind 'literature' needs a source"),
        ({"low": math.nan}, "finite"),
        ({"central": math.nan}, "finite"),
        ({"high": math.inf}, "finite"),
        ({"high": "many"}, "number"),
        ({"kind": "guess"}, "'published', 'derived', 'literature' or 'assumption'"),
        ({"distribution": "normal"}, "'triangular'"),
        ({"name": "Wage"}, "pattern"),
        ({"name": "2nd"}, "pattern"),
        ({"name": ""}, "pattern"),
        ({"unit": ""}, "at least 1 character"),
        ({"label_en": ""}, "at least 1 character"),
        ({"label_zh": ""}, "at least 1 character"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_a_row_that_contradicts_itself_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        row(**changes)
    assert message in str(caught.value)


@pytest.mark.parametrize("field", ["label_en", "label_zh", "unit", "distribution", "low", "kind"])
def test_a_row_without_a_field_is_refused(field: str) -> None:
    fields = row().model_dump()
    del fields[field]
    with pytest.raises(ValidationError, match="Field required"):
        Assumption(**fields)


def test_a_row_is_frozen_and_its_copies_are_checked() -> None:
    assumption = row()
    with pytest.raises(ValidationError, match="frozen"):
        assumption.central = 3.0
    assert assumption.replace(central=3.0) == row(central=3.0)
    with pytest.raises(ValidationError, match="outside the range"):
        assumption.replace(central=9.0)


def test_a_row_held_at_a_number_names_its_origin() -> None:
    published = row(kind="published", source="a paper", note="Read twice.")
    held = published.fixed_at(7.0)
    assert (held.distribution, held.low, held.central, held.high) == ("fixed", 7.0, 7.0, 7.0)
    assert held.kind == "assumption"
    assert "Set by the caller; the table has 2." in held.note
    assert held.note.endswith("Read twice.")


# --- the default ledger


def test_the_default_ledger_is_complete() -> None:
    ledger = default_assumptions()
    assert ledger is default_assumptions()
    assert len(ledger) > 100
    for name, assumption in ledger.items():
        assert name == assumption.name
        assert assumption.unit.strip()
        assert assumption.label_en.strip()
        assert assumption.label_zh.strip()
        assert assumption.kind in KINDS
        assert assumption.source.strip() or assumption.kind == "assumption"
    assert {assumption.kind for assumption in ledger.values()} == set(KINDS)


def test_default_rows_are_neither_lost_nor_repeated() -> None:
    from importlib import resources

    text = (resources.files("commpartner") / "data" / "assumptions.csv").read_text("utf-8")
    names = [record["name"] for record in csv.DictReader(io.StringIO(text))]
    assert names == list(default_assumptions())
    assert len(set(names)) == len(names)


def test_a_ledger_is_a_mapping_that_does_not_change() -> None:
    ledger = default_assumptions()
    assert "wage_guard" in ledger
    assert "wage_gard" not in ledger
    assert repr(ledger) == f"AssumptionTable({len(ledger)} assumptions)"
    with pytest.raises(TypeError):
        ledger["wage_guard"] = row("wage_guard")  # type: ignore[index]


def test_a_name_occurs_once() -> None:
    with raises_problem("name: 'price'; each_name_once"):
        AssumptionTable([row(), row(central=3.0)])


def test_duplicate_names_are_refused_even_for_equal_rows() -> None:
    assumption = row()
    with pytest.raises(InputError, match="each name once"):
        AssumptionTable([assumption, assumption])


@pytest.mark.parametrize(
    "held",
    [
        {"distribution": "uniform", "low": 0.1, "central": 0.5, "high": 0.9},
        {"distribution": "fixed", "low": 0.0, "central": 1.5, "high": 2.0},
        {"distribution": "fixed", "low": -1.0, "central": -0.5, "high": 0.0},
    ],
)
def test_a_correlation_is_fixed_between_0_and_1(held: dict[str, Any]) -> None:
    with raises_problem("correlated_by: 'rho'; fixed_row_0_to_1"):
        AssumptionTable([row(correlated_by="rho"), row("rho", **held)])


def test_a_correlation_that_is_not_there_is_refused() -> None:
    with raises_problem("correlated_by: 'rho'"):
        AssumptionTable([row(correlated_by="rho")])


# --- replacing rows


def test_replace_with_a_number_a_row_or_some_fields() -> None:
    ledger = default_assumptions()
    cleaner = row("wage_cleaner", unit="yuan/month", distribution="fixed")
    changed = ledger.replace(
        wage_guard=2600, wage_cleaner=cleaner, inflation={"central": 0.02, "high": 0.05}
    )
    assert list(changed) == list(ledger)
    assert changed["wage_guard"].distribution == "fixed"
    assert changed["wage_guard"].central == 2600.0
    assert changed["wage_guard"].correlated_by == "wage_correlation"
    assert changed["wage_cleaner"] is cleaner
    assert changed["inflation"] == ledger["inflation"].replace(central=0.02, high=0.05)
    untouched = set(ledger) - {"wage_guard", "wage_cleaner", "inflation"}
    assert all(changed[name] is ledger[name] for name in untouched)
    assert ledger["wage_guard"].central == 2500.0
    assert np.all(changed.draw(0, 0, 5)["wage_guard"] == 2600.0)


def test_replace_nothing_changes_nothing() -> None:
    assert dict(default_assumptions().replace()) == dict(default_assumptions())


def test_replace_lists_all_problems_at_once() -> None:
    with pytest.raises(InputError) as caught:
        default_assumptions().replace(
            wage_gard=1.0,
            inflation={"central": 9.0},
            callout_price=math.nan,
            wage_cleaner={"colour": "red"},
            wage_butler=row("wage_manager"),
            free_fields=2.0,
        )
    found = {(problem.field, problem.found) for problem in caught.value.problems}
    fields = {field for field, _ in found}
    assert ("wage_gard", "an unknown name") in found
    assert ("free_fields", "an unknown name") in found
    assert ("inflation", "values that contradict each other") in found
    assert {"callout_price.low", "callout_price.central", "callout_price.high"} <= fields
    assert ("wage_cleaner.colour", "an unknown key") in found
    assert ("wage_butler.name", "'wage_manager'") in found
    assert str(len(caught.value.problems)) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "near"),
    [("wage_gard", "wage_guard"), ("inflaton", "inflation"), ("calout_price", "callout_price")],
)
def test_an_unknown_name_is_answered_with_near_ones(name: str, near: str) -> None:
    with pytest.raises(InputError) as caught:
        default_assumptions().replace(**{name: 1.0})
    (problem,) = caught.value.problems
    assert problem.allowed.startswith(f"did you mean {near!r}")


def test_the_correlation_cannot_be_drawn() -> None:
    with pytest.raises(InputError, match="fixed row between 0 and 1"):
        default_assumptions().replace(wage_correlation={"distribution": "uniform"})
    with pytest.raises(InputError, match="from 0 to 1"):
        default_assumptions().replace(wage_correlation=1.01)


def test_a_row_called_self_is_refused() -> None:
    with raises_problem("self: unknown_name"):
        default_assumptions().replace(**{"self": 1.0})


# --- files


def test_a_ledger_comes_back_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    ledger = default_assumptions()
    file.write_text(as_csv(map(cells, ledger.values())), encoding="utf-8")
    assert dict(load_assumptions(file)) == dict(ledger)
    assert list(load_assumptions(str(file))) == list(ledger)


def test_a_spreadsheet_may_put_a_mark_before_the_text(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(as_csv([cells(row())]), encoding="utf-8-sig")
    assert dict(load_assumptions(file)) == {"price": row()}


@pytest.mark.parametrize("note", ["two\nlines", 'a quote " and a comma,', "a\u2028b", "a\x85b"])
def test_a_note_comes_back_as_it_was_written(note: str, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        opened.write(as_csv([cells(row(note=note)), cells(row("other"))]))
    assert dict(load_assumptions(file)) == {"price": row(note=note), "other": row("other")}


def test_optional_columns_may_be_left_out() -> None:
    kept = [name for name in COLUMNS if name not in ("source", "note", "correlated_by")]
    fields = row().model_dump()
    ledger = read_ledger(as_csv([[fields[name] for name in reversed(kept)]], kept[::-1]), "my.csv")
    assert dict(ledger) == {"price": row()}


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    start = as_csv([]).encode()
    file.write_bytes(start + "价格".encode("gb18030"))
    with pytest.raises(InputError) as caught:
        load_assumptions(file)
    (problem,) = caught.value.problems
    assert problem.file == "ledger.csv"
    assert problem.field == "encoding"
    assert f"position {len(start)} " in problem.found


def test_missing_columns_are_all_named() -> None:
    header = [name for name in COLUMNS if name not in ("unit", "kind")]
    with pytest.raises(InputError) as caught:
        read_ledger(as_csv([], header), "my.csv")
    assert [(p.file, p.row, p.field) for p in caught.value.problems] == [
        ("my.csv", 1, "kind"),
        ("my.csv", 1, "unit"),
    ]


def test_an_empty_file_has_no_columns() -> None:
    with pytest.raises(InputError, match="the column is required"):
        read_ledger("", "my.csv")


def test_all_bad_rows_are_listed_with_their_number() -> None:
    rows = [
        cells(row("good")),
        cells(row("low"), low="9.0"),
        cells(row("kind"), kind="guess"),
        cells(row("fine")),
        cells(row("number"), central="much", high="nan"),
    ]
    with pytest.raises(InputError) as caught:
        read_ledger(as_csv(rows), "my.csv")
    assert [(p.file, p.row, p.field, p.found) for p in caught.value.problems] == [
        ("my.csv", 3, "low", "values that contradict each other"),
        ("my.csv", 4, "kind.kind", "'guess'"),
        ("my.csv", 6, "number.central", "'much'"),
        ("my.csv", 6, "number.high", "'nan'"),
    ]


def test_row_numbers_count_the_empty_rows_of_the_file() -> None:
    bad = ",".join(cells(row("low"), low="9.0"))
    with pytest.raises(InputError) as caught:
        read_ledger(as_csv([cells(row())]) + "\n\n" + bad + "\n", "my.csv")
    assert [problem.row for problem in caught.value.problems] == [5]


@pytest.mark.parametrize("change", ["more", "fewer"])
def test_a_row_of_too_many_or_few_cells_fails(change: str) -> None:
    written = cells(row())
    with pytest.raises(InputError) as caught:
        read_ledger(as_csv([[*written, "x"] if change == "more" else written[:6]]), "my.csv")
    assert {problem.row for problem in caught.value.problems} == {2}


def test_an_unknown_column_is_refused_with_the_known_ones() -> None:
    with raises_problem("row 1, colour: unknown_column"):
        read_ledger(as_csv([[*cells(row()), "red"]], [*COLUMNS, "colour"]), "my.csv")


def test_a_name_repeated_in_a_file_is_refused() -> None:
    with raises_problem(r"my\.csv, row 3, name: 'price'"):
        read_ledger(as_csv([cells(row()), cells(row())]), "my.csv")


def test_a_judged_central_value_makes_an_assumption() -> None:
    judged = re.compile(r"central (is|assumed|and high are) ?(a )?(judgement)?", re.I)
    table = default_assumptions()
    over = [
        row.name for row in table.values() if judged.search(row.note) and row.kind != "assumption"
    ]
    assert not over
    assert table["households_per_defence_group"].kind == "derived"
    assert table["charging_service_fee"].kind == "assumption"
