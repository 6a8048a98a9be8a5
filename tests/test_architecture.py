"""The shape of the package: layers, public names, what an import loads."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import commpartner

ROOT = Path(__file__).parents[1]


def test_layers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None) == 0


def test_public_names_are_these_and_no_others() -> None:
    assert commpartner.__all__ == [
        "ArgumentError",
        "Assumption",
        "AssumptionTable",
        "Calibration",
        "CommpartnerError",
        "Comparison",
        "CostShares",
        "DistrictPlan",
        "FeedbackPolicy",
        "Finding",
        "ImbalanceError",
        "ImpossibleResultError",
        "Information",
        "InputError",
        "MissingExtraError",
        "Observed",
        "ObservedValue",
        "Optimised",
        "PlausibilityWarning",
        "Policy",
        "Problem",
        "Programme",
        "Savings",
        "Sensitivity",
        "SimulationResult",
        "UnusedAssumptionWarning",
        "adaptors",
        "calibrate",
        "compare",
        "control",
        "datasets",
        "default_assumptions",
        "estimate_savings",
        "experiments",
        "flows",
        "implausible_values",
        "io",
        "lists",
        "load_assumptions",
        "load_programme",
        "measures",
        "optimise_policy",
        "plan_clusters",
        "planning",
        "plots",
        "programme",
        "programme_from_dict",
        "programme_from_frame",
        "reports",
        "save_programme",
        "sensitivity",
        "share_costs",
        "simulate",
        "value_of_information",
    ]


def test_the_page_of_public_names_has_exactly_these() -> None:
    text = (ROOT / "docs" / "public.md").read_text(encoding="utf-8")
    table = [line for line in text.splitlines() if line.startswith("| ")][1:]
    named = re.findall(r"`(\w+)`", "".join(table))
    assert sorted(named) == sorted(commpartner.__all__)


@pytest.mark.parametrize("name", commpartner.__all__)
def test_every_public_name_exists_and_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(commpartner, name))
    assert name in dir(commpartner)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = commpartner.simulat  # type: ignore[attr-defined]


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = {"numpy", "pandas", "scipy", "pydantic", "plotly", "dask", "jax", "typer", "rich"}
    code = f"import sys, commpartner; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_simulating_loads_no_optional_part() -> None:
    optional = {"plotly", "dask", "jax", "typer", "rich", "tqdm", "numba"}
    code = (
        "import sys, commpartner as cp\n"
        "cp.simulate(cp.datasets.load('xiashan'), 'partner', months=1, draws=1)\n"
        f"print(sorted({optional!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(commpartner.__file__).parent / "py.typed").is_file()


def test_every_flow_function_is_documented_with_what_it_takes() -> None:
    for module_name in commpartner.flows.__all__:
        module = getattr(commpartner.flows, module_name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                assert inspect.getdoc(function), f"{module_name}.{name}"
