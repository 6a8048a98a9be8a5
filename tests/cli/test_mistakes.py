"""Errors of commands for planners: each option by its name, all at once, before any work."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import commpartner

import commpartner as cp
from commpartner.cli.mistakes import Mistakes
from commpartner.errors import InputError, Problem
from commpartner.problems.arguments import refused
from commpartner.texts import Text

WRONG = {
    "plan": {
        "--origin": "1",
        "--max-distance": "-1",
        "--within": "moon",
        "--base": "nobody",
        "--time-limit": "0",
        "--keep": "nowhere",
        "--candidate": "nowhere",
        "--centres": "99",
    },
    "roll-out": {
        "--budget": "x",
        "--needs": "q",
        "--fixed": "c1=x",
        "--outcome": "moon",
        "--reliability": "2",
        "--steps": "moon",
    },
    "compare": {
        "--outcome": "moon",
        "--policy": "nobody",
        "--baseline": "no_one",
        "--effect": "mars",
        "--wtp": "z",
        "--sampling": "dice",
        "--engine": "steam",
    },
    "ask": {"--year": "4", "--centre": "nowhere"},
}
ARGUMENTS = ("maximum_distance", "estates_per_centre", "candidates", "policies[", "keep[")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("town") / "town"
    cp.save_programme(cp.datasets.synthetic(8, seed=2, centres=2), folder)
    return str(folder)


def first_column(screen: str) -> set[str]:
    return {line.split("│")[1].strip() for line in screen.splitlines() if line.startswith("│")}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", WRONG)
def test_all_wrong_options_are_named_at_once(
    command: str, language: str, town: str, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    wrong = WRONG[command] | {"--out": str(taken)}
    words = [word for pair in wrong.items() for word in pair]
    case = ("2", town, "clustered") if command == "ask" else (town,)
    done = commpartner(command, *case, *words, "--lang", language, columns=80)
    assert (done.status, done.out) == (2, "")
    assert first_column(done.err) >= set(wrong)
    assert not any(each in done.err for each in ARGUMENTS)
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("plan", "--per-centre", "1", "--serve-all"), "--per-centre"),
        (("plan", "--max-distance", "0.001", "--serve-all"), "--max-distance"),
        (("roll-out", "--budget", "-5"), "--budget"),
        (("roll-out", "--budget", "9", "--budget-years", "20"), "--budget-years"),
        (("roll-out", "--budget", "9", "--fixed", "nothing"), "--fixed"),
        (("compare", "--sampling", "sobol", "--draws", "3"), "--draws"),
        (("compare", "--effect", "public_net_cost"), "--effect"),
        (("compare", "--outcome", "staff"), "--outcome"),
        (("compare", "--effect", "staff"), "--effect"),
    ],
)
def test_one_wrong_option_is_named(words: tuple[str, ...], option: str, town: str) -> None:
    policy = ("clustered",) if words[0] == "roll-out" else ()
    done = commpartner(words[0], town, *policy, *words[1:], columns=80)
    assert (done.status, done.out) == (2, "")
    assert first_column(done.err) - {""} == {option}


def test_a_field_is_that_of_its_option() -> None:
    mistakes = Mistakes({"candidates": "--candidate", "fixed": "--fixed", "policies": "policy"})
    given = [
        Problem("", None, "candidates[3]", "'x'", "a"),
        Problem("", None, "fixed['c1']", "0", "b"),
        Problem("", None, "policies", "'y'", "c"),
        Problem("estates.csv", 3, "fixed", "0", "d"),
    ]
    with mistakes.kept():
        raise InputError(given)
    with mistakes.kept():
        raise refused("fixed", 7, Text("one_or_more"))
    with pytest.raises(InputError) as caught, mistakes.refused():
        pass
    told = [(each.file, each.field) for each in caught.value.problems]
    assert told == [
        ("--candidate", "candidate"),
        ("--fixed", "fixed.c1"),
        ("", "policy"),
        ("estates.csv", "fixed"),
        ("--fixed", "fixed"),
    ]


def test_a_number_is_asked_for_in_chinese(town: str) -> None:
    done = commpartner("plan", town, "--max-distance", "far", "--lang", "zh")
    assert done.status == 2
    assert "--max-distance应为数字，实际为'far'。" in done.err
