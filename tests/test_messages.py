"""Messages of mistakes have codes, so that each is there in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import commpartner

ROOT = Path(commpartner.__file__).parent
# Which arguments of which calls are shown to a user: by position, and by name.
SHOWN = {
    "Problem": ((3, "found"), (4, "allowed")),
    "refused": ((2, "allowed"),),
    "require": ((3, "allowed"),),
    "one_number": ((3, "allowed"),),
    "ArgumentError": ((0, ""),),
    "ImbalanceError": ((0, ""),),
    "MissingExtraError": ((0, ""),),
    "StoreBusyError": ((0, ""),),
    "ValueError": ((0, ""),),
}
NAMES = {"found", "allowed"}  # variables that become such arguments


def wordings(tree: ast.AST) -> Iterator[ast.expr]:
    """Texts with words in them, where a `Text` belongs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            for place, name in SHOWN.get(node.func.id, ()):
                if len(node.args) > place:
                    yield from plain(node.args[place])
                elif name in named:
                    yield from plain(named[name])
        elif isinstance(node, ast.Assign):
            for target, value in pairs(node.targets[0], node.value):
                if isinstance(target, ast.Name) and target.id in NAMES:
                    yield from plain(value)


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value


def plain(node: ast.expr) -> Iterator[ast.expr]:
    """Literals and f-strings of an expression, its branches included."""
    match node:
        case ast.IfExp():
            yield from plain(node.body)
            yield from plain(node.orelse)
        case ast.BoolOp():
            for value in node.values:
                yield from plain(value)
        case ast.BinOp():
            yield from plain(node.left)
            yield from plain(node.right)
        case ast.Constant(value=str(text)) if any(map(str.isalpha, text)):
            yield node
        case ast.JoinedStr():
            for part in node.values:
                if isinstance(part, ast.Constant):
                    yield from plain(part)


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_mistake_is_checked_by_code_not_words(path: Path) -> None:
    found = wordings(ast.parse(path.read_text(encoding="utf-8")))
    assert [f"line {node.lineno}: {ast.unparse(node)}" for node in found] == []


@pytest.mark.parametrize(
    "line",
    [
        'Problem(file, None, "x", "words", allowed)',
        'Problem(file, None, "x", found=f"{a} words", allowed=b)',
        'refused("x", x, "words" if y else Text("code"))',
        'found, allowed = Text("code"), "words"',
        'raise ArgumentError(f"{x}: words")',
    ],
)
def test_words_in_the_code_are_found(line: str) -> None:
    assert len(list(wordings(ast.parse(line)))) == 1
