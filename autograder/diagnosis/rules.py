"""The rules that the steps of optimizers follow where they are wrong, as patterns, by check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..checks.check import Check, Outputs
from ..checks.run import CheckRun
from .adaptive import find_adaptive
from .pattern import Pattern
from .recurrence import Steps, agreed, find_place, find_steps, rule_text, walks_of


def find_rules(
    runs: Sequence[CheckRun], expected: Callable[[Check], Outputs]
) -> dict[str, Pattern]:
    """Returns the rule that the steps of an optimizer follow in each check that shows one.

    One factor can have several names; those that all checks of one rule agree on are told.
    """
    steps: dict[str, Steps] = {}
    found: dict[str, Pattern] = {}
    for item in runs:
        if not all(finding.only_content for finding in item.findings):
            continue
        walks = walks_of(item.check, item.seed, item.outcome.outputs, expected(item.check))
        if not walks:
            continue
        linear = find_steps(walks) or find_place(walks)
        if linear is not None:
            steps[item.check.id] = linear
            continue
        adaptive = find_adaptive(item.check, walks)
        if adaptive is not None:
            yours, right = (f"{walks[0].parameter} {text}" for text in adaptive)
            facts = {"parameter": walks[0].parameter, "yours": yours, "right": right}
            found[item.check.id] = Pattern("rule.adaptive", facts=facts)
    together = agreed(list(steps.values())) if steps else None
    for id_, rule in steps.items():
        # Checks of several optimizers, each with a rule of its own, need not agree.
        named = together or agreed([rule])
        if named is not None:
            found[id_] = Pattern("rule.place" if rule.place else "rule", facts=_facts(rule, named))
    return found


def without_right(pattern: Pattern) -> Pattern:
    """Returns a pattern that says what a submission does, and not what is right."""
    if pattern.kind == "rule.adaptive":
        return Pattern("rule.adaptive.own")
    if not pattern.kind.startswith("rule"):
        return pattern
    facts = {name: value for name, value in pattern.facts.items() if name != "right"}
    return Pattern(f"{pattern.kind}.own", facts=facts)


def _facts(steps: Steps, named: Mapping[str, str]) -> dict[str, str]:
    yours = {term: named[term] for term in steps.yours}
    right = {term: names[0] for term, names in steps.right.items()}
    facts = {
        "parameter": steps.parameter,
        "yours": rule_text(steps.parameter, yours),
        "right": rule_text(steps.parameter, right),
    }
    return {**facts, "place": steps.place} if steps.place else facts
