"""Define the base of all input models: frozen, strict, validated after every change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Annotated, Any, NoReturn, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
)
from pydantic_core import core_schema

from commpartner.errors import FrozenError, InputError
from commpartner.facts.fields import Described
from commpartner.facts.shown import Shown
from commpartner.problems.wording import describe, own_error, shorten
from commpartner.texts import Text

# What no programme can have; what it is unlikely to have is another matter (warnings).
MOST_COUNT = 10**9  # households, gates, partners
MOST_MONTHS = 12_000
LARGEST = 1e12  # of prices [yuan], areas [m2], hours
_HALF = re.compile("[\ud800-\udfff]")  # of a character of two halves
SMALLEST = 1e-6  # of what divides something
FARTHEST = 1e9  # of coordinates; metres of a survey with its zone in front are told as such
LONGEST = 100_000  # characters of a text
FIRST_YEAR, LAST_YEAR = 1900, 2100  # in which an estate can be built


def is_whole_text(text: str) -> bool:
    """Return whether a file can hold a text, without NUL and half characters."""
    return "\0" not in text and (text.isascii() or not _HALF.search(text))


def _whole_characters(text: str) -> str:
    if not is_whole_text(text):
        raise own_error(shorten(text), Text("whole_characters"))
    return text


def no_truth(value: object) -> object:
    """Refuse true and false as numbers, which pydantic would read as 1 and 0."""
    if isinstance(value, bool):
        raise own_error(shorten(value), Text("a_number"), "truth")
    return value


def _plain(value: object) -> object:
    """Convert NumPy's numbers to plain numbers."""
    if isinstance(value, bool | int | float) or not isinstance(value, Real):
        return value
    return int(value) if isinstance(value, Integral) else float(value)


Words = Annotated[str, AfterValidator(_whole_characters), Field(max_length=LONGEST)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$", max_length=64)]
AssumptionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
CalendarMonth = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Flag = Annotated[bool, Field(strict=True)]

_TAKEN = BeforeValidator(_plain)  # last, so that the JSON schema shows the bounds
Count = Annotated[int, Field(strict=True, ge=0, le=MOST_COUNT), _TAKEN]
Members = Annotated[int, Field(strict=True, ge=1, le=MOST_COUNT), _TAKEN]
Duration = Annotated[int, Field(strict=True, ge=1, le=MOST_MONTHS), _TAKEN]
Months = Annotated[int, Field(strict=True, ge=0, le=MOST_MONTHS), _TAKEN]

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
NonNegative = Annotated[Number, Field(ge=0, le=LARGEST), _TAKEN]
Positive = Annotated[Number, Field(ge=SMALLEST, le=LARGEST), _TAKEN]
Share = Annotated[Number, Field(ge=0, le=1), _TAKEN]
Tail = Annotated[Number, Field(gt=0, lt=1), _TAKEN]
Coordinate = Annotated[Number, Field(ge=-FARTHEST, le=FARTHEST), _TAKEN]

# Numbers of an estate may arrive as text, as they do from a spreadsheet.
_NO_TRUTH = BeforeValidator(no_truth)
MembersOrText = Annotated[int, Field(ge=1, le=MOST_COUNT), _NO_TRUTH]
CountOrText = Annotated[int, Field(ge=0, le=MOST_COUNT), _NO_TRUTH]
YearOrText = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR), _NO_TRUTH]
PositiveOrText = Annotated[float, Field(ge=SMALLEST, le=LARGEST), _NO_TRUTH]
NonNegativeOrText = Annotated[float, Field(ge=0, le=LARGEST), _NO_TRUTH]
ShareOrText = Annotated[float, Field(ge=0, le=1), _NO_TRUTH]
CoordinateOrText = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST), _NO_TRUTH]

# A quantity is a number of the user's own or the name of an assumption, which then is drawn.
Quantity = NonNegative | AssumptionName
ShareQuantity = Share | AssumptionName
TailQuantity = Tail | AssumptionName


class Model(Shown, Described, BaseModel, frozen=True):
    """Define the base of the input models."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, validate_default=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Show what is required, and what differs from its default."""
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if info.is_required() or value != info.get_default(call_default_factory=True):
                yield name, value

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, validated as if it were new.

        Raises
        ------
        InputError
            If the copy would not be valid, with all problems. The constructors of models raise
            pydantic's ValidationError, as other code that holds these models expects.

        Examples
        --------
        >>> import commpartner as cp
        >>> try:
        ...     cp.Policy(organisation="unmanaged").replace(fee=-1)
        ... except cp.InputError as error:
        ...     print(error)
        1 problem in the input:
        fee must be a number of 0 or more, or the name of an assumption; got -1.
        """
        values = {name: getattr(self, name) for name in type(self).model_fields}
        try:
            return type(self).model_validate({**values, **changes})
        except ValidationError as error:
            raise InputError(describe(error, type(self))) from None

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with changed fields, validated as by `replace`."""
        return self.replace(**(update or {}))


Value = TypeVar("Value")


class FrozenDict(dict[str, Value]):
    """Define a dictionary that does not change, for use in frozen models."""

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise FrozenError(Text("frozen_mapping"))

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(cls, handler(dict[str, Any]))

    def __reduce__(self) -> tuple[type[FrozenDict[Value]], tuple[dict[str, Value]]]:
        return type(self), (dict(self),)


Frozen = Annotated[Mapping[Words, Value], AfterValidator(FrozenDict)]


def repeated(names: Iterable[str]) -> set[str]:
    """List the names that occur more than once."""
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]
