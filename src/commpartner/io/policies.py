"""Write a policy as a file of its own, and add the policies of such a file to a programme."""

from __future__ import annotations

from pathlib import Path

import tomli_w

from commpartner.errors import InputError, Problem
from commpartner.io.check import checked
from commpartner.io.document import Document, read_document
from commpartner.io.save import plain
from commpartner.problems.reading import path_of
from commpartner.problems.wording import suggest
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

PART = "policies"


def policy_text(name: str, policy: Policy) -> str:
    """Write a policy as TOML: what a programme's file holds of it.

    Examples
    --------
    >>> from commpartner import Policy
    >>> print(policy_text("mine", Policy(fee=0.85, centres=("c1",))), end="")
    [policies.mine]
    centres = [
        "c1",
    ]
    fee = 0.85
    """
    fields = plain(policy.model_dump(exclude_defaults=True))
    return tomli_w.dumps({PART: {name: fields}})


def with_policies(programme: Programme, path: str | Path) -> Programme:
    """Add the policies of a file to a programme.

    Parameters
    ----------
    path
        A TOML or JSON file with ``policies`` and nothing else, as `policy_text` writes it.

    Raises
    ------
    InputError
        With every problem of the file. A policy of the programme is not replaced.
    """
    document = read_document(path_of(path))
    added = document.data.get(PART)
    problems = [
        Problem(
            document.file, document.line((key,)), key, Text("unknown_key"), suggest(key, [PART])
        )
        for key in document.data
        if key != PART
    ]
    if not isinstance(added, dict) or not added:
        found, allowed = Text("none"), Text("at_least_one_policy")
        problems.append(Problem(document.file, None, PART, found, allowed))
    else:
        problems += [
            Problem(
                document.file,
                document.line((PART, name)),
                f"{PART}.{name}",
                Text("name_twice", name=repr(name)),
                Text("each_name_once"),
            )
            for name in added
            if name in programme.policies
        ]
    if problems or not isinstance(added, dict):
        raise InputError(problems)
    fields = programme.model_dump()
    whole = fields | {PART: fields[PART] | added}
    return checked(Document(document.file, whole, document.text, document.is_toml, flat=True), None)
