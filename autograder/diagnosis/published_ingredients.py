"""Ingredients in expected.npz: arrays and their names, for a student's machine, which has no stand-ins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..checks.check import Check, Outputs
from ..course.answers import Answers, Tables, answer_key
from ..course.assignment import Assignment
from .record import Array, Equation, Record
from .stand_ins import StandIns

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

    def replayed(
        self, check: Check, variant: int, told: Mapping[str, Equation]
    ) -> tuple[Outputs, frozenset[str]]:
        """See Ingredients."""
        return {}, frozenset()


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
    """Returns the ingredients in the order of their names, which does not tell the right ones from others."""
    return {
        name: record.terms[name]
        for name in sorted(record.terms)
        if np.isfinite(record.terms[name]).all()
    }
