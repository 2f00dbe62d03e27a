"""Diagnosis as an equation: a wrong output as a short combination of ingredients with plain factors.

    Y = sum of c_i T_i        T_i: ingredients on the same inputs;  c_i: products of sizes and rates

An equation is told only where it is exact, where no other ingredients do as well, and where many more numbers
follow it than it has free ones: on every wrong output of the quantity, of at least two different inputs, and
against no right one. No known mistake is needed for it.

What is told of one module is then followed through the checks of several: where the outputs are those of right
modules but for the quantities that follow the equations, these are why the check fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice, product
from typing import Any

import numpy as np

from ..checks.compare import judge_outputs
from ..checks.run import CheckRun
from ..results.records import dataclass
from .factors import names_of
from .pattern import Pattern
from .record import Equation, Record
from .single_numbers import solve_numbers
from .stand_ins import Ingredients

Array = np.ndarray[Any, Any]
# Of the largest number: how exactly an equation must hold.
EXACT = 1e-8
# Terms of an equation, and numbers for each of them, of all inputs together.
MOST_TERMS = 3
NUMBERS_A_TERM = 4
NUMBERS_ALONE = 8
# Terms that are no sums of each other beside those of an equation: where one input alone is seen, and several.
SPARE_ALONE = 2
SPARE = 1
# Ways to name the factors of one solution that are tried.
MOST_NAMES = 200


@dataclass(frozen=True)
class Seen:
    """One output of a submission beside what it is made of."""

    check: str
    output: str
    value: Array
    record: Record
    is_wrong: bool
    needs: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[float, ...]:
        """What tells its inputs from others."""
        sizes = (float(np.abs(term).sum()) for term in self.record.terms.values())
        return (*(round(size, 9) for size in sizes), *self.record.facts.values())


def find_equations(
    runs: Sequence[CheckRun], ingredients: Ingredients, variant: int, left: Iterable[str]
) -> dict[str, Pattern]:
    """Returns what wrong outputs are made of, by check.

    Args:
        runs: all of one submission: those that passed speak against an equation.
        left: the checks of which nothing is known yet.
    """
    wanted = set(left)
    if not wanted:
        return {}
    seen = [item for run in runs for item in _seen(run, ingredients.records(run.check, variant))]
    if not any(item.is_wrong for item in seen):
        return {}
    by_quantity: dict[str, list[Seen]] = {}
    for item in seen:
        by_quantity.setdefault(item.record.quantity, []).append(item)
    told: dict[str, Equation] = {}
    # Those of many numbers first: few numbers follow what others of the same parts show.
    for quantity, items in sorted(by_quantity.items(), key=lambda pair: -_most(pair[1])):
        equation = _equation(_of_fewest_modules(items), tuple(told.values()))
        if equation is not None:
            told[quantity] = equation
    found: dict[str, Pattern] = {}
    for item in seen:
        equation = told.get(item.record.quantity)
        if item.is_wrong and item.check in wanted and equation and holds(equation, item):
            found.setdefault(item.check, _pattern(item.record, equation))
    if not told:
        return found
    samples = {item.record.quantity: item.record for item in seen if item.is_wrong}
    patterns = {name: _pattern(samples[name], equation) for name, equation in told.items()}
    for run in runs:
        if run.check.id in wanted - found.keys() and run.wrong_values:
            occurred = _followed(run, ingredients, variant, told)
            if occurred:
                found[run.check.id] = patterns[occurred[0]]
    return found


def _of_fewest_modules(items: Sequence[Seen]) -> list[Seen]:
    """Returns the items of checks of one quantity that use no module more than another of them."""
    return [
        item for item in items if not any(set(other.needs) < set(item.needs) for other in items)
    ]


def _followed(
    run: CheckRun, ingredients: Ingredients, variant: int, told: Mapping[str, Equation]
) -> list[str]:
    """Returns the quantities whose equations alone explain all outputs of a check; none where they do not."""
    outputs, quantities = ingredients.replayed(run.check, variant, told)
    occurred = [name for name in told if name in quantities]
    if (
        not occurred
        or run.outcome.failure is not None
        or outputs.keys() != run.outcome.outputs.keys()
    ):
        return []
    same = judge_outputs(run.check, run.outcome.outputs, outputs)
    return [] if any(finding.stage for finding in same) else occurred


def _seen(run: CheckRun, records: Mapping[str, Record]) -> list[Seen]:
    if run.outcome.failure is not None:
        return []
    wrong = {finding.output for finding in run.findings if finding.stage}
    found = []
    for name, record in records.items():
        output = run.outcome.outputs.get(name)
        if not isinstance(output, (float, np.floating, np.ndarray)):
            continue
        value = np.asarray(output)
        if (
            value.dtype.kind in "fiu"
            and value.size == np.prod(record.shape)
            and np.isfinite(value).all()
        ):
            value = value.astype(np.float64).reshape(record.shape)
            found.append(Seen(run.check.id, name, value, record, name in wrong, run.check.needs))
    return found


def _most(items: Sequence[Seen]) -> int:
    return max(item.value.size for item in items)


def _equation(items: Sequence[Seen], known: Sequence[Equation]) -> Equation | None:
    """Returns the one equation that all wrong outputs of a quantity follow, and no right one contradicts.

    Args:
        known: equations of other quantities.
    """
    telling = [item for item in items if not item.record.is_extreme]
    wrong = [item for item in telling if item.is_wrong]
    if not wrong:
        return None
    by_inputs = {item.inputs: item for item in wrong}
    numbers = sum(item.value.size for item in by_inputs.values())
    candidates = _candidates(list(by_inputs.values())) | {*known}
    fitting = [
        equation for equation in candidates if all(holds(equation, item) for item in telling)
    ]
    if not fitting:
        return None
    shortest = min(map(len, fitting))
    best = [equation for equation in fitting if len(equation) == shortest]
    # What another quantity shows with more numbers wins over what else fits these few.
    if set(best) & {*known} and numbers >= NUMBERS_A_TERM:
        return next(equation for equation in best if equation in known)
    if len({tuple(term for term, _ in equation) for equation in best}) > 1:
        return None
    # One input alone tells no size from another of the same value, and has to have many numbers.
    if len(by_inputs) == 1 and (len(best) > 1 or numbers < NUMBERS_ALONE * shortest):
        return None
    if numbers < NUMBERS_A_TERM * shortest and wrong[0].value.size > 1:
        return None
    return min(best, key=lambda equation: (sum(len(factor) for _, factor in equation), equation))


def _candidates(wrong: Sequence[Seen]) -> set[Equation]:
    """Returns the equations that some outputs of a quantity follow, on different inputs."""
    if all(item.value.size == 1 for item in wrong):
        return solve_numbers([(float(item.value.ravel()[0]), item.record) for item in wrong])
    sources = sorted(wrong, key=lambda item: -item.value.size)[:3]
    spare = SPARE_ALONE if len(wrong) == 1 else SPARE
    return {equation for item in sources for equation in _solved(item, spare)}


def _solved(item: Seen, spare: int) -> set[Equation]:
    """Returns the equations with the fewest terms that give an output exactly.

    Args:
        spare: how many more terms there must be that are no sums of each other. On a line all are sums of two,
            so that factors that mean something on several inputs have to tell.
    """
    terms = {
        name: term.ravel()
        for name, term in item.record.terms.items()
        if np.isfinite(term).all() and np.abs(term).max(initial=0.0) > 0
    }
    y = item.value.ravel()
    top = np.abs(y).max(initial=0.0)
    if not top or not terms:
        return set()
    names = list(terms)
    matrix = np.stack([terms[name] for name in names], axis=1)
    size = np.linalg.norm(matrix, axis=0)
    unit = matrix / size
    rank = int(np.linalg.matrix_rank(unit, tol=1e-9))
    gram, image, square = unit.T @ unit, unit.T @ y, float(y @ y)
    for count in range(1, MOST_TERMS + 1):
        if y.size < max(NUMBERS_A_TERM, count + 2) or rank < count + spare:
            return set()
        found: set[Equation] = set()
        several = np.array(list(combinations(range(len(names)), count)))
        if not len(several):
            return set()
        blocks = gram[several[:, :, None], several[:, None, :]]
        good = np.abs(np.linalg.det(blocks)) > 1e-9
        several, blocks = several[good], blocks[good]
        factors = np.linalg.solve(blocks, image[several][..., None])[..., 0]
        rest = square - (factors * image[several]).sum(axis=1)
        for chosen in several[rest < 1e-10 * square]:
            exact, *_ = np.linalg.lstsq(unit[:, chosen], y, rcond=None)
            if np.abs(unit[:, chosen] @ exact - y).max() > EXACT * top:
                continue
            if (np.abs(exact) < 1e-5 * np.linalg.norm(exact)).any():
                continue
            labels = [names_of(value, item.record.facts) for value in exact / size[chosen]]
            found |= _all_named([names[at] for at in chosen], labels)
        if found:
            return found
    return set()


def _all_named(terms: Sequence[str], labels: Sequence[list[str]]) -> set[Equation]:
    """Returns the equations of these terms; factors of one size go by one name."""
    found: set[Equation] = set()
    sizes = [tuple(sorted(label.lstrip("-") for label in several)) for several in labels]
    for choice in islice(product(*dict.fromkeys(sizes)), MOST_NAMES):
        chosen = dict(zip(dict.fromkeys(sizes), choice, strict=True))
        own = [
            next(label for label in several if label.lstrip("-") == chosen[size])
            for several, size in zip(labels, sizes, strict=True)
        ]
        found.add(tuple(sorted(zip(terms, own, strict=True))))
    return found


def holds(equation: Equation, item: Seen) -> bool:
    """Tells whether an output is what an equation says."""
    total = item.record.total(equation)
    if total is None:
        return False
    top = np.abs(item.value).max(initial=0.0)
    return bool(np.abs(total - item.value).max(initial=0.0) <= 10 * EXACT * top)


def _pattern(record: Record, equation: Equation) -> Pattern:
    yours = dict(equation)
    facts = {"quantity": record.quantity, "yours": equation_text(yours, record)}
    right = record.expected
    if not right:
        return Pattern("equation.own", facts=facts)
    facts["right"] = equation_text(right, record)
    extra, gone = sorted(yours.keys() - right.keys()), sorted(right.keys() - yours.keys())
    facts |= {
        "extra": ", ".join(map(record.shown, extra)),
        "gone": ", ".join(map(record.shown, gone)),
    }
    if len(extra) == len(gone) == 1:
        return Pattern("equation.instead", facts=facts)
    if extra and not gone:
        return Pattern("equation.added", facts=facts)
    if gone and not extra:
        return Pattern("equation.missing", facts=facts)
    return Pattern("equation", facts=facts)


def equation_text(factors: Mapping[str, str], record: Record) -> str:
    """Returns an equation in one line, positive terms first: "1/N X'(p) - 1/N X'(onehot)"."""
    parts = []
    for term, factor in sorted(factors.items(), key=lambda item: item[1].startswith("-")):
        sign, plain = ("-", factor[1:]) if factor.startswith("-") else ("+", factor)
        name = record.shown(term)
        parts.append(f"{sign} {name}" if plain == "1" else f"{sign} {plain} {name}")
    return " ".join(parts).removeprefix("+ ")
