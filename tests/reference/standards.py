"""Sections 3 and 4 of docs/model.md: what is delivered, and self-government."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from quantities import Values, number

from commpartner.programme import Estate, Governance, Policy, Programme, ServiceStandard

ROLES = ("guard", "cleaner", "technician", "coordinator", "manager")

# The draw's number of the stream of an estate (its id) and a service (its name).
MenuNumber = Callable[[str, str], float]


@dataclass(frozen=True)
class Promise:
    """What a producer must keep: a response and a minimum of posts by role."""

    target: float
    tail: float
    posts: Mapping[str, float]


@dataclass(frozen=True)
class Standard:
    """A service standard in numbers; a mix of packages is one, too."""

    scope: float
    cleaning: float
    gates: float
    patrol: float
    desk: float
    repairs: float
    upkeep: float
    energy: float
    maintenance: float
    lifts: float
    pumped_water: float
    greening: float
    refuse_removal: float
    insurance: float
    promise: Promise
    management: float = 1.0


# Section 3 -----------------------------------------------------------------------------------


def in_numbers(service: ServiceStandard, v: Values) -> Standard:
    return Standard(
        scope=number(service.scope, v),
        cleaning=service.cleaning,
        gates=1.0 if service.staffed_gates else 0.0,
        patrol=service.patrol,
        desk=service.desk,
        repairs=1.0 if service.repairs else 0.0,
        upkeep=service.upkeep,
        energy=service.energy,
        maintenance=service.maintenance,
        lifts=service.lifts,
        pumped_water=service.pumped_water,
        greening=service.greening,
        refuse_removal=service.refuse_removal,
        insurance=service.insurance,
        promise=Promise(
            target=number(service.response_target, v),
            tail=number(service.response_tail, v),
            posts={role: service.minimum_posts.get(role, 0.0) for role in ROLES},
        ),
    )


def posts_of(role: str, standard: Standard) -> float:
    return standard.promise.posts[role]


def mixed(mix: Sequence[float], packages: Sequence[Standard]) -> Standard:
    """Sum over the packages of the mix times each number of the package."""

    def mean(of: Callable[[Standard], float]) -> float:
        return math.fsum(part * of(package) for part, package in zip(mix, packages, strict=True))

    return Standard(
        scope=mean(lambda one: one.scope),
        cleaning=mean(lambda one: one.cleaning),
        gates=mean(lambda one: one.gates),
        patrol=mean(lambda one: one.patrol),
        desk=mean(lambda one: one.desk),
        repairs=mean(lambda one: one.repairs),
        upkeep=mean(lambda one: one.upkeep),
        energy=mean(lambda one: one.energy),
        maintenance=mean(lambda one: one.maintenance),
        lifts=mean(lambda one: one.lifts),
        pumped_water=mean(lambda one: one.pumped_water),
        greening=mean(lambda one: one.greening),
        refuse_removal=mean(lambda one: one.refuse_removal),
        insurance=mean(lambda one: one.insurance),
        promise=Promise(
            target=mean(lambda one: one.promise.target),
            tail=mean(lambda one: one.promise.tail),
            posts={role: mean(partial(posts_of, role)) for role in ROLES},
        ),
    )


@dataclass(frozen=True)
class Choice:
    """What an estate has: its mix of packages, and from it its standard and monthly fee."""

    mix: tuple[float, ...]
    standard: Standard
    fee: float  # yuan a month at month 0


def bill_of(estate: Estate, policy: Policy, v: Values) -> float:
    """Monthly bill of an estate at month 0 with no home empty, its own if it keeps that."""
    fee, basis = number(policy.fee, v), policy.fee_basis
    if policy.own_fees and estate.fee is not None:
        fee, basis = estate.fee, estate.fee_basis
    return fee * (estate.floor_area if basis == "floor_area" else estate.households)


def choices(
    programme: Programme, policy: Policy, v: Values, menu_number: MenuNumber
) -> list[Choice]:
    """For each estate the package that it chooses, or the mix that its households choose."""
    if not policy.menu:
        standard = in_numbers(programme.services[policy.service], v)
        return [
            Choice(mix=(1.0,), standard=standard, fee=bill_of(one, policy, v))
            for one in programme.estates
        ]
    packages = [in_numbers(programme.services[one.service], v) for one in policy.menu]
    fees = [number(one.fee, v) for one in policy.menu]
    worth = [
        v["package_value"] * package.scope + v["price_effect"] * 100 * fee / v["household_income"]
        for package, fee in zip(packages, fees, strict=True)
    ]
    weights = [math.exp(one) for one in worth]
    found = []
    for estate in programme.estates:
        if policy.menu_choice == "household":
            mix = [one / sum(weights) for one in weights]
        else:
            felt = [
                value - math.log(-math.log(menu_number(estate.id, package.service)))
                for value, package in zip(worth, policy.menu, strict=True)
            ]
            mix = [1.0 if one == max(felt) else 0.0 for one in felt]
        fee = sum(part * price for part, price in zip(mix, fees, strict=True))
        found.append(
            Choice(mix=tuple(mix), standard=mixed(mix, packages), fee=fee * estate.households)
        )
    return found


def promise_of_centres(programme: Programme, policy: Policy, v: Values) -> Promise:
    """Section 8: what a centre keeps is the strictest on the menu, whoever has chosen what."""
    names = [one.service for one in policy.menu] or [policy.service]
    promises = [in_numbers(programme.services[name], v).promise for name in names]
    return Promise(
        target=min(one.target for one in promises),
        tail=min(one.tail for one in promises),
        posts={role: max(one.posts[role] for one in promises) for role in ROLES},
    )


# Section 4 -----------------------------------------------------------------------------------


def council_activity(policy: Policy) -> float:
    return min(policy.governance.council_issues / 12, 1)


def readiness(estate: Estate, policy: Policy, v: Values) -> float:
    """G_e: each measure closes a part of the gap that the others leave."""
    new: Governance = policy.governance
    gap = 1 - max(estate.governance, new.readiness)
    gap *= 1 - v["branch_readiness"] * new.branches
    gap *= 1 - v["committee_readiness"] * new.committees
    gap *= 1 - v["training_readiness"] * new.committees * new.trained
    gap *= 1 - v["council_readiness"] * council_activity(policy)
    gap *= 1 - v["nine_ones_readiness"] * new.nine_ones / 9
    return 1 - gap


def time_to_consent(mean_readiness: float, policy: Policy, v: Values) -> float:
    """T [months]."""
    time = v["consent_time"] * (1 - v["readiness_time_saving"] * mean_readiness)
    return time * (1 - v["council_time_saving"] * council_activity(policy))


@dataclass(frozen=True)
class Hours:
    """Hours of volunteers in a month."""

    cleaning: float = 0.0
    repairs: float = 0.0
    patrol: float = 0.0

    def part(self, share: float) -> Hours:
        return Hours(self.cleaning * share, self.repairs * share, self.patrol * share)

    def total(self) -> float:
        return self.cleaning + self.repairs + self.patrol


def volunteer_hours(policy: Policy, households_served: float, v: Values) -> Hours:
    """Hours of the whole scheme; where nobody is served there is nobody to help."""
    if households_served == 0:
        return Hours()
    new = policy.governance
    groups = new.joint_defence * households_served / v["households_per_defence_group"]
    return Hours(
        cleaning=new.volunteer_teams * v["volunteer_hours_per_team"],
        repairs=new.repair_teams * v["repair_hours_per_team"],
        patrol=groups * v["joint_defence_hours"],
    )


def governance_setup(policy: Policy, estates_served: int, v: Values) -> float:
    """What the government pays in month 0."""
    new = policy.governance
    items = v["governance_item_cost"] * (new.nine_ones + new.branches)
    committee = v["committee_setup_cost"] + new.trained * v["committee_training_cost"]
    return estates_served * (items + new.committees * committee)


def governance_running(policy: Policy, estates_served: int, v: Values) -> float:
    """What the government pays every month, at the prices of month 0."""
    if estates_served == 0:
        return 0.0
    new = policy.governance
    council = estates_served * new.council_issues / 12 * v["council_issue_cost"]
    return council + (new.volunteer_teams + new.repair_teams) * v["team_running_cost"]
