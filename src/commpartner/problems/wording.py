"""Describe what a field of the input allows, from the JSON schema of its model."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeGuard

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from commpartner.errors import InputError, Problem, sentence
from commpartner.texts import Language as Language
from commpartner.texts import Text, either

Path = tuple[str | int, ...]
Schema = Mapping[str, Any]

_PATTERNS = {
    r"^[A-Za-z0-9_.-]+$": "identifier",
    r"^[a-z][a-z0-9_]*$": "name_of_assumption",
    r"^[0-9]{4}-(0[1-9]|1[0-2])$": "calendar_month",
}
_LONGEST = 80
_LONGEST_NAME = 200  # for which close names are looked up; that takes time with its square
MOST_SUGGESTIONS = 100  # names compared with all that exist; a thousandth suggestion helps nobody
_GOES_WITHOUT_SAYING = 1e4
_OWN = "programme"  # the type of pydantic's errors that carry a mistake of ours


class Mistake(NamedTuple):
    """Hold one mistake in the values of a model: place, found, allowed."""

    path: Path
    kind: str
    found: str
    allowed: str

    def problem(self, file: str = "", row: int | None = None, prefix: str = "") -> Problem:
        """Locate the mistake in a file, or in values without a file."""
        field = ".".join(filter(None, (prefix, dotted(self.path)))) or "values"
        column = column_of(self.path)
        return Problem(file, row, field, self.found, self.allowed, column)


def dotted(path: Path) -> str:
    """Format a path as Python and JSON do.

    Examples
    --------
    >>> dotted(("estates", 1, "id"))
    'estates[1].id'
    """
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    text = "".join(parts).removeprefix(".")
    return text.encode("utf-8", "backslashreplace").decode("utf-8")  # half characters, too


def column_of(path: Path) -> str:
    """Name the column of a path: ``estates[1].id`` becomes estates.id."""
    return dotted(tuple(part for part in path if not isinstance(part, int)))


def validation_error(title: str, found: Iterable[Mistake]) -> ValidationError:
    """Make a pydantic error from mistakes; in a validator it keeps its place."""
    return ValidationError.from_exception_data(
        title,
        [
            InitErrorDetails(
                type=own_error(mistake.found, mistake.allowed, mistake.kind),
                loc=mistake.path,
                input=mistake.found,
            )
            for mistake in found
        ],
    )


def own_error(found: str, allowed: str, kind: str = "value") -> PydanticCustomError:
    """Make an error with our wording for validators."""
    text = sentence("it", found, allowed)
    told = {"kind": kind, "found": found, "allowed": allowed, "text": text}
    return PydanticCustomError(_OWN, "{text}", told)


def describe(
    error: ValidationError,
    model: type[BaseModel],
    file: str = "",
    row: int | None = None,
    prefix: str = "",
) -> Iterator[Problem]:
    """Convert pydantic's list of errors to problems, one for each value."""
    for mistake in mistakes(error, model):
        yield mistake.problem(file, row, prefix)


def mistakes(error: ValidationError, model: type[BaseModel]) -> Iterator[Mistake]:
    """Convert pydantic's errors to mistakes in plain words, one for each value.

    Parameters
    ----------
    error
        What validation of `model` raised.
    model
        The model at the top, whose schema says what is allowed.
    """
    seen = set()
    for item in error.errors(include_url=False):
        place = item["loc"][:-1] if item["loc"][-1:] == ("[key]",) else item["loc"]
        path, allowed = _allowed_at(model, place)
        if item["type"] == _OWN:
            told = item["ctx"]
            allowed = allowed if told["kind"] == "truth" else told["allowed"]
            yield Mistake(path, told["kind"], told["found"], allowed)
            continue
        if path in seen:
            continue  # every member of a union complains about the same value
        seen.add(path)
        found = shorten(item["input"])
        match item["type"]:
            case "missing":
                found, allowed = Text("nothing"), Text("required", what=allowed)
            case "extra_forbidden":
                found, allowed = (
                    Text("unknown_key"),
                    suggest(str(path[-1]), _keys(model, path[:-1])),
                )
            case "value_error":
                found, allowed = Text("contradiction"), item["ctx"]["error"].args[0]
            case "less_than_equal":
                allowed = _within(model, place) or allowed
            case "greater_than_equal" if item["ctx"]["ge"] < 0:
                allowed = _within(model, place) or allowed
            case "float_type" | "int_type" | "int_parsing_size" if is_huge(item["input"]):
                allowed = _within(model, place) or allowed
            case "string_too_long":
                allowed = Text("text_at_most", most=f"{item['ctx']['max_length']:,}")
            case "finite_number":
                allowed = Text("not_infinite", what=allowed)
        yield Mistake(path, item["type"], found, allowed)


def kind_of(model: type[BaseModel], name: str) -> str:
    """Name the JSON type of a field: string, integer, number, boolean, array or object."""
    schema = _find(model, (name,))[1]
    return str((_options(schema) or [schema])[0].get("type", "object"))


def shorten(value: object) -> str:
    """Format a value and shorten it if it is long."""
    if is_huge(value):
        return Text("number_of_digits", digits=int(abs(value).bit_length() * 0.30103) + 1)
    try:
        text = repr(value)
    except ValueError:  # of a list with a number of thousands of digits
        text = f"<{type(value).__name__}>"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def is_huge(value: object) -> TypeGuard[int]:
    """Return whether a value is a whole number beyond all floats."""
    return isinstance(value, int) and abs(value).bit_length() > 1023


def among(name: object, known: Container[str]) -> bool:
    """Return whether a value is one of the known names; a list is not."""
    return isinstance(name, str) and name in known


def known_name(place: str, field: str, name: object, known: Collection[str]) -> None:
    """Validate a name and suggest the closest of those known.

    Raises
    ------
    InputError
        If it is none of them.
    """
    if not among(name, known):
        raise InputError([Problem(place, None, field, repr(name), suggest(name, known))])


def as_names(given: object) -> list[Any]:
    """Convert one name or several to a list; other values stay in it to be refused."""
    return list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]


def suggest(name: object, known: Iterable[str]) -> str:
    """Suggest allowed names, the closest first."""
    import difflib

    names = list(dict.fromkeys(known))
    # Comparing with every estate of a province takes seconds and helps nobody.
    given = name if isinstance(name, str) else shorten(name)
    few = names if len(names) < 5000 and len(given) <= _LONGEST_NAME else []
    close = difflib.get_close_matches(given, few, n=3, cutoff=0.6) or _begun(given, few)
    if close:
        return Text("did_you_mean", names=either(map(repr, close), "or"))
    listed = ", ".join(names)
    if not names:
        return Text("there_is_none")
    if len(listed) > 600:
        return Text("known_names", count=len(names))
    return Text("names_listed", names=listed)


def bounded(name: str, known: Collection[str], suggested: Iterator[int]) -> str:
    """Suggest names as `suggest`, but only count them once so many were looked for.

    Parameters
    ----------
    suggested
        Counts the names that were looked for.
    """
    if next(suggested) < MOST_SUGGESTIONS:
        return suggest(name, sorted(known))
    return Text("known_names", count=len(known))


def _begun(given: str, names: list[str]) -> list[str]:
    """Find the names with a part like what was given: of fallbck the three of fallback_...."""
    import difflib

    parts = given.count("_") + 1
    found = {name: _parts(name, parts) for name in names}
    known = {part for several in found.values() for part in several}
    close = difflib.get_close_matches(given, known, n=1, cutoff=0.75)
    return [name for name in names if close and close[0] in found[name]][:3]


def _parts(name: str, length: int) -> list[str]:
    """List all runs of a given number of words in a name."""
    words = name.split("_")
    return ["_".join(words[start : start + length]) for start in range(len(words) - length + 1)]


def phrase(schema: Schema) -> str:
    """Describe in words what a schema allows."""
    options = _options(schema)
    if options:
        return either(map(phrase, options))
    if "enum" in schema:
        return Text("one_of", names=", ".join(map(repr, schema["enum"])))
    match schema.get("type"):
        case "boolean":
            return Text("true_or_false")
        case "integer":
            return _bounded(Text("a_whole_number"), schema)
        case "number":
            return _bounded(Text("a_number"), schema)
        case "string":
            plain = "text_not_empty" if "minLength" in schema else "text"
            return Text(_PATTERNS.get(schema.get("pattern", ""), plain))
        case "array":
            return Text("a_list_of_tables" if "$ref" in schema["items"] else "a_list")
        case _:
            return Text(
                "a_table_not_empty" if schema.keys() & {"minProperties", "minLength"} else "a_table"
            )


def _bounded(what: Text, schema: Schema) -> Text:
    """Describe the allowed numbers; bounds that only exclude the impossible are left out."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if high is not None and high >= _GOES_WITHOUT_SAYING:
        low = None if low == -high else low
        high = None
    if low is not None and 0 < low < 1:
        return Text("above", what=what, low=0)
    if low is not None and high is not None:
        return Text("from_to", what=what, low=low, high=high)
    if low is not None and what.code == "a_whole_number":
        return Text("whole_number", least=int(low))
    if low is not None:
        return Text("at_least", what=what, low=low)
    if "exclusiveMinimum" in schema:
        return Text("above", what=what, low=schema["exclusiveMinimum"])
    return what


@lru_cache(maxsize=1024)
def _within(model: type[BaseModel], location: Path) -> Text | None:
    """Describe all bounds of a number, if a value lies outside them."""
    schema = _find(model, location)[1]
    for option in _options(schema) or [schema]:
        low, high = option.get("minimum"), option.get("maximum")
        if option.get("type") in ("integer", "number") and low is not None and high is not None:
            what = Text("a_whole_number" if option["type"] == "integer" else "a_number")
            return Text("within", what=what, low=_written(low), high=_written(high))
    return None


def _written(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e4 else f"{value:,.0f}"  # a year has no comma


def _find(model: type[BaseModel], location: Path) -> tuple[Path, Schema]:
    """Follow pydantic's location; the path comes back without pydantic's tags of unions."""
    root = schema = _schema(model)
    path: list[str | int] = []
    for part in location:
        options = _options(schema)
        if len(options) > 1:
            continue  # the name of a member of the union, which no user has written
        path.append(part)
        schema = _child(_resolved(root, options[0] if options else schema), part)
    return tuple(path), schema


@lru_cache(maxsize=1024)  # a column of a long table has the same mistake in every row
def _allowed_at(model: type[BaseModel], location: Path) -> tuple[Path, str]:
    path, schema = _find(model, location)
    return path, phrase(schema)


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    return list(_resolved(_schema(model), _find(model, path)[1]).get("properties", ()))


def _options(schema: Schema) -> list[Schema]:
    return [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]


def _child(schema: Schema, part: str | int) -> Schema:
    if part in schema.get("properties", ()):
        found = schema["properties"][part]
    else:
        found = schema.get("items") or schema.get("additionalProperties")
    return found if isinstance(found, Mapping) else {}


def _resolved(root: Schema, schema: Schema) -> Schema:
    name = schema.get("$ref", "").rpartition("/")[2]
    return root["$defs"][name] if name else schema


@cache
def _schema(model: type[BaseModel]) -> Schema:
    return model.model_json_schema()
