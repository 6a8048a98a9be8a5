"""Hash the content of a programme."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from commpartner.flows.lines import Lines
from commpartner.io.save import plain
from commpartner.programme import Estate, Programme, ServiceStandard
from commpartner.programme.programme import check_programme


def programme_hash(programme: Programme) -> str:
    """Hash everything in a programme, defaults included.

    The start, the origin, what an estate brings with it, own fees, maintenance funds, loans and
    lines of cost are left out if nothing is said of them: a programme that says nothing of them
    keeps its hash.

    Returns
    -------
    str
        SHA-256 of the canonical JSON, 64 hexadecimal digits; equal programmes have equal hashes.
    """
    check_programme(programme)
    content = _canonical(programme.model_dump())
    _leave_out(content, {"start": None, "origin": None})
    for estate in content["estates"]:
        _leave_out(estate, _UNKNOWN)
    for service in content["services"].values():
        _leave_out(service, _NO_LINES)
    for venture in content["ventures"]:
        _leave_out(venture, {"vat_exempt": False})
    for policy in content["policies"].values():
        _leave_out(policy, {"own_fees": False, "maintenance_fund": None, "loans": []})
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _leave_out(entry: dict[str, Any], unknown: Mapping[str, Any]) -> None:
    for name, value in unknown.items():
        if entry[name] == value:
            del entry[name]


def _canonical(value: Any) -> Any:
    """Replace equal numbers by one form: 5 and 5.0, 0.0 and -0.0."""
    if isinstance(value, dict):
        return {key: _canonical(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [_canonical(entry) for entry in value]
    if value is None:
        return None
    value = plain(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


# Fields that an estate may bring with it, each as it is written if nothing is known.
_BROUGHT = list(Estate.model_fields)[list(Estate.model_fields).index("subdistrict") :]
_UNKNOWN = {name: _canonical(Estate.model_fields[name].default) for name in _BROUGHT}
_NO_LINES = {name: _canonical(ServiceStandard.model_fields[name].default) for name in Lines._fields}
