"""The table of usual ranges: sourced or called an assumption, labelled, and wider than defaults."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from commpartner.assumptions.table import KINDS, default_assumptions
from commpartner.model.plausibility import UsualRange, usual_ranges
from commpartner.model.plausibility.finding import Reading, outside
from commpartner.programme import (
    Asset,
    Centre,
    Collective,
    Estate,
    Partner,
    Policy,
    Programme,
    ServiceStandard,
    Venture,
    Works,
)
from commpartner.texts import Text

RANGES = usual_ranges()


@pytest.mark.parametrize("usual", RANGES.values(), ids=list(RANGES))
def test_a_range_says_what_it_rests_on(usual: UsualRange) -> None:
    assert usual.kind in KINDS
    assert bool(usual.source) == (usual.kind != "assumption")
    assert usual.note
    assert usual.unit
    assert usual.low is not None or usual.high is not None
    assert usual.label.in_language("zh") != usual.label.in_language("en")
    if usual.low is not None and usual.high is not None:
        assert usual.low < usual.high


@pytest.mark.parametrize("name", [name for name in RANGES if "." in name])
def test_a_field_with_a_range_exists_with_usual_default(name: str) -> None:
    part, field = name.split(".")
    model = _model(part)
    default = model.model_fields[field].default
    ledger = default_assumptions()
    if isinstance(default, str):
        row = ledger[default]
        assert RANGES[name].holds(row.low) or row.low == 0.0
        assert RANGES[name].holds(row.high)
    elif isinstance(default, int | float) and default:
        assert RANGES[name].holds(default)


def test_a_finding_names_the_first_and_counts_the_rest() -> None:
    many = [Reading(f"e{number}", 1.0) for number in range(870)]
    (finding,) = outside(RANGES["estates.households"], "estates", "households", many)
    assert len(finding.entries) == 870
    for language in ("en", "zh"):
        message = finding.in_language(language)
        assert len(message) < 200
        assert "e0: 1, e1: 1, e2: 1" in message
        assert "867" in message


def test_readings_within_the_range_give_no_finding() -> None:
    assert outside(RANGES["estates.households"], "estates", "households", []) == []
    fine = [Reading("e", 100.0)]
    assert outside(RANGES["estates.households"], "estates", "households", fine) == []


def test_a_range_open_above_says_so() -> None:
    low = [Reading("e", 1.5)]
    (finding,) = outside(RANGES["households_per_gate"], "estates", "gates", low)
    assert finding.text.values["usual"].code == "usual_from"
    assert Text("usual_from", low="20") == finding.text.values["usual"]


def _model(part: str) -> type[BaseModel]:
    assert part in Programme.model_fields
    models: dict[str, type[BaseModel]] = {
        "estates": Estate,
        "centres": Centre,
        "services": ServiceStandard,
        "policies": Policy,
        "assets": Asset,
        "ventures": Venture,
        "partners": Partner,
        "works": Works,
        "collective": Collective,
    }
    return models[part]
