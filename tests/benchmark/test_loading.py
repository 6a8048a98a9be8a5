from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from refusals import line

from commpartner.benchmark.loading import load_submission
from commpartner.errors import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    paths, modules = list(sys.path), set(sys.modules)
    yield tmp_path
    sys.path[:] = paths
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def told(place: str) -> str:
    with pytest.raises(InputError) as caught:
        load_submission(place)
    (problem,) = caught.value.problems
    return line(problem)


def test_a_function_from_a_file_is_found_and_pickles(folder: Path) -> None:
    file = folder / "my_answer.py"
    file.write_text("def rule(seen, levers):\n    return levers\n")
    found = load_submission(f"{file}:rule")
    assert found(1, 2) == 2
    assert pickle.loads(pickle.dumps(found)) is found
    assert str(folder) in sys.path


def test_a_file_is_read_anew(folder: Path) -> None:
    file = folder / "changing_answer.py"
    for number in (1, 22, 333):  # of other lengths: bytecode is told from its source by size
        file.write_text(f"ANSWER = {number}\n")
        assert load_submission(f"{file}:ANSWER") == number


def test_a_function_of_a_module_is_found() -> None:
    from commpartner.benchmark import rules

    place = "commpartner.benchmark.rules:cap_tightens"
    assert load_submission(place) is rules.cap_tightens


def test_every_mistake_is_told(folder: Path) -> None:
    (folder / "good.py").write_text("def first_rule(seen, levers):\n    return levers\n")
    (folder / "broken.py").write_text("def rule(:\n")
    (folder / "failing.py").write_text("1 / 0\n")
    (folder / "random.py").write_text("def rule(seen, levers):\n    return levers\n")
    (folder / "no-word.py").write_text("def rule(seen, levers):\n    return levers\n")
    (folder / "stopping.py").write_text("import sys\nsys.exit(3)\n")
    (folder / "empty_of_rules.py").write_text("NUMBER = 1\n")
    assert "no_such_file" in told(f"{folder}/missing.py:rule")
    assert "did_you_mean 'first_rule'" in told(f"{folder}/good.py:first_rul")
    assert "line_says 1 invalid syntax" in told(f"{folder}/broken.py:rule")
    assert "error_of_type ZeroDivisionError division by zero" in told(f"{folder}/failing.py:rule")
    assert "error_of_type SystemExit 3; readable_module" in told(f"{folder}/stopping.py:rule")
    assert "no_such_name 'f'; " in told(f"{folder}/empty_of_rules.py:f")
    assert "free_module_name" in told(f"{folder}/random.py:rule")
    assert "free_module_name" in told(f"{folder}/no-word.py:rule")
    assert "ModuleNotFoundError" in told("no_such_package.rules:rule")
    for place in ("", "good.py", ":rule", "good.py:"):
        assert "file_function" in told(place)
