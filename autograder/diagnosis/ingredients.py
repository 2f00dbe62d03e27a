"""What a quantity is made of: arrays that stand-in modules of an assignment give for each output of a check.

solutions/NAME/stand_in/FILE.py has the interface of the reference's FILE.py, but what it sets is `tag(...)`: an
array of the right shape that nothing else returns. Run through the unchanged probe, it shows which output is
which quantity, and what that is made of on the same inputs. Checks declare nothing.

    self.grad_W = tag("grad_W", {name: X.T @ part for name, part in pieces(z, y).items()}, form="X'({})",
                      expected={"p": "1/N", "onehot": "-1/N"}, facts={"N": N, "K": K})
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from ..checks.check import Check
from ..checks.run import run_probe
from ..course.answers import Answers, Tables, answer_key
from ..course.assignment import Assignment
from ..course.trusted import trusted

Array = np.ndarray[Any, Any]
FOLDER = "stand_in"


@dataclass(frozen=True)
class Record:
    """One output, as what it is made of.

    Attributes:
        quantity: its name, "grad_W".
        terms: ingredients by name, each of the output's shape.
        form: how the parts that quantities share are shown, "X'({})"; others are shown as they are.
        others: the names of ingredients that are no such parts.
        is_extreme: the inputs are so large that ingredients fall together, and nothing is read off them.
        expected: by name of an ingredient, its factor in the right quantity; empty where it is not to be told.
        facts: the sizes and rates that factors are made of, by the name that is shown.
    """

    quantity: str
    terms: Mapping[str, Array]
    expected: Mapping[str, str]
    facts: Mapping[str, float]
    form: str = "{}"
    others: frozenset[str] = frozenset()
    is_extreme: bool = False

    def shown(self, term: str) -> str:
        """Returns the name of an ingredient as it is shown."""
        return term if term in self.others else self.form.format(term)


class Ingredients(Protocol):
    """Says what the outputs of a check are made of."""

    def records(self, check: Check, variant: int) -> Mapping[str, Record]:
        """Returns the records of the outputs that have one, by the output's name."""


_tagged: ContextVar[list[tuple[Array, Record]] | None] = ContextVar("_tagged", default=None)


def tag(
    quantity: str,
    parts: Mapping[str, Array],
    others: Mapping[str, Array] | None = None,
    *,
    form: str = "{}",
    expected: Mapping[str, str],
    facts: Mapping[str, float],
    extreme: bool = False,
) -> Array:
    """Returns a stand-in for a quantity: numbers of its shape, by which it is found again.

    Args:
        parts: ingredients that other quantities have under the same names.
        others: further ones.
        form, expected, facts, extreme: see Record.
    """
    found = _tagged.get()
    number = 0 if found is None else len(found)
    terms = {**parts, **(others or {})}
    arrays = {name: np.array(term, dtype=np.float64) for name, term in terms.items()}
    shape = next(iter(arrays.values())).shape
    token = np.random.default_rng([20260301, number]).normal(size=shape)
    if found is not None:
        own = frozenset(others or ())
        record = Record(quantity, arrays, dict(expected), dict(facts), form, own, extreme)
        found.append((token, record))
    return token.copy()


def pieces(z: Array, onehot: Array) -> dict[str, Array]:
    """Returns what the gradient of a softmax may wrongly be made of, by name; each of z's shape (N, K).

    Args:
        z: logits.
        onehot: the labels as rows with a single 1.
    """
    with np.errstate(all="ignore"):
        log_p = z - z.max(axis=1, keepdims=True)
        log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
        p = np.exp(log_p)
        columns = np.exp(z - z.max(axis=0, keepdims=True))
        shifted = np.exp(z - z.max(axis=1, keepdims=True))
        own = (p * onehot).sum(axis=1, keepdims=True)
        wide = np.ones_like(z)
        best = (z == z.max(axis=1, keepdims=True)).astype(np.float64)
        return {
            "p": p,
            "onehot": onehot,
            "z": z,
            "log p": log_p,
            "losses": -np.log(own) * wide,
            "p of the label": own * wide,
            "1": wide,
            "exp z": np.exp(z),
            "p over the batch": columns / columns.sum(axis=0, keepdims=True),
            "p over the batch, of rows that are shifted": shifted
            / shifted.sum(axis=0, keepdims=True),
            "exp z over their total": np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
            "sigmoid z": 1 / (1 + np.exp(-z)),
            "p^2": p**2,
            "p onehot": p * onehot,
            "onehot log p": onehot * log_p,
            "onehot/p": onehot / own,
            "prediction": best,
            "label": onehot.argmax(axis=1)[:, None] * wide,
        }


class StandIns:
    """Runs probes on the stand-in modules, once for each check and variant.

    Args:
        seed: of a check's inputs in a variant.
    """

    def __init__(self, assignment: Assignment, seed: Callable[[Check, int], int]) -> None:
        own = {
            path.removeprefix(f"{FOLDER}/"): content
            for path, content in assignment.bundle.solution.items()
            if path.startswith(f"{FOLDER}/")
        }
        # Stand-ins may take what they do not change from the reference.
        right = {f"reference_{name}": content for name, content in assignment.reference.items()}
        # Where a derivation is asked for, nothing may be said of what is right.
        self._tells_right = not assignment.bundle.formulas
        self.modules = frozenset(name.removesuffix(".py") for name in own)
        self._seed = seed
        self._transport = (
            trusted(assignment, {**assignment.reference, **right, **own}) if own else None
        )
        self._kept: dict[tuple[str, int], Mapping[str, Record]] = {}

    def records(self, check: Check, variant: int) -> Mapping[str, Record]:
        """See Ingredients."""
        # Where other modules compute with stand-ins, what comes out is made of those.
        if self._transport is None or not set(check.needs) <= self.modules:
            return {}
        key = (check.id, variant)
        if key not in self._kept:
            with _tagging() as found:
                outcome = run_probe(check.probe, self._transport, self._seed(check, variant))
            records = _matched(outcome.outputs, found)
            if not self._tells_right:
                records = {name: replace(item, expected={}) for name, item in records.items()}
            self._kept[key] = records
        return self._kept[key]


# Published numbers: significant digits. Equations hold to fewer.
DIGITS = 12
SECTION = "ingredients"


class PublishedIngredients:
    """Reads from expected.npz what outputs of visible checks are made of.

    It holds arrays and their names, and no factor: nothing from which what is right can be read.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._layout = answers.text(SECTION)

    def records(self, check: Check, variant: int) -> Mapping[str, Record]:
        """See Ingredients."""
        key = answer_key(check.id, variant)
        arrays = self._answers.outputs(SECTION, key) or {}
        found = {}
        for output, (quantity, names, others, form, facts) in self._layout.get(key, {}).items():
            terms = dict(zip(names, arrays[output], strict=True))
            found[output] = Record(quantity, terms, {}, facts, form, frozenset(others))
        return found


def ingredient_tables(
    assignment: Assignment, stand_ins: StandIns, seeds: Sequence[int]
) -> tuple[Tables, dict[str, Any]]:
    """Returns what expected.npz holds of ingredients, for `answers.pack_answers`."""
    section: dict[str, dict[str, Array]] = {}
    layout: dict[str, dict[str, list[Any]]] = {}
    for check in assignment.checks:
        for seed in () if check.hidden else seeds:
            telling = {
                output: record
                for output, record in stand_ins.records(check, seed).items()
                if not record.is_extreme
            }
            if telling:
                key = answer_key(check.id, seed)
                section[key] = {name: _rounded(item) for name, item in telling.items()}
                layout[key] = {name: _described(item) for name, item in telling.items()}
    return ({SECTION: section}, {SECTION: layout}) if section else ({}, {})


def _described(record: Record) -> list[Any]:
    others = sorted(record.others)
    facts = {name: float(value) for name, value in record.facts.items()}
    return [record.quantity, list(_finite(record)), others, record.form, facts]


def _rounded(record: Record) -> Array:
    """Returns the ingredients of an output as one array, the same on every machine."""
    terms = np.stack(list(_finite(record).values()))
    texts = np.char.mod(f"%.{DIGITS - 1}e", terms)
    return np.where(np.abs(terms) < 1e-14, 0.0, texts.astype(np.float64))


def _finite(record: Record) -> dict[str, Array]:
    return {name: term for name, term in record.terms.items() if np.isfinite(term).all()}


@contextmanager
def _tagging() -> Iterator[list[tuple[Array, Record]]]:
    found: list[tuple[Array, Record]] = []
    reset = _tagged.set(found)
    try:
        yield found
    finally:
        _tagged.reset(reset)


def _matched(outputs: Mapping[str, Any], found: list[tuple[Array, Record]]) -> dict[str, Record]:
    records = {}
    for name, value in outputs.items():
        for token, record in found:
            if isinstance(value, np.ndarray) and np.array_equal(value, token):
                records[name] = record
    return records
