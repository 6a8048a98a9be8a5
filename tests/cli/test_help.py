"""Help and version: at once, without the libraries of the work."""

from __future__ import annotations

import subprocess
import sys

import pytest
from calling import Streams

import commpartner as cp


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help"), ("benchmark", "--help")])
def test_help_loads_no_tables_and_no_statistics(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys\n"
        "from commpartner.cli import main\n"
        f"sys.argv = ['commpartner', *{arguments!r}]\n"
        "try: main()\n"
        "except SystemExit as ended: print(ended.code)\n"
        "print('loaded', sorted({'pandas', 'scipy', 'jax', 'plotly'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("0\nloaded []\n")


def test_every_command_has_help_on_a_stream_of_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = [
        "run",
        "compare",
        "sensitivity",
        "plan",
        "optimise",
        "survey",
        "ask",
        "roll-out",
        "benchmark",
        "rerun",
        "check",
        "explain",
        "document",
        "init",
    ]
    for command in commands:
        found = Streams(monkeypatch).call(command, "--help", encoding="ascii")
        assert found.status == 0
        assert "--help" in found.out and not found.err


@pytest.mark.parametrize(
    ("command", "told"), [("plan", "at most, in km."), ("survey", "its size, in yuan.")]
)
def test_help_tells_units(command: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Streams(monkeypatch).call(command, "--help").out
    assert told in " ".join(shown.replace("│", " ").split())


def test_the_version_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Streams(monkeypatch).call("--version")
    assert (found.status, found.out, found.err) == (0, f"commpartner {cp.__version__}\n", "")
