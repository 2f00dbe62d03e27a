"""Which steps an optimizer really takes, read off what a check saw: a recurrence with named factors.

Every linear rule with one velocity is P_t = a P_(t-1) + m (last move) + c g_t + d g_(t-1), with the
submission's own earlier outputs; where what is kept is the place of the start, s (P_(t-1) - P_0) says it in
fewer terms. The gradients are the arrays that the probe hands over; what is right is read off the expected
outputs the same way, which also gives the rate, the momentum and the decay their values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from ..checks.check import Check, Outputs
from ..checks.run import run_probe
from ..execution.failure import Failure, StudentError
from ..results.records import dataclass

Array = np.ndarray[Any, Any]
TERMS = ("parameter", "move", "since", "gradient", "before")
# A fit counts up to this, of the largest number; a factor that is smaller is none.
EXACT = 1e-9
NOTHING = 1e-7
# How near a factor must be to one that means something.
NEAR = 1e-6
# Numbers for each free factor.
NUMBERS_A_TERM = 3


@dataclass(frozen=True)
class Recurrence:
    """One rule: the factor of each term, 0 where it does not occur."""

    factors: Mapping[str, float]

    @property
    def terms(self) -> list[str]:
        """The terms that occur."""
        return [term for term, factor in self.factors.items() if abs(factor) > NOTHING]


@dataclass(frozen=True)
class Steps:
    """The rule that a submission follows in a check, beside the right one.

    Attributes:
        parameter: its name, "W".
        yours, right: by term, the names that its factor can go by, plainest first; terms that do not
            occur are left out.
        place: what is looked at, "ahead of step", where that is not the parameter after the step.
    """

    parameter: str
    yours: Mapping[str, tuple[str, ...]]
    right: Mapping[str, tuple[str, ...]]
    place: str = ""


class _Inputs:
    """A transport that keeps the arrays that a probe hands over, and answers nothing."""

    faults: tuple[type[Exception], ...] = ()

    def __init__(self) -> None:
        self.arrays: list[Array] = []

    def exchange(self, message: dict[str, Any]) -> Any:
        """Keeps the arrays of the first request.

        Raises:
            StudentError: always, so that the probe ends here.
        """
        for operation in message.get("run", ()):
            self._keep(operation)
        raise StudentError(Failure(kind="died"))

    def _keep(self, value: Any) -> None:
        if isinstance(value, np.ndarray):
            self.arrays.append(value)
        elif isinstance(value, (list, tuple)):
            for item in value:
                self._keep(item)
        elif isinstance(value, dict):
            for item in value.values():
                self._keep(item)


def inputs_of(check: Check, seed: int) -> list[Array]:
    """Returns the arrays that a probe hands over before it first reads a result, in their order."""
    transport = _Inputs()
    run_probe(check.probe, transport, seed)
    return transport.arrays


def find_steps(walks: Sequence[Walk]) -> Steps | None:
    """Returns the rule that the wrong steps of a check follow; None where there is none, or several."""
    walks, _ = _steps_and_places(walks)
    if not walks:
        return None
    # One rule for all parameters has the most numbers; else each may follow one of its own.
    together = _steps_of(walks)
    found = [together] if together is not None else [_steps_of([walk]) for walk in walks]
    if any(steps is None for steps in found):
        return None
    wrong = [steps for steps in found if steps is not None and steps.yours != steps.right]
    if not wrong or any(steps.yours != wrong[0].yours for steps in wrong):
        return None
    return wrong[0]


def find_place(walks: Sequence[Walk]) -> Steps | None:
    """Returns by which rule a place is found to which no step leads, such as where Nesterov's method looks."""
    own, places = _steps_and_places(walks)
    by_name = {walk.parameter: walk for walk in own}
    for kind in dict.fromkeys(walk.kind for walk in places):
        looked = [walk for walk in places if walk.kind == kind and walk.parameter in by_name]
        steps = _steps_of([by_name[walk.parameter] for walk in looked], looked) if looked else None
        if steps is not None and steps.yours != steps.right:
            return replace(steps, place=kind)
    return None


def _steps_and_places(walks: Sequence[Walk]) -> tuple[list[Walk], list[Walk]]:
    """Returns the walks that each gradient moves at once, by right, and the others, which are looked at from them."""
    by_kind: dict[str, list[Walk]] = {}
    for walk in walks:
        by_kind.setdefault(walk.kind, []).append(walk)
    sides: tuple[list[Walk], list[Walk]] = ([], [])
    for several in by_kind.values():
        together = _fit(several, "right")
        rules = [_fit([walk], "right") for walk in several] if together is None else [together]
        moved = all(rule is not None and "gradient" in rule.terms for rule in rules)
        sides[not moved].extend(several)
    return sides


@dataclass(frozen=True)
class Walk:
    """One parameter of a check, step by step.

    Attributes:
        parameter: its name, "W".
        kind: what is looked at, the outputs' names without that and their numbers: "after step".
        start: where it begins.
        gradients: of each step.
        yours, right: where it is after each step.
    """

    parameter: str
    kind: str
    start: Array
    gradients: Sequence[Array]
    yours: Sequence[Array]
    right: Sequence[Array]


def walks_of(check: Check, seed: int, outputs: Outputs, expected: Outputs) -> list[Walk]:
    """Returns the walks of all parameters of a check; none where its outputs are something else."""
    series = [names for names in series_of(expected) if len(names) >= 2]
    if not series:
        return []
    arrays = inputs_of(check, seed)
    walks = [_walk_of(names, arrays, outputs, expected) for names in series]
    found = [walk for walk in walks if walk is not None]
    return found if len(found) == len(walks) else []


def series_of(expected: Outputs) -> list[list[str]]:
    """Returns the outputs in groups whose names differ by their last number alone."""
    series: dict[str, list[str]] = {}
    for name in expected:
        series.setdefault(re.sub(r"\d+(?=\D*$)", "#", name), []).append(name)
    return list(series.values())


def _walk_of(
    names: Sequence[str], arrays: Sequence[Array], outputs: Outputs, expected: Outputs
) -> Walk | None:
    sides = [[_plain(side.get(name)) for name in names] for side in (outputs, expected)]
    yours, wanted = ([item for item in side if item is not None] for side in sides)
    if len(yours) < len(names) or len(wanted) < len(names):
        return None
    shape = wanted[0].shape
    given = [item for item in arrays if item.shape == shape and item.any()]
    if len(given) != len(names) + 1 or any(item.shape != shape for item in yours):
        return None
    parameter, _, rest = names[0].partition(" ")
    kind = re.sub(r"\s*\d+(?=\D*$)", "", rest)
    return Walk(parameter, kind, given[0], given[1:], yours, wanted)


def _steps_of(walks: Sequence[Walk], looked: Sequence[Walk] = ()) -> Steps | None:
    """Returns the one rule that several walks follow.

    Args:
        looked: what is a step on from them, in place of the walks themselves.
    """
    right = _fit(walks, "right")
    wanted = _fit(walks, "right", looked) if looked else right
    if right is None or wanted is None:
        return None
    mine = _fit(walks, "yours", looked)
    if mine is None:
        return None
    rate = -right.factors["gradient"]
    pull = 1 - right.factors["parameter"]
    decay = pull / rate if rate and abs(pull) > NOTHING else 0.0
    scale = Scale(rate, right.factors["move"], decay)
    named = _named(mine, scale)
    if named is None:
        return None
    return Steps(walks[0].parameter, named, _named(wanted, scale) or {})


def _plain(value: Any) -> Array | None:
    array = np.asarray(value) if isinstance(value, (np.ndarray, np.generic, float)) else None
    if array is None or array.dtype.kind != "f" or not np.isfinite(array).all():
        return None
    return array.astype(np.float64)


def _fit(walks: Sequence[Walk], side: str, looked: Sequence[Walk] = ()) -> Recurrence | None:
    """Returns the rule with the fewest terms that all steps of a side, "yours" or "right", follow exactly.

    Args:
        looked: see `_steps_of`.
    """
    columns: dict[str, list[Array]] = {term: [] for term in TERMS}
    seen: list[Array] = [item for walk in looked or walks for item in getattr(walk, side)]
    for walk in walks:
        places, zero = [walk.start, *getattr(walk, side)], np.zeros_like(walk.start)
        for number, gradient in enumerate(walk.gradients):
            columns["parameter"].append(places[number])
            columns["move"].append(places[number] - places[number - 1] if number else zero)
            columns["since"].append(places[number] - walk.start)
            columns["gradient"].append(gradient)
            columns["before"].append(walk.gradients[number - 1] if number else zero)
    y = np.concatenate([item.ravel() for item in seen])
    all_terms = {
        term: np.concatenate([item.ravel() for item in parts]) for term, parts in columns.items()
    }
    used = [term for term in TERMS if all_terms[term].any()]
    for count in range(1, len(used) + 1):
        fits = [
            fit
            for chosen in combinations(used, count)
            if (fit := _solve(y, {term: all_terms[term] for term in chosen})) is not None
        ]
        # In the first two steps, the last move is all that was moved since the start.
        fits = [fit for fit in fits if not fit.factors["since"]] or fits
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def _solve(y: Array, terms: Mapping[str, Array]) -> Recurrence | None:
    if y.size < NUMBERS_A_TERM * len(terms):
        return None
    matrix = np.stack(list(terms.values()), axis=1)
    size = np.linalg.norm(matrix, axis=0)
    factors, _, rank, _ = np.linalg.lstsq(matrix / size, y, rcond=1e-9)
    if rank < len(terms):
        return None
    left = np.abs(matrix / size @ factors - y).max()
    if left > EXACT * np.abs(y).max():
        return None
    found = dict(zip(terms, (float(value) for value in factors / size), strict=True))
    return Recurrence({term: found.get(term, 0.0) for term in TERMS})


@dataclass(frozen=True)
class Scale:
    """The rate, the momentum and the decay of a check, as the right rule has them."""

    rate: float
    momentum: float
    decay: float = 0.0

    def names(self) -> dict[str, float]:
        """Returns what a factor can be, plainest first."""
        found = {"": 1.0, "lr": self.rate}
        if self.momentum:
            mu = self.momentum
            found |= {"mu": mu, "lr mu": self.rate * mu, "(1 - mu)": 1 - mu}
            found |= {"lr (1 - mu)": self.rate * (1 - mu), "mu mu": mu * mu}
            found |= {"(1 + mu)": 1 + mu, "lr (1 + mu)": self.rate * (1 + mu)}
        found["lr lr"] = self.rate**2
        halves = {f"{name}/2" if name else "1/2": value / 2 for name, value in found.items()}
        doubles = {f"2 {name}".rstrip(): 2 * value for name, value in found.items()}
        return found | halves | doubles

    def shrinking(self, factor: float) -> dict[str, float]:
        """Returns what the factor of the parameter itself can be, where each step pulls it towards 0.

        A decay that nobody asked for goes by its number, if that is a plain one.
        """
        if self.decay:
            pulls = {"decay": self.decay, "lr decay": self.rate * self.decay}
            pulls |= {"lr/2 decay": pulls["lr decay"] / 2, "2 lr decay": 2 * pulls["lr decay"]}
        else:
            own = {"": 1 - factor, " lr": (1 - factor) / self.rate if self.rate else 0.0}
            plain = {unit: float(f"{pull:.2g}") for unit, pull in own.items()}
            pulls = {
                f"{plain[unit]:g}{unit}": 1 - factor
                for unit, pull in own.items()
                if pull > NOTHING and abs(pull - plain[unit]) <= NEAR * pull
            }
        found = {f"(1 - {name})": 1 - pull for name, pull in pulls.items()}
        return found | {f"(1 + {name})": 1 + pull for name, pull in pulls.items() if self.decay}


def _named(rule: Recurrence, scale: Scale) -> dict[str, tuple[str, ...]] | None:
    """Returns the names that each factor can go by, with its sign; None where one has none."""
    largest = max(abs(value) for value in rule.factors.values())
    found = {}
    for term, value in rule.factors.items():
        if abs(value) <= NOTHING * largest:
            continue
        sign = "-" if value < 0 else ""
        names = scale.names() | (scale.shrinking(value) if term == "parameter" else {})
        fitting = tuple(
            sign + name
            for name, plain in names.items()
            if abs(abs(value) - abs(plain)) <= NEAR * abs(plain)
        )
        if not fitting:
            return None
        found[term] = fitting
    return found


def agreed(steps: Sequence[Steps]) -> dict[str, str] | None:
    """Returns the names of the factors on which several checks agree, None where they do not.

    At a rate of 0.1 and a momentum of 0.9 a factor of 0.1 could be lr or 1 - mu; another check tells.
    """
    found = {}
    for term in TERMS:
        several = [item.yours[term] for item in steps if term in item.yours]
        common = [name for name in (several or [()])[0] if all(name in names for names in several)]
        if not several:
            continue
        if not common or (len(common) > 1 and _symbols(common[0]) == _symbols(common[1])):
            return None
        found[term] = common[0]
    return found


def _symbols(name: str) -> int:
    return len(name.split())


def rule_text(parameter: str, factors: Mapping[str, str]) -> str:
    """Returns a rule as an equation, "W + mu ΔW - lr g"."""
    words = {
        "parameter": parameter,
        "move": "Δ" + parameter,
        "since": f"({parameter} - {parameter}_start)",
        "gradient": "g",
        "before": "g_before",
    }
    parts = []
    for term in TERMS:
        if term in factors:
            name = factors[term]
            sign, plain = ("-", name[1:]) if name.startswith("-") else ("+", name)
            parts.append(f"{sign} {plain} {words[term]}".replace("  ", " "))
    return " ".join(parts).removeprefix("+ ")
