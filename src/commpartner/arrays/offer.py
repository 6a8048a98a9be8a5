"""What is delivered in every estate and at what price: one standard, or a menu of packages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.draws import Draws
from commpartner.flows import choice
from commpartner.flows.namespace import Array
from commpartner.flows.service import Level, Promise
from commpartner.model.values import Values
from commpartner.programme.package import Package
from commpartner.programme.policy import Policy
from commpartner.programme.service import ROLES, ServiceStandard
from commpartner.scheme import Scheme


class Offer(NamedTuple):
    """The service of every estate and its price.

    Attributes
    ----------
    scope
        Part of what residents want that is in it, shape (draw, 1) or (draw, estate).
    fee
        [yuan/m2/month or yuan/household/month] in month 0, shape (draw, 1) or (draw, estate).
    size
        What the fee is charged on [m2 or household], shape (estate,).
    """

    level: Level
    scope: Array
    fee: Array
    size: Array


def offered(scheme: Scheme, draws: Draws) -> Offer:
    """Find the service and the fee of every estate under a policy."""
    policy, value = scheme.policy, Values(draws)
    if policy.menu:
        return _from_menu(scheme, policy, value)
    standard = scheme.programme.services[policy.service]
    fee, size = _charge(scheme, value)
    return Offer(_level([standard], None, value), value(standard.scope), fee, size)


def charged_by(offer: Offer, scheme: Scheme, draws: Draws) -> Offer:
    """Give the same service at the fee of another policy; a menu has its own prices."""
    if scheme.policy.menu:
        return offer
    fee, size = _charge(scheme, Values(draws))
    return offer._replace(fee=fee, size=size)


def _charge(scheme: Scheme, value: Values) -> tuple[Array, Array]:
    by_area = scheme.policy.fee_basis == "floor_area"
    size = scheme.sites.floor_area if by_area else scheme.sites.households
    return value(scheme.policy.fee), size


def _from_menu(scheme: Scheme, policy: Policy, value: Values) -> Offer:
    standards = [scheme.programme.services[package.service] for package in policy.menu]
    scope = value.row([standard.scope for standard in standards])
    fee = value.row([package.fee for package in policy.menu])
    draws = value.draws
    worth = choice.worth(
        scope, fee, draws["package_value"], draws["price_effect"], draws["household_income"]
    )
    if policy.menu_choice == "household":
        chance = choice.shares(worth)
        estates = len(scheme.members)
        mix = np.broadcast_to(chance[:, None, :], (value.count, estates, len(standards)))
    else:
        mix = choice.chosen(worth, _uniforms(scheme, policy.menu, draws))
    return Offer(
        level=_level(standards, mix, value),
        scope=_mixed(mix, scope),
        fee=_mixed(mix, fee),
        size=scheme.sites.households,
    )


def _uniforms(scheme: Scheme, menu: tuple[Package, ...], draws: Draws) -> Array:
    """Uniform numbers by estate and package: an estate has the same ones under every policy."""
    estates = [scheme.programme.estates[number].id for number in scheme.members]
    streams = [f"menu: {estate}: {package.service}" for estate in estates for package in menu]
    shape = draws.stop - draws.start, len(estates), len(menu)
    return draws.chances(streams).reshape(shape)


def _mixed(mix: Array, values: Array) -> Array:
    """Mean of the packages' values in each estate: (draw, estate, package) to (draw, estate)."""
    return np.asarray(np.add.reduce(mix * values[:, None, :], axis=-1))


def _level(standards: list[ServiceStandard], mix: Array | None, value: Values) -> Level:
    def share(name: str) -> Array | float:
        each = [float(getattr(standard, name)) for standard in standards]
        return each[0] if mix is None else _mixed(mix, np.array([each]))

    def quantity(name: str) -> tuple[Array, Array]:
        """By estate, and the least of the menu."""
        each = value.row([getattr(standard, name) for standard in standards])
        least = np.min(each, axis=1, keepdims=True)
        return (each if mix is None else _mixed(mix, each)), least

    def posts(role: str) -> tuple[Array | float, float]:
        """By estate, and the most of the menu."""
        each = [standard.minimum_posts.get(role, 0.0) for standard in standards]
        return (each[0] if mix is None else _mixed(mix, np.array([each]))), max(each)

    target, tail = quantity("response_target"), quantity("response_tail")
    least = {role: posts(role) for role in ROLES}
    return Level(
        cleaning=share("cleaning"),
        gates=share("staffed_gates"),
        patrol=share("patrol"),
        desk=share("desk"),
        repairs=share("repairs"),
        upkeep=share("upkeep"),
        energy=share("energy"),
        maintenance=share("maintenance"),
        promise=Promise(target[0], tail[0], {role: both[0] for role, both in least.items()}),
        pooled_promise=Promise(target[1], tail[1], {role: both[1] for role, both in least.items()}),
    )
