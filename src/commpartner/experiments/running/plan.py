"""Specify a comparison in a form that can be stored, checked and run again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from commpartner._version import __version__
from commpartner.assumptions.designs import (
    Correlated,
    Correlations,
    Method,
    correlated_pairs,
)
from commpartner.assumptions.designs import sampling as design_of
from commpartner.assumptions.draws import Array
from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.running.evaluation import build_schemes
from commpartner.experiments.running.experiment import Experiment
from commpartner.experiments.running.identity import (
    code_at,
    code_fingerprint,
    is_found_again,
    place_of,
    row_identity,
    text_hash,
)
from commpartner.experiments.running.manifest import SCHEMA, Distribution, Inputs, Settings, blaming
from commpartner.experiments.variants import scenario_values
from commpartner.io import programme_hash
from commpartner.model.control import FeedbackPolicy, Rule
from commpartner.model.engines import Engine, check_engine
from commpartner.problems.arguments import refused
from commpartner.problems.wording import among
from commpartner.programme import Policy, Programme
from commpartner.texts import Text


@dataclass(frozen=True)
class Plan:
    """Hold an experiment, its settings and the names of the scenarios that are its draws."""

    experiment: Experiment
    settings: Settings
    scenarios: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether the draws are fixed in number, as those of a space-filling design are."""
        return self.settings.sampling == "latin_hypercube" or bool(self.scenarios)

    def identity(self) -> dict[str, Any]:
        """Return everything that a stored part depends on, by name.

        The number of draws is not among it if a draw is the same however many there are.
        """
        run = self.experiment
        return {
            "schema": SCHEMA,
            "programme": run.programme.name,
            "programme_sha256": programme_hash(run.programme.replace(policies={})),
            "policies": {name: _hash(policy.model_dump_json()) for name, policy in _listed(run)},
            "order_of_policies": list(run.policies),
            "rules": {name: text_hash(rule) for name, rule in run.rules.items()},
            "assumptions_sha256": _hash(json.dumps([row_identity(row) for row in _rows(run)])),
            "scenarios": _hash(json.dumps([self.scenarios, _lists(run.given)])),
            **self.settings.model_dump(mode="json", exclude=set() if self.is_whole else {"draws"}),
            "versions": {
                "commpartner": __version__,
                "commpartner_code": code_fingerprint(),
                **{name: version(name) for name in _packages(run.engine)},
            },
        }

    def text(self) -> str:
        """Write everything that is needed to compute the parts again as JSON."""
        run = self.experiment
        content = {
            "schema": SCHEMA,
            "programme": run.programme.replace(policies={}).model_dump(mode="json"),
            "policies": {name: policy.model_dump(mode="json") for name, policy in _listed(run)},
            "rules": {name: _place_of(name, rule) for name, rule in run.rules.items()},
            "assumptions": [_common(row.model_dump(mode="json")) for row in _rows(run)],
            "distributions": {
                row.name: {"place": place_of(type(row)), "fields": _own_fields(row)}
                for row in _rows(run)
                if type(row) is not Assumption
            },
            "scenarios": self.scenarios,
            "given": _lists(run.given),
            **self.settings.model_dump(mode="json"),
        }
        return json.dumps(content, ensure_ascii=False, indent=1)


def settings_of(
    *,
    engine: Engine,
    sampling: Method = "monte_carlo",
    correlations: Correlations | None = None,
    **counts: int,
) -> Settings:
    """Validate the settings of a comparison."""
    check_engine(engine)
    if not among(sampling, get_args(Method)):
        allowed = Text("one_of", names=", ".join(map(repr, get_args(Method))))
        raise refused("sampling", sampling, allowed)
    whole: dict[str, Any] = {name: int(value) for name, value in counts.items()}
    pairs = [] if correlations is None else [*map(list, correlated_pairs(correlations))]
    return Settings(engine=engine, sampling=sampling, correlations=pairs, **whole)


def planned(
    programme: Programme,
    policies: Mapping[str, Policy | FeedbackPolicy],
    settings: Settings,
    ledger: AssumptionTable,
    scenarios: Mapping[str, Mapping[str, float]] | None = None,
    chunk: int | None = None,
) -> Plan:
    """Make a plan from the arguments of `compare`."""
    rules = {name: each.rule for name, each in policies.items() if isinstance(each, FeedbackPolicy)}
    if rules and settings.engine != "numpy":
        raise refused("engine", settings.engine, Text("numpy_for_adaptive"))
    plain = {name: _policy(each) for name, each in policies.items()}
    build_schemes(programme, plain)  # what they name must be there before anything is kept
    given = {} if scenarios is None else scenario_values(ledger, scenarios)
    if given:
        Scenarios(ledger, given)  # refuses what is not finite
    count = settings.draws if scenarios is None else len(scenarios)
    pairs = correlated_pairs({(one, other): rho for one, other, rho in settings.correlations})
    if scenarios is not None and (pairs or settings.sampling != "monte_carlo"):
        raise refused("scenarios", Text("beside_sampling"), Text("alone"))
    design = design_of(settings.sampling, ledger, count)
    if pairs:
        design = Correlated(design, pairs).checked(ledger)
    experiment = Experiment(
        programme=programme,
        policies=plain,
        rules=rules,
        months=settings.months,
        seed=settings.seed,
        engine=settings.engine,
        ledger=ledger,
        design=design,
        given=given,
        chunk=chunk,
    )
    return Plan(experiment, settings.model_copy(update={"draws": count}), tuple(scenarios or ()))


def read_inputs(path: Path) -> Inputs:
    """Read the inputs file of a store without importing what it names.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    with blaming(path, Inputs):
        return Inputs.model_validate_json(path.read_bytes())


def plan_of(path: Path, kept: Inputs, allow: Collection[str] | None) -> Plan:
    """Rebuild a plan from the inputs of a store.

    Parameters
    ----------
    path
        Of the file, which is blamed.
    allow
        Modules beside this package that rules and distributions may be imported from; None leaves
        both out and imports nothing.

    Raises
    ------
    InputError
        If the file does not fit together, or a rule or a distribution is in a module that is
        not allowed or is no longer where it was.
    """
    with blaming(path, Inputs):
        return _made_again(kept, allow)


def _made_again(kept: Inputs, allow: Collection[str] | None) -> Plan:
    rules = {} if allow is None else kept.rules
    policies: dict[str, Policy | FeedbackPolicy] = {
        name: FeedbackPolicy(policy, code_at(rules[name], "rules", allow or ()))
        if name in rules
        else policy
        for name, policy in kept.policies.items()
    }
    rows = kept.assumptions
    if allow is not None and kept.distributions:
        rows = [_own_row(row, kept.distributions.get(row.name), allow) for row in rows]
    count = len(kept.scenarios)
    uneven = {name: len(each) for name, each in kept.given.items() if len(each) != count}
    if uneven:
        raise InputError(
            Problem(
                "given",
                None,
                f"given.{name}",
                Text("count_values", found=found),
                Text("one_a_scenario", count=count),
            )
            for name, found in uneven.items()
        )
    scenarios = {
        label: {name: values[number] for name, values in kept.given.items()}
        for number, label in enumerate(kept.scenarios)
    }
    return planned(
        kept.programme,
        policies,
        Settings(**{name: getattr(kept, name) for name in Settings.model_fields}),
        kept.programme.assumption_table(AssumptionTable(rows)),
        scenarios or None,
    )


def _packages(engine: Engine) -> tuple[str, ...]:
    """List the packages on whose version results depend."""
    return ("numpy", "scipy", "jax", "jaxlib") if engine == "jax" else ("numpy", "scipy")


def _policy(each: Policy | FeedbackPolicy) -> Policy:
    return each.policy if isinstance(each, FeedbackPolicy) else each


def _listed(run: Experiment) -> list[tuple[str, Policy]]:
    return list(run.policies.items())


def _rows(run: Experiment) -> list[Assumption]:
    return list(run.ledger.values())


def _lists(values: Mapping[str, Array]) -> dict[str, list[float]]:
    return {name: each.tolist() for name, each in values.items()}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _common(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in Assumption.model_fields}


def _own_fields(row: Assumption) -> dict[str, Any]:
    fields = row.model_dump(mode="json")
    return {name: value for name, value in fields.items() if name not in Assumption.model_fields}


def _own_row(row: Assumption, own: Distribution | None, allow: Collection[str]) -> Assumption:
    """Restore the class of a row."""
    if own is None:
        return row
    cls = code_at(own.place, "distributions", allow)
    if not (isinstance(cls, type) and issubclass(cls, Assumption)):
        allowed = Text("class_of_assumption")
        raise InputError([Problem("inputs", None, "distributions", own.place, allowed)])
    return cls(**row.model_dump(), **own.fields)


def _place_of(name: str, rule: Rule) -> str:
    """Return the module and name of a rule, by which it is found again."""
    if not is_found_again(rule):
        found, allowed = Text("rule_not_found_again"), Text("function_of_module")
        raise InputError([Problem("compare", None, f"policies.{name}.rule", found, allowed)])
    return place_of(rule)
