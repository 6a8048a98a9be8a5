"""Replace levers of a policy by dotted names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from commpartner.errors import InputError, Problem
from commpartner.model.control import FeedbackPolicy
from commpartner.programme import Policy
from commpartner.texts import Text


def with_values(
    base: Policy | FeedbackPolicy, values: Mapping[str, Any]
) -> Policy | FeedbackPolicy:
    """Return a policy with some levers changed; its rule stays.

    Parameters
    ----------
    values
        By name, with dots for a lever within another: ``orders.recheck``, ``menu.0.fee``.

    Raises
    ------
    InputError
        If there is no such lever, or the values make no policy.
    """
    if isinstance(base, FeedbackPolicy):
        changed = with_values(base.policy, values)
        assert isinstance(changed, Policy)
        return FeedbackPolicy(changed, base.rule)
    changes: dict[str, Any] = {}
    for name, value in values.items():
        top, *rest = name.split(".")
        if not rest:
            changes[top] = value
            continue
        if top not in Policy.model_fields:
            changes[top] = value  # refused below, with the closest names
            continue
        inside = getattr(base, top)
        changes.setdefault(top, {} if inside is None else _plain(inside))
        _put(changes[top], rest, value, name)
    return base.replace(**changes)


def _put(inside: Any, path: list[str], value: Any, name: str) -> None:
    key: Any = path[0]
    if isinstance(inside, list):
        if not (key.isdigit() and int(key) < len(inside)):
            count = Text("place_in_list", count=len(inside))
            raise InputError([Problem("", None, name, Text("unknown_lever"), count)])
        key = int(key)
    if len(path) == 1:
        inside[key] = value
        return
    if isinstance(inside, dict) and inside.get(key) is None:
        inside[key] = {}
    _put(inside[key], path[1:], value, name)


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return {each: _plain(getattr(value, each)) for each in type(value).model_fields}
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case tuple():
            return [_plain(each) for each in value]
    return value
