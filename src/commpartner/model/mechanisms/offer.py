"""Compute the service and the service charge of every estate, by one standard or a menu."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows import choice
from commpartner.flows.lines import Lines
from commpartner.flows.namespace import Array
from commpartner.flows.service import Level, Promise
from commpartner.model.brought import own_or
from commpartner.model.scheme import Scheme
from commpartner.model.values import Values
from commpartner.programme.package import Package
from commpartner.programme.policy import Policy
from commpartner.programme.service import ROLES, ServiceStandard


class Offer(NamedTuple):
    """Hold the service of every estate.

    Attributes
    ----------
    scope
        Part of what residents want that is in it, shape (draw, 1) or (draw, estate).
    price
        Of what is chosen from a menu [yuan/household/month], shape (draw, estate); None if
        there is one standard, whose fee is a lever of its own.
    """

    level: Level
    scope: Array
    price: Array | None


class Charge(NamedTuple):
    """Hold the service charge that residents pay.

    Attributes
    ----------
    fee
        [yuan/m2/month or yuan/household/month] in month 0, shape (draw, 1) or (draw, estate).
    size
        What the fee is charged on [m2 or household], shape (estate,) or (draw, estate).
    """

    fee: Array
    size: Array


def offered(scheme: Scheme, draws: Draws) -> Offer:
    """Compute the service of every estate under a policy."""
    policy, value = scheme.policy, Values(draws)
    if policy.menu:
        return _from_menu(scheme, policy, value)
    standard = scheme.programme.services[policy.service]
    return Offer(level_of(standard, draws), value(standard.scope), None)


def level_of(standard: ServiceStandard, draws: Draws) -> Level:
    """Compute the level of one service standard in every estate."""
    return _level([standard], None, Values(draws))


def charged(offer: Offer, scheme: Scheme, draws: Draws) -> Charge:
    """Compute the service charge of a policy; the packages of a menu have their own prices.

    If the policy keeps own fees, an estate that has one pays it, put on the policy's basis.
    """
    sites, policy = scheme.sites, scheme.policy
    if offer.price is not None:
        return Charge(offer.price, sites.households)
    by_area = policy.fee_basis == "floor_area"
    size = sites.floor_area if by_area else sites.households
    fee = Values(draws)(policy.fee)
    if policy.own_fees:
        other = sites.households if by_area else sites.floor_area
        own = scheme.brought.fee
        own = np.where(scheme.brought.by_area == by_area, own, own * other / size)
        fee = own_or(own, fee)
    return Charge(fee, size)


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
        price=_mixed(mix, fee),
    )


def _uniforms(scheme: Scheme, menu: tuple[Package, ...], draws: Draws) -> Array:
    """Draw uniform numbers by estate and package, the same under every policy."""
    estates = [scheme.programme.estates[number].id for number in scheme.members]
    streams = [f"menu: {estate}: {package.service}" for estate in estates for package in menu]
    shape = draws.stop - draws.start, len(estates), len(menu)
    return draws.chances(streams).reshape(shape)


def _mixed(mix: Array, values: Array) -> Array:
    """Compute the mean over packages, (draw, estate, package) to (draw, estate)."""
    return np.asarray(np.add.reduce(mix * values[:, None, :], axis=-1))


def _level(standards: list[ServiceStandard], mix: Array | None, value: Values) -> Level:
    def share(name: str) -> Array | float:
        each = [float(getattr(standard, name)) for standard in standards]
        return each[0] if mix is None else _mixed(mix, np.array([each]))

    def quantity(name: str) -> tuple[Array, Array]:
        """Return the quantity by estate, and the least of the menu."""
        each = value.row([getattr(standard, name) for standard in standards])
        least = np.min(each, axis=1, keepdims=True)
        return (each if mix is None else _mixed(mix, each)), least

    def posts(role: str) -> tuple[Array | float, float]:
        """Return the posts by estate, and the most of the menu."""
        each = [standard.minimum_posts.get(role, 0.0) for standard in standards]
        return (each[0] if mix is None else _mixed(mix, np.array([each]))), max(each)

    target, tail = quantity("response_target"), quantity("response_tail")
    least = {role: posts(role) for role in ROLES}
    return Level(
        lines=Lines(*(share(name) for name in Lines._fields)),
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
