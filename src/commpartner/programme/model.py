"""What all input models share: frozen, nothing unknown, checked again after every change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NoReturn, Self, TypeVar

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
)
from pydantic_core import core_schema

from commpartner.errors import InputError
from commpartner.fields import Described
from commpartner.shown import Shown
from commpartner.wording import describe

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$", max_length=64)]
AssumptionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
NonNegative = Annotated[Number, Field(ge=0)]
Positive = Annotated[Number, Field(gt=0)]
Share = Annotated[Number, Field(ge=0, le=1)]

# A quantity is a number of the user's own or the name of an assumption, which then is drawn.
Quantity = NonNegative | AssumptionName
ShareQuantity = Share | AssumptionName
TailQuantity = Annotated[Number, Field(gt=0, lt=1)] | AssumptionName


class Model(Shown, Described, frozen=True):
    """Base of the input models."""

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
            Where the copy would not be valid, with all problems. The constructors of models raise
            pydantic's ValidationError, as other code that holds these models expects.

        Examples
        --------
        >>> import commpartner as cp
        >>> try:
        ...     cp.Policy(organisation="unmanaged").replace(fee=-1)
        ... except cp.InputError as error:
        ...     print(error)
        1 problem in the input:
        fee: found -1; allowed: a number of 0 or more, or the name of an assumption
        """
        values = {name: getattr(self, name) for name in type(self).model_fields}
        try:
            return type(self).model_validate({**values, **changes})
        except ValidationError as error:
            raise InputError(describe(error, type(self))) from None

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy; unlike pydantic's own method this validates what is updated, as `replace` does."""
        return self.replace(**(update or {}))


Value = TypeVar("Value")


class FrozenDict(dict[str, Value]):
    """A dictionary that refuses to change, so that a frozen model is frozen all the way down."""

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("this mapping is frozen; make a new model with .replace(...)")

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


Frozen = Annotated[Mapping[str, Value], AfterValidator(FrozenDict)]


def repeated(names: Iterable[str]) -> set[str]:
    """Names that occur more than once."""
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]
