"""Write levers of a policy and their values in words, with units."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from commpartner.facts.fields import FieldNote, field_notes
from commpartner.facts.labels import CHOICE_NAMES, in_language, label_of, named, unit_name
from commpartner.facts.quantities import number, percent
from commpartner.facts.rows import both, rows
from commpartner.programme import Policy, Programme
from commpartner.report.words import listed, say
from commpartner.texts import Language

FEE = {"floor_area": "yuan/m2/month", "household": "yuan/household/month"}


def meaning(name: str, language: Language) -> str:
    """Describe a lever in a few words; empty if it lies within another that has no note on it."""
    short = {row["lever"]: both(row) for row in rows("sliders")}
    if name in short:
        return named(short[name], language)
    note = note_of(name)
    return "" if note is None else named((note.english, note.zh), language)


def headed_lever(name: str, basis: str, language: Language) -> str:
    """Describe a lever with the unit of its values; shares are written in per cent.

    Parameters
    ----------
    basis
        What the fee is charged on, which gives its unit.

    Examples
    --------
    >>> headed_lever("fee", "floor_area", "zh"), headed_lever("allocation", "floor_area", "en")
    ('物业费标准（元/平方米/月）', 'how the estates share what returns')
    """
    told, unit = meaning(name, language), _unit(name, basis)
    if not told or not unit or _is_share(unit):
        return told
    return say("chart_headed", language, name=told, unit=unit_name(unit, language))


def note_of(name: str) -> FieldNote | None:
    """Return the note on a lever, also on one within another such as ``orders.recheck``.

    Examples
    --------
    >>> note_of("menu.0.fee").unit, note_of("orders.recheck").unit, note_of("moon.fee")
    ('yuan/household/month', 'share', None)
    """
    model: type[BaseModel] | None = Policy
    *outer, last = [part for part in name.split(".") if not part.isdecimal()]
    for part in outer:
        fields = {} if model is None else model.model_fields
        model = _model_in(fields[part].annotation) if part in fields else None
    return None if model is None else field_notes(model.__name__).get(last)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Find the model in the annotation of a field, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(each) for each in get_args(annotation))
    return next((each for each in found if each is not None), None)


def lever_value(name: str, value: Any, programme: Programme, language: Language) -> str:
    """Write the value of a lever; that of an assumption as its central number and label."""
    if value is None or value == ():
        return say("optimised_none", language)
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if isinstance(value, tuple | list):
        return listed((_thing(name, each, programme, language) for each in value), language)
    table = programme.assumption_table()
    if isinstance(value, str) and value in table:
        label = label_of(table[value], language)
        central = _number(name, float(table[value].central), language)
        return say("lever_of_assumption", language, value=central, label=label)
    if isinstance(value, int | float):
        return _number(name, float(value), language)
    return _thing(name, value, programme, language)


def _number(name: str, value: float, language: Language) -> str:
    if _is_share(_unit(name, "")):
        return percent(value, language, 1).replace(".0%", "%")
    return number(value)


def _unit(name: str, basis: str) -> str:
    note = note_of(name)
    if name == "fee":
        return FEE.get(basis, "")
    return "" if note is None else note.unit


def _is_share(unit: str) -> bool:
    return unit.split("/")[0] == "share"


def _thing(name: str, value: Any, programme: Programme, language: Language) -> str:
    """Write a choice with the name to be typed behind it."""
    told, typed = "", str(value)
    if f"{name}.{typed}" in CHOICE_NAMES:
        told = named(CHOICE_NAMES[f"{name}.{typed}"], language)
    elif name in ("ventures", "partners", "works", "centres"):
        known = {each.id: each.name for each in getattr(programme, name)}
        told = in_language(known.get(typed, ""), language)
    return f"{told} ({typed})" if told and told != typed else typed
