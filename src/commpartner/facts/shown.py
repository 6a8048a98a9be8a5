"""Show objects as one line in a console and a small table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from html import escape
from typing import Any

LONGEST = 100  # characters of one value
FEW = 12  # rows and columns of a table that is shown whole


class Shown:
    """Define the base of objects that show themselves."""

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Return the names and values to show; of a dataclass, its non-empty fields."""
        if is_dataclass(self):
            for each in fields(self):
                value = getattr(self, each.name)
                if each.repr and not (hasattr(value, "__len__") and len(value) == 0):
                    yield each.name, value

    def __repr__(self) -> str:
        facts = ", ".join(f"{name}={in_words(value)}" for name, value in self.__repr_args__())
        return f"{type(self).__name__}({facts})"

    def _repr_html_(self) -> str:
        facts = list(self.__repr_args__())
        parts = [html_table(type(self).__name__, [(name, in_words(each)) for name, each in facts])]
        for name, table in facts:
            if _is_table(table) and max(table.shape) <= FEW:
                parts += [f"<p>{escape(str(name))}</p>", table.to_html(escape=True, index=False)]
        return visible("\n".join(parts))


def html_table(title: str, rows: Iterable[Iterable[object]], heads: Iterable[object] = ()) -> str:
    """Format rows as an HTML table with escaped cells."""
    lines = ["".join(f"<th>{escape(str(head))}</th>" for head in heads)]
    lines += ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows]
    body = "".join(f"<tr>{line}</tr>" for line in lines if line)
    return visible(f"<table><caption>{escape(title)}</caption><tbody>{body}</tbody></table>")


def in_words(value: Any) -> str:
    """Format a value in one short line; tables by their size."""
    if _is_table(value):
        return f"<{len(value)} rows, {value.shape[1]} columns>"
    if type(value).__name__ == "Series":
        return f"<{len(value)} values>"
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def visible(page: str) -> str:
    r"""Write what would steer a screen, e.g. the direction of writing, as its code.

    Examples
    --------
    >>> visible("safe\u202egnp.exe")
    'safe\\u202egnp.exe'
    """
    return "".join(
        each if each.isprintable() or each == "\n" else ascii(each)[1:-1] for each in page
    )


def _is_table(value: Any) -> bool:
    """Return whether a value is a table of pandas, without importing pandas."""
    return hasattr(value, "to_html") and hasattr(value, "shape")
