"""Stands in for regularisation.py: the gradients of batch norm are what they are made of."""

import numpy as np
from reference_regularisation import BatchNorm as Reference
from reference_regularisation import Dropout, per_channel  # noqa: F401 - the reference's

from autograder.diagnosis.ingredients import tag

AXES = (0, 2, 3)


class BatchNorm(Reference):
    def forward(self, Input):
        self.Input = Input
        return super().forward(Input)

    def backward(self, delta):
        x, N = self.x, len(delta)
        facts = {"N": N, "M": delta[:, 0].size}
        parts = {
            "delta": delta,
            "delta x": delta * x,
            "delta Input": delta * self.Input,
            "delta^2": delta**2,
            "x": x,
            "1": np.ones_like(delta),
        }
        sums = {name: part.sum(axis=AXES) for name, part in parts.items() if name != "x"}
        self.grad_beta = tag(
            "grad_beta",
            sums,
            {"beta": self.beta},
            form="sum({})",
            expected={"delta": "1"},
            facts=facts,
        )
        self.grad_gamma = tag(
            "grad_gamma",
            sums,
            {"gamma": self.gamma},
            form="sum({})",
            expected={"delta x": "1"},
            facts=facts,
        )
        scale = per_channel(self.gamma / self.deviation)
        mean, product = per_channel(sums["delta"]), per_channel(sums["delta x"])
        terms = {
            "delta": delta,
            "sum(delta)": mean * np.ones_like(x),
            "x sum(delta x)": x * product,
            "sum(delta x)": product * np.ones_like(x),
            "x sum(delta)": x * mean,
            "delta x": delta * x,
            "delta x^2": delta * x**2,
        }
        return tag(
            "grad_Input of BatchNorm",
            {name: scale * term for name, term in terms.items()},
            {"delta without gamma/s": delta / per_channel(self.deviation)},
            form="gamma/s ({})",
            expected={"delta": "1", "sum(delta)": "-1/M", "x sum(delta x)": "-1/M"},
            facts=facts,
        )
