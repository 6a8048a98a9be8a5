"""Recognise what a column of a list holds by its heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from commpartner.facts.rows import listed, rows
from commpartner.lists.quantities import Unit, unit_of
from commpartner.lists.words import plain, words_in_order
from commpartner.texts import Language

_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]]")
_BEHIND_SIGN = re.compile(r"^(.+?)[/:,、_-](.+)$")
LONGEST_UNIT = 20  # characters of a unit that stands behind a name without brackets
DATUMS = ("wgs84", "gcj02", "bd09")


@dataclass(frozen=True)
class Field:
    """Describe what a column can be taken as: a field of an estate or what makes one."""

    name: str
    measure: str
    en: str
    zh: str

    def label(self, language: Language) -> str:
        """Return the heading in a language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Heading:
    """Hold what a heading says: field, unit and datum of coordinates, each if it does.

    ``exact`` is false if words had to be left out to recognise the field.
    """

    text: str
    field: Field | None = None
    unit: Unit | None = None
    datum: str = ""
    exact: bool = True
    unknown_unit: str = ""


@cache
def fields() -> Mapping[str, Field]:
    """List what columns can be taken as, by name."""
    return {
        row["field"]: Field(row["field"], row["measure"], row["en"], row["zh"])
        for row in rows("headings")
    }


@cache
def _spellings() -> Mapping[str, Field]:
    known: dict[str, Field] = {}
    for row in rows("headings"):
        field = fields()[row["field"]]
        for spelling in (row["field"], row["en"], row["zh"], *listed(row["spellings"])):
            known.setdefault(_key(spelling), field)
    return known


def _key(text: str) -> str:
    return re.sub(r"[\s_]+", " ", plain(text)).strip(" :;,.*?")


def read_heading(text: str) -> Heading:
    """Read a heading.

    Examples
    --------
    >>> heading = read_heading("总建筑面积（万㎡）")
    >>> heading.field.name, heading.unit.name
    ('floor_area', '10,000 m2')
    >>> read_heading("经度(百度)").datum, read_heading("联系电话").field is None
    ('bd09', True)
    """
    whole = _key(text.replace("\n", ""))
    datum = next(
        (name for name in DATUMS if any(word in whole for word in words_in_order(name))), ""
    )
    for bare, inside in _readings(whole):
        field, exact = _field(bare)
        if field is None:
            continue
        unit, unknown = None, ""
        for part in inside:
            unit = unit or unit_of(part)
            if unit is None and _speaks_of_money(part):
                unknown = part
        return Heading(text, field, unit, datum, exact, unknown if unit is None else "")
    return Heading(text, datum=datum)


def _speaks_of_money(text: str) -> bool:
    return any(word in text for word in words_in_order("money"))


def _readings(whole: str) -> list[tuple[str, list[str]]]:
    """List how a heading can be cut into a name and what stands in brackets or behind it."""
    cuts: list[tuple[str, list[str]]] = [(whole, [])]
    every = [word for name in DATUMS for word in words_in_order(name)]
    for word in sorted(every, key=len, reverse=True):
        if word in whole and (without := whole.replace(word, "").strip()):
            cuts += [(without.strip(" ()[]"), []), (_IN_BRACKETS.sub("", without).strip(), [])]
            break
    bare = _IN_BRACKETS.sub("", whole).strip(" :;,.")
    inside = [part for part in _IN_BRACKETS.findall(whole) if part]
    if inside:
        cuts.append((bare, inside))
    if found := _BEHIND_SIGN.match(whole):
        cuts.append((found[1].strip(), [found[2].strip()]))
    for size in range(
        1, min(LONGEST_UNIT, len(bare))
    ):  # as in: households/household, collection rate%
        if unit_of(bare[-size:]) and _field(bare[:-size].strip())[0]:
            cuts.append((bare[:-size].strip(), [bare[-size:], *inside]))
    year = re.match(r"(19|20)\d{2}", bare)
    for word in words_in_order("of_year") if year else ():
        if bare[4:].startswith(word):
            cuts.append((bare[4 + len(word) :].strip(), inside))
    return cuts


def _field(name: str) -> tuple[Field | None, bool]:
    """Find the field of a name; whether no word had to be left out."""
    known = _spellings()
    if name in known:
        return known[name], True
    tried, waiting = {name}, [name]
    while waiting:
        current = waiting.pop(0)
        # Words that may stand before or behind the name of a field and say nothing else of it.
        shorter = [current.removeprefix(word).strip() for word in words_in_order("before")]
        shorter += [current.removesuffix(word).strip() for word in words_in_order("behind")]
        for each in shorter:
            if each in known and known[each].measure != "ignored" and len(each) > 1:
                return known[each], False
            if each and each not in tried:
                tried.add(each)
                waiting.append(each)
    return None, False
