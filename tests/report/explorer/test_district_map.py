"""The map of the explorer: every estate and centre once, names as text, no script."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

import commpartner as cp
from commpartner.report.explorer.district_map import district_map
from commpartner.texts import Language

EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("policy", ["partner", "stand_alone", "unmanaged"])
def test_every_estate_and_centre_is_drawn(policy: str, language: Language) -> None:
    xiashan = cp.datasets.load("xiashan")
    text = district_map(xiashan, policy, language)
    ElementTree.fromstring(text)  # well formed
    chosen = xiashan.policies[policy]
    centres = len(chosen.centres) if chosen.organisation == "clustered" else 0
    assert text.count("<title>") == len(xiashan.estates) + centres
    assert text.count("<text x=") == centres
    assert re.search(r"[\d.]+(km| km|公里)", text)


def test_north_is_above_and_east_at_the_right() -> None:
    base = cp.datasets.load("qingyunpu")
    estate = base.estates[0]
    places = {"south": (0.0, 0.0), "north": (0.0, 2.0), "east": (2.0, 0.0)}
    estates = tuple(
        estate.replace(id=name, name=name, x_km=x, y_km=y) for name, (x, y) in places.items()
    )
    policy = cp.Policy(organisation="stand_alone", service=next(iter(base.services)))
    made = cp.Programme(
        name="m", estates=estates, services=base.services, policies={"alone": policy}
    )
    text = district_map(made, "alone", "en")
    found = re.findall(r"cx='([\d.]+)' cy='([\d.]+)' r='[\d.]+' [^>]*/><title>(\w+)", text)
    at = {name: (float(x), float(y)) for x, y, name in found}
    assert at["north"][1] < at["south"][1] and at["north"][0] == at["south"][0]
    assert at["east"][0] > at["south"][0] and at["east"][1] == at["south"][1]


def test_the_map_keeps_names_text_without_places_too() -> None:
    base = cp.datasets.load("xiashan")
    policy = base.policies["partner"].replace(label_en=EVIL, label_zh=EVIL)
    estates = [base.estates[0].replace(name=EVIL), *base.estates[1:]]
    centres = [each.replace(name=EVIL) for each in base.centres]
    evil = base.replace(estates=estates, centres=centres, policies={"partner": policy})
    text = district_map(evil, "partner", "en")
    ElementTree.fromstring(text)
    assert "<script" not in text and "&lt;script" in text
    nowhere = base.replace(
        estates=[each.replace(x_km=None, y_km=None) for each in base.estates],
        centres=[each.replace(x_km=None, y_km=None) for each in base.centres],
    )
    assert district_map(nowhere, "stand_alone", "en").startswith("<p")
