"""Describe where on the earth the plane map of a programme lies."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from commpartner.programme.model import Model, Number

MOST_NORTH = 85.0  # degrees; nearer to a pole a plane with north up says little


class Origin(Model, frozen=True):
    """Describe the place where `x_km` and `y_km` are 0, in WGS-84."""

    longitude: Annotated[Number, Field(ge=-180, le=180)]
    latitude: Annotated[Number, Field(ge=-MOST_NORTH, le=MOST_NORTH)]
