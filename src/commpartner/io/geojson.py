"""Write estates, centres and who serves whom as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from pydantic import ValidationError

from commpartner.errors import InputError, Problem
from commpartner.io.atomic import make_folder, replace_files
from commpartner.io.estates import COLUMNS, REQUIRED
from commpartner.io.plane import on_earth
from commpartner.model.scheme import Scheme, build_scheme, named_policy
from commpartner.problems.arguments import of_type, refused
from commpartner.problems.reading import path_of
from commpartner.problems.wording import known_name
from commpartner.programme import Centre, Estate, Origin, Policy, Programme
from commpartner.programme.programme import check_programme
from commpartner.texts import Text

Layer = Literal["estates", "centres", "lines"]
LAYERS: tuple[Layer, ...] = get_args(Layer)
ALWAYS = ("id", "name", *(name for name in REQUIRED if name != "id"))
# A list of estates whose headings name the unit needs no guess by those who read it.
UNITS = {"floor_area": "m2", "green_area": "m2", "maintenance_fund": "yuan"}
Object = dict[str, Any]


def programme_geojson(
    programme: Programme,
    layer: Layer = "estates",
    *,
    policy: Policy | str | None = None,
    origin: Origin | tuple[float, float] | None = None,
) -> Object:
    """Return a layer of the map as a GeoJSON FeatureCollection in WGS-84.

    Parameters
    ----------
    programme
        Estates without a place have no geometry.
    layer
        ``"estates"``: points with the fields of the estates; a policy adds ``centre`` (its id) and
        ``served``: ``centre``, ``alone`` or ``no``. ``"centres"``: points; a policy adds ``open``,
        estates and households. ``"lines"``: from each estate to the centre that serves it.
    policy
        Whose centres and assignment are shown; ``"lines"`` needs one.
    origin
        Longitude and latitude of ``x_km = y_km = 0`` [degree]; default: that of the programme.

    Returns
    -------
    dict
        What `json.dump` writes. `commpartner.lists.read_estate_list` reads the estates back.

    Raises
    ------
    ArgumentError
        If neither the programme nor the argument says where the map lies, no estate has a place, or
        an argument is out of range.
    InputError
        If there is no such policy.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> found = cp.io.programme_geojson(xiashan, "centres", origin=(110.40, 21.20))
    >>> found["features"][0]["id"], found["features"][0]["geometry"]["coordinates"]
    ('c01', [110.4409848, 21.2318959])
    """
    check_programme(programme)
    known_name("programme_geojson", "layer", layer, LAYERS)
    where = programme.origin if origin is None else origin_of(origin)
    if where is None:
        raise refused("origin", None, Text("origin_of_map"))
    if all(each.x_km is None for each in programme.estates):
        raise refused("programme", Text("without_places"), Text("estates_on_a_map"))
    if layer == "lines" and policy is None:
        raise refused("policy", None, Text("policy_of_lines"))
    scheme = None
    if policy is not None:
        scheme = build_scheme(programme, named_policy(programme, policy)[1])
    if layer == "estates":
        features = _estates(programme, scheme, where)
    elif layer == "centres":
        features = _centres(programme, scheme, where)
    else:
        assert scheme is not None
        features = _lines(scheme, where)
    return {"type": "FeatureCollection", "features": features}


def save_geojson(
    programme: Programme,
    folder: str | Path,
    *,
    policy: Policy | str | None = None,
    origin: Origin | tuple[float, float] | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """Write the layers of the map as ``estates.geojson``, ``centres.geojson``, ``lines.geojson``.

    Parameters
    ----------
    programme, policy, origin
        As in `programme_geojson`; without a policy there are no lines.
    folder
        Made if it is missing.
    overwrite
        Replace files that are there already.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    ArgumentError
        As of `programme_geojson`.
    InputError
        If there is no such policy, a file is there already, or the folder cannot be written to.
    """
    of_type("overwrite", overwrite, bool, Text("true_or_false"))
    texts = geojson_files(programme, policy, origin)
    folder = path_of(folder, "not_writable")
    for name in texts:
        if not overwrite and (folder / name).exists():
            found, allowed = Text("something_there"), Text("new_file")
            raise InputError([Problem(str(folder / name), None, Text("path"), found, allowed)])
    make_folder(folder)
    replace_files(folder, texts)
    return [folder / name for name in texts]


def geojson_files(
    programme: Programme,
    policy: Policy | str | None,
    origin: Origin | tuple[float, float] | None,
) -> dict[str, str]:
    """Return the text of each layer by the name of its file."""
    return {
        f"{layer}.geojson": json.dumps(
            programme_geojson(programme, layer, policy=policy, origin=origin),
            ensure_ascii=False,
            allow_nan=False,
        )
        + "\n"
        for layer in LAYERS
        if layer != "lines" or policy is not None
    }


def origin_of(given: object) -> Origin:
    """Return an origin that is given as such or as longitude and latitude [degree].

    Raises
    ------
    ArgumentError
        If it is neither.
    """
    if isinstance(given, Origin):
        return given
    try:
        longitude, latitude = given if isinstance(given, Sequence) else ()
        return Origin(longitude=longitude, latitude=latitude)
    except (ValidationError, ValueError):
        raise refused("origin", given, Text("origin_of_map")) from None


def _points(those: Sequence[Estate | Centre], origin: Origin) -> list[Object | None]:
    """Return the points of estates or centres; None for one without a place."""
    x, y = (
        np.array([np.nan if (at := getattr(each, name)) is None else at for each in those], float)
        for name in ("x_km", "y_km")
    )
    places = on_earth(x, y, origin)
    pairs = zip(places.longitude.tolist(), places.latitude.tolist(), strict=True)
    return [
        None if each.x_km is None else {"type": "Point", "coordinates": list(pair)}
        for each, pair in zip(those, pairs, strict=True)
    ]


def _feature(name: str, geometry: Object | None, properties: Object) -> Object:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}


def _estates(programme: Programme, scheme: Scheme | None, origin: Origin) -> list[Object]:
    estates = programme.estates
    columns = [name for name in COLUMNS if name in ALWAYS or _says(estates, name)]
    served = [{}] * len(estates) if scheme is None else _served(scheme)
    fields = [{_key(name): _plain(getattr(each, name)) for name in columns} for each in estates]
    points = _points(estates, origin)
    return [
        _feature(each.id, point, own | who)
        for each, point, own, who in zip(estates, points, fields, served, strict=True)
    ]


def _says(estates: Iterable[Estate], name: str) -> bool:
    """Return whether a field of some estate differs from its default; places are the geometry."""
    if name in ("x_km", "y_km"):
        return False
    if name == "fee_basis":
        return any(each.fee is not None for each in estates)
    default = Estate.model_fields[name].default
    return any(getattr(each, name) != default for each in estates)


def _key(name: str) -> str:
    return f"{name}_{UNITS[name]}" if name in UNITS else name


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _served(scheme: Scheme) -> list[Object]:
    """Describe who serves each estate of the programme."""
    who: list[Object] = [{"centre": None, "served": "no"} for _ in scheme.programme.estates]
    ids = [each.id for each in scheme.centres]
    for estate, centre in zip(scheme.members.tolist(), scheme.centre_of.tolist(), strict=True):
        name = ids[centre] if centre >= 0 else None
        who[estate] = {"centre": name, "served": "centre" if centre >= 0 else "alone"}
    return who


def _centres(programme: Programme, scheme: Scheme | None, origin: Origin) -> list[Object]:
    centres = programme.centres
    added: list[Object] = [{} for _ in centres]
    if scheme is not None:
        ids = [each.id for each in scheme.centres]
        homes = np.array([programme.estates[each].households for each in scheme.members.tolist()])
        for each, more in zip(centres, added, strict=True):
            these = scheme.centre_of == (ids.index(each.id) if each.id in ids else len(ids))
            more |= {
                "open": each.id in ids,
                "estates": int(these.sum()),
                "households": int(homes[these].sum()),
            }
    return [
        _feature(each.id, point, {"id": each.id, "name": each.name} | more)
        for each, point, more in zip(centres, _points(centres, origin), added, strict=True)
    ]


def _lines(scheme: Scheme, origin: Origin) -> list[Object]:
    """Draw a line from each estate to its centre, if both have a place."""
    estates = [scheme.programme.estates[each] for each in scheme.members.tolist()]
    starts, ends = _points(estates, origin), _points(scheme.centres, origin)
    features = []
    for estate, start, centre in zip(estates, starts, scheme.centre_of.tolist(), strict=True):
        end = ends[centre] if centre >= 0 else None
        if start is None or end is None:
            continue
        to = scheme.centres[centre]
        ends_at = [start["coordinates"], end["coordinates"]]
        away = float(np.hypot(estate.x_km - to.x_km, estate.y_km - to.y_km))
        about = {"estate": estate.id, "centre": to.id, "distance_km": round(away, 4)}
        line = {"type": "LineString", "coordinates": ends_at}
        features.append(_feature(f"{estate.id}-{to.id}", line, about))
    return features
