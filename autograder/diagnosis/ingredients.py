"""What a quantity is made of: arrays that stand-in modules of an assignment give for each output of a check.

solutions/NAME/stand_in/FILE.py has the interface of the reference's FILE.py, but what it sets is `tag(...)`: the
right numbers, which it adds up of ingredients. Run through the unchanged probe, it shows which output is which
quantity, and what that is made of on the same inputs. Checks declare nothing.

    self.grad_W = tag("grad_W", {name: X.T @ part for name, part in pieces(z, y).items()}, form="X'({})",
                      expected={"p": "1/N", "onehot": "-1/N"}, facts={"N": N, "K": K})
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import field

import numpy as np

from ..results.records import dataclass
from .record import Array, Equation, Record

# A training makes more quantities than are worth it.
MOST_QUANTITIES = 40


class TooManyError(Exception):
    """A probe makes more quantities than are looked at."""


@dataclass
class Tagging:
    """The quantities of one run of a probe, and the equations that they follow where these are not the right ones.

    Attributes:
        shared: names of quantities that several stand-in modules have: these go by the module's name as well.
    """

    told: Mapping[str, Equation]
    shared: frozenset[str] = frozenset()
    found: list[tuple[Array, Record]] = field(default_factory=list)


tagging: ContextVar[Tagging | None] = ContextVar("_tagging", default=None)


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
    """Returns a quantity as the sum of its ingredients, by which it is found again among the outputs.

    Args:
        parts: ingredients that other quantities have under the same names.
        others: further ones.
        form, expected, facts, extreme: see Record.

    Raises:
        TooManyError: there are more than are worth it.
    """
    terms = {**parts, **(others or {})}
    arrays = {name: np.array(term, dtype=np.float64) for name, term in terms.items()}
    own = frozenset(others or ())
    run = tagging.get()
    if run is not None and quantity in run.shared:
        quantity = f"{quantity} of {sys._getframe(1).f_globals['__name__']}"
    record = Record(quantity, arrays, dict(expected), dict(facts), form, own, extreme)
    value = record.total(
        expected.items() if run is None else run.told.get(quantity, tuple(expected.items()))
    )
    if value is None:
        raise ValueError(f"{quantity}: what is expected is not made of its ingredients")
    if run is not None:
        if len(run.found) >= MOST_QUANTITIES:
            raise TooManyError(quantity)
        run.found.append((value.copy(), record))
    return value


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


def one_sample(Input: Array, delta: Array) -> dict[str, Array]:
    """Returns what is left of a gradient X' delta where a loop over the samples keeps one of them alone.

    Args:
        Input: X, shape (N, D).
        delta: shape (N, M) or (N,).
    """
    return {
        f"x delta of the {which} sample": np.multiply.outer(Input[number], delta[number])
        for which, number in (("last", -1), ("first", 0))
    }


def softmax_losses(z: Array, onehot: Array) -> dict[str, Array]:
    """Returns the numbers that a cross-entropy may wrongly be made of, by name; each of no shape.

    Args:
        z: logits, shape (N, K).
        onehot: the labels as rows with a single 1.
    """
    with np.errstate(all="ignore"):
        log_p = z - z.max(axis=1, keepdims=True)
        log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
        p = np.exp(log_p)
        own, own_log = (p * onehot).sum(axis=1), (log_p * onehot).sum(axis=1)
        return {
            "sum log p of the label": own_log.sum(),
            "sum of all log p": log_p.sum(),
            "sum p of the label": own.sum(),
            "sum log(1 - p) of the others": (np.log1p(-p) * (1 - onehot)).sum(),
            "sum p log p": (p * log_p).sum(),
            "log of the sum of p of the label": np.log(own.sum()),
            "sum of the label's logit": (z * onehot).sum(),
            "sum log sum exp z": (z - log_p).sum() / z.shape[1],
            "sum of squared distances to the labels": ((p - onehot) ** 2).sum(),
            "largest loss": -own_log.min(),
            "sum of squared losses": (own_log**2).sum(),
        }
