"""Stands in for layers.py: the gradients of a fully connected layer are what they are made of."""

import numpy as np
from reference_layers import (  # noqa: F401 - the activations are the reference's
    ELU,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Tanh,
    gaussian,
    msra,
    xavier,
)

from autograder.diagnosis.ingredients import tag


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W, self.b = initialise(num_input, num_output, seed), np.zeros((1, num_output))

    def forward(self, Input):
        self.Input, self.output = Input, Input @ self.W + self.b
        return self.output

    def backward(self, delta):
        N, (D, M) = len(delta), self.W.shape
        facts = {"N": N, "D": D, "M": M}
        parts = {
            "delta": delta,
            "output": self.output,
            "1": np.ones_like(delta),
            "delta^2": delta**2,
            "|delta|": np.abs(delta),
            "sign(delta)": np.sign(delta),
            "delta output": delta * self.output,
        }
        self.grad_W = tag(
            "grad_W",
            {name: self.Input.T @ part for name, part in parts.items()},
            {"W": self.W},
            form="X'({})",
            expected={"delta": "1"},
            facts=facts,
        )
        self.grad_b = tag(
            "grad_b",
            {name: part.sum(axis=0, keepdims=True) for name, part in parts.items()},
            {"b": self.b},
            form="sum({})",
            expected={"delta": "1"},
            facts=facts,
        )
        gradient = self.Input.T @ delta
        others = {"X": self.Input, "(delta) grad_W'": delta @ gradient.T, "1": np.ones((N, D))}
        return tag(
            "grad_Input",
            {name: part @ self.W.T for name, part in parts.items()},
            others,
            form="({}) W'",
            expected={"delta": "1"},
            facts=facts,
        )
