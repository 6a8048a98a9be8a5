"""Describe implausible values, once for each kind, with the first few entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from commpartner.facts.quantities import number
from commpartner.model.plausibility.ranges import UsualRange
from commpartner.texts import Language, Text

SHOWN = 3  # entries named in a message; the others are counted


class Reading(NamedTuple):
    """Hold the value of one quantity in one entry of a programme.

    `beside` says more of the entry if it is shown: the policy of a centre, the centre of an
    estate.
    """

    entry: str
    value: float
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Describe one kind of implausible value in a programme.

    Attributes
    ----------
    code
        Name of the quantity in ``data/usual_ranges.csv``, or of what coordinates look like.
    part, field
        Where the values stand: ``estates`` and ``floor_area``, ``policies`` and ``fee``.
    entries
        Ids, or names of policies and services, of all entries concerned.
    values
        The values found, one for each entry; empty if the finding is about places.
    low, high
        What is usual; None if an end is open or no range is meant.
    text
        The message, in both languages.
    """

    code: str
    part: str
    field: str
    entries: tuple[str, ...]
    values: tuple[float, ...]
    low: float | None
    high: float | None
    text: Text

    def __str__(self) -> str:
        return self.in_language("en")

    def in_language(self, language: Language) -> str:
        """Return the message in a language."""
        return self.text.in_language(language)


Hint = Callable[[Sequence[Reading]], Text | None]


def outside(
    usual: UsualRange, part: str, field: str, readings: Iterable[Reading], hint: Hint | None = None
) -> list[Finding]:
    """Make the finding for the readings outside a usual range; None if all are usual.

    Parameters
    ----------
    hint
        Says of the unlikely readings what may have happened, or None; default: a slip of units.
    """
    unlikely = [reading for reading in readings if not usual.holds(reading.value)]
    if not unlikely:
        return []
    text = Text(
        "implausible",
        place=f"{part}.{field}",
        what=usual.label,
        found=listed(_shown(reading, usual.unit) for reading in unlikely),
        usual=_range(usual),
    )
    advice = hint(unlikely) if hint else slip(usual, unlikely)
    return [
        Finding(
            code=usual.name,
            part=part,
            field=field,
            entries=tuple(reading.entry for reading in unlikely if reading.entry),
            values=tuple(reading.value for reading in unlikely),
            low=usual.low,
            high=usual.high,
            text=Text("with_hint", text=text, hint=advice) if advice else text,
        )
    ]


def slip(usual: UsualRange, unlikely: Sequence[Reading]) -> Text | None:
    """Name the slip of units that would explain every implausible value."""
    in_ten_thousands = usual.unit.startswith(("yuan", "m2"))  # 万元, 万㎡
    if in_ten_thousands and all(usual.holds(10_000.0 * found.value) for found in unlikely):
        return Text("hint_ten_thousand")
    in_per_cent = usual.unit.startswith("share")
    if in_per_cent and all(usual.holds(found.value / 100.0) for found in unlikely):
        return Text("hint_per_cent")
    return None


def listed(shown: Iterable[str]) -> str:
    """List the first few of many entries and the number of the rest."""
    every = list(shown)
    first = ", ".join(every[:SHOWN])
    return Text("first_of_many", first=first, more=len(every) - SHOWN) if every[SHOWN:] else first


def _shown(reading: Reading, unit: str) -> str:
    beside = f" ({reading.beside})" if reading.beside else ""
    value = _written(reading.value, unit)
    return f"{reading.entry}{beside}: {value}" if reading.entry else value + beside


def _written(value: float, unit: str) -> str:
    return f"{value:.0f}" if unit == "year" else number(value)


def _range(usual: UsualRange) -> Text:
    low = None if usual.low is None else _written(usual.low, usual.unit)
    high = None if usual.high is None else _written(usual.high, usual.unit)
    if low is None:
        return Text("usual_up_to", high=high)
    if high is None:
        return Text("usual_from", low=low)
    return Text("usual_between", low=low, high=high)
