"""What a comparison is made of, in a form that can be kept, checked, and made again."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from commpartner import __version__
from commpartner.assumptions import Assumption, Ledger
from commpartner.checks import refused
from commpartner.control import Adaptive, Rule
from commpartner.draws import Array
from commpartner.engines import Engine, check_engine
from commpartner.errors import InputError, Problem
from commpartner.experiments.designs.sampling import (
    Correlated,
    Correlations,
    Method,
    correlated_pairs,
)
from commpartner.experiments.designs.sampling import sampling as design_of
from commpartner.experiments.designs.variants import scenario_values
from commpartner.experiments.running.evaluation import build_schemes
from commpartner.experiments.running.experiment import Experiment
from commpartner.experiments.running.kept import SCHEMA, Inputs, blaming
from commpartner.io import programme_hash
from commpartner.programme import Policy, Programme
from commpartner.scenarios import Scenarios
from commpartner.texts import Text


@dataclass(frozen=True)
class Plan:
    """An experiment, how many draws it has, and how it was asked for.

    Attributes
    ----------
    scenarios
        Names of the draws, where they are scenarios.
    part
        Draws of a task.
    """

    experiment: Experiment
    draws: int
    sampling: Method
    correlations: tuple[tuple[str, str, float], ...]
    scenarios: tuple[str, ...]
    part: int

    @property
    def is_whole(self) -> bool:
        """Whether it can have no more draws: those that it has would change."""
        return self.sampling == "latin_hypercube" or bool(self.scenarios)

    def identity(self) -> dict[str, Any]:
        """Everything that a kept part depends on, by name.

        The number of draws is not among it where a draw is the same however many there are.
        """
        run = self.experiment
        return {
            "schema": SCHEMA,
            "programme": run.programme.name,
            "programme_sha256": programme_hash(run.programme.replace(policies={})),
            "policies": {name: _hash(policy.model_dump_json()) for name, policy in _listed(run)},
            "order_of_policies": list(run.policies),
            "rules": {name: _rule_hash(rule) for name, rule in run.rules.items()},
            "assumptions_sha256": _hash(json.dumps([row.model_dump() for row in _rows(run)])),
            "months": run.months,
            "seed": run.seed,
            "engine": run.engine,
            "sampling": self.sampling,
            "correlations": [list(pair) for pair in self.correlations],
            "scenarios": _hash(json.dumps([self.scenarios, _lists(run.given)])),
            "part": self.part,
            **({"draws": self.draws} if self.is_whole else {}),
            "versions": {
                "commpartner": __version__,
                **{name: version(name) for name in _packages(run.engine)},
            },
        }

    def text(self) -> str:
        """Everything that is needed to compute the parts again, as JSON."""
        run = self.experiment
        content = {
            "schema": SCHEMA,
            "programme": run.programme.replace(policies={}).model_dump(mode="json"),
            "policies": {name: policy.model_dump(mode="json") for name, policy in _listed(run)},
            "rules": {name: _place_of(name, rule) for name, rule in run.rules.items()},
            "assumptions": [row.model_dump(mode="json") for row in _rows(run)],
            "months": run.months,
            "seed": run.seed,
            "engine": run.engine,
            "draws": self.draws,
            "sampling": self.sampling,
            "correlations": self.correlations,
            "scenarios": self.scenarios,
            "given": _lists(run.given),
            "part": self.part,
        }
        return json.dumps(content, ensure_ascii=False, indent=1)


def planned(
    programme: Programme,
    policies: Mapping[str, Policy | Adaptive],
    *,
    months: int,
    draws: int,
    seed: int,
    engine: Engine,
    ledger: Ledger,
    sampling: Method,
    correlations: Correlations | None,
    scenarios: Mapping[str, Mapping[str, float]] | None,
    part: int,
    chunk: int | None,
) -> Plan:
    """Make a plan of what `compare` is asked for; see there."""
    check_engine(engine)
    if sampling not in get_args(Method):
        allowed = ", ".join(map(repr, get_args(Method)))
        raise refused("sampling", sampling, allowed)
    rules = {name: each.rule for name, each in policies.items() if isinstance(each, Adaptive)}
    if rules and engine != "numpy":
        raise refused("engine", engine, Text("numpy_for_adaptive"))
    plain = {name: _policy(each) for name, each in policies.items()}
    build_schemes(programme, plain)  # what they name must be there before anything is kept
    given = {} if scenarios is None else scenario_values(ledger, scenarios)
    if given:
        Scenarios(ledger, given)  # refuses what is not finite
    count = int(draws) if scenarios is None else len(scenarios)
    pairs = correlated_pairs(correlations or {})
    if scenarios is not None and (pairs or sampling != "monte_carlo"):
        raise refused("scenarios", Text("beside_sampling"), Text("alone"))
    design = design_of(sampling, ledger, count)
    if pairs:
        design = Correlated(design, pairs).checked(ledger)
    experiment = Experiment(
        programme, plain, rules, int(months), int(seed), engine, ledger, design, given, chunk
    )
    return Plan(experiment, count, sampling, pairs, tuple(scenarios or ()), int(part))


def read_plan(path: Path) -> Plan:
    """Make a plan again from the file that a store keeps.

    Raises
    ------
    InputError
        Where the file is missing or damaged, or a rule is no longer where it was.
    """
    with blaming(path, Inputs):
        return _made_again(Inputs.model_validate_json(path.read_bytes()))


def _made_again(kept: Inputs) -> Plan:
    policies: dict[str, Policy | Adaptive] = {
        name: Adaptive(policy, _rule_at(kept.rules[name])) if name in kept.rules else policy
        for name, policy in kept.policies.items()
    }
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
        months=kept.months,
        draws=kept.draws,
        seed=kept.seed,
        engine=kept.engine,
        ledger=kept.programme.ledger(Ledger(kept.assumptions)),
        sampling=kept.sampling,
        correlations={(a, b): rho for a, b, rho in kept.correlations},
        scenarios=scenarios or None,
        part=kept.part,
        chunk=None,
    )


def _packages(engine: Engine) -> tuple[str, ...]:
    """Packages on whose version the bits of a result depend."""
    return ("numpy", "scipy", "jax", "jaxlib") if engine == "jax" else ("numpy", "scipy")


def _policy(each: Policy | Adaptive) -> Policy:
    return each.policy if isinstance(each, Adaptive) else each


def _listed(run: Experiment) -> list[tuple[str, Policy]]:
    return list(run.policies.items())


def _rows(run: Experiment) -> list[Assumption]:
    return list(run.ledger.values())


def _lists(values: Mapping[str, Array]) -> dict[str, list[float]]:
    return {name: each.tolist() for name, each in values.items()}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _rule_hash(rule: Rule) -> str:
    """A rule is the same as long as its name is, and the text of the module that it may use."""
    module = inspect.getmodule(rule)
    try:
        text = inspect.getsource(module if module is not None else rule)
    except (OSError, TypeError):
        return repr(rule)
    return _hash(f"{getattr(rule, '__qualname__', '')}\n{text}")


def _place_of(name: str, rule: Rule) -> str:
    """Module and name of a rule, by which it is found again."""
    module, qualified = getattr(rule, "__module__", "?"), getattr(rule, "__qualname__", "?")
    place = f"{module}:{qualified}"
    try:
        again = None if module == "__main__" else _at(place)
    except (ImportError, AttributeError):
        again = None
    if again != rule:
        found, allowed = Text("rule_not_found_again"), Text("function_of_module")
        raise InputError([Problem("compare", None, f"policies.{name}.rule", found, allowed)])
    return place


def _rule_at(place: str) -> Rule:
    try:
        rule: Rule = _at(place)
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise InputError([Problem("rules", None, "rules", place, str(error))]) from None
    return rule


def _at(place: str) -> Any:
    module, _, name = place.partition(":")
    found: Any = importlib.import_module(module)
    for step in name.split("."):
        found = getattr(found, step)
    return found
