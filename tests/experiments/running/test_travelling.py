"""Scripts and rules that new processes cannot run are told so before any work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from town import BASE, TOWN

from commpartner.errors import InputError
from commpartner.experiments.comparing import compare
from commpartner.experiments.running import tasks
from commpartner.model.control import Controls, FeedbackPolicy, Observation
from commpartner.texts import Text

HERE = Path(__file__).parents[2]
WORK = """
import sys
sys.path.insert(0, {here!r})
from small_town import BASE, MONTHS
from town import TOWN
from commpartner.model.control import FeedbackPolicy
from commpartner.experiments.comparing import compare

def rule(seen, planned):
    return planned

def work(draws):
    policies = {{"a": {policy}, "b": BASE}}
    found = compare(TOWN, policies, months=MONTHS, draws=draws, part=2, executor=2)
    print(len(found.outcomes))
"""
RULE, PLAIN = "FeedbackPolicy(BASE, rule)", "BASE"


def done(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


@pytest.mark.nightly
def test_a_rule_that_lives_in_no_file_is_refused() -> None:
    found = done("-c", WORK.format(here=str(HERE), policy=RULE) + "work(4)")
    assert found.returncode == 1
    assert "AttributeError" not in found.stderr
    assert str(Text("function_of_module")) in last_line(found.stderr)


@pytest.mark.parametrize("file", [None, "<ipython-input-1>"])
def test_a_notebook_s_rule_is_refused_before_processes_start(
    file: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rule(seen: Observation, planned: Controls) -> Controls:
        return planned

    def start(*_: object) -> None:
        raise AssertionError("processes have been started")

    cells = ModuleType("__main__")
    vars(cells).update({"rule": rule} if file is None else {"rule": rule, "__file__": file})
    rule.__module__, rule.__qualname__ = "__main__", "rule"
    monkeypatch.setitem(sys.modules, "__main__", cells)
    monkeypatch.setattr(tasks, "_in_our_pools", start)
    with pytest.raises(InputError) as caught:
        compare(
            TOWN,
            {"a": FeedbackPolicy(BASE, rule), "b": BASE},
            months=2,
            draws=4,
            part=2,
            executor=2,
        )
    assert caught.value.problems[0].allowed == Text("function_of_module")


@pytest.mark.nightly
def test_an_unguarded_script_is_reported_however_few_its_tasks(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(WORK.format(here=str(HERE), policy=PLAIN) + "work(2)")
    found = done(str(script))
    assert found.returncode == 1
    assert last_line(found.stderr).startswith("compare, executor")
    assert "if __name__ == '__main__':" in last_line(found.stderr)


@pytest.mark.nightly
def test_a_rule_of_a_script_with_a_guard_travels(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    guard = "if __name__ == '__main__':\n    work(4)"
    script.write_text(WORK.format(here=str(HERE), policy=RULE) + guard)
    found = done(str(script))
    assert found.returncode == 0, found.stderr
    assert found.stdout == "8\n"
