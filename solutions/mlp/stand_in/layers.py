"""Stands in for layers.py: what the layers compute is what it is made of."""

import numpy as np
import reference_layers
from reference_layers import gaussian, msra, xavier  # noqa: F401 - the reference's

from autograder.diagnosis.ingredients import one_sample, tag


def back(layer, expected, facts=None):
    """Returns a subclass of an activation whose backward pass is a sum of ingredients."""

    class Activation(getattr(reference_layers, layer)):
        def forward(self, Input):
            self.x, self.f = Input, super().forward(Input)
            return self.f

        def backward(self, delta):
            x, f = self.x, self.f
            on = x > 0
            with np.errstate(all="ignore"):
                exponential = np.exp(x)
            return tag(
                f"delta below {layer}",
                {
                    "delta": delta,
                    "delta f": delta * f,
                    "delta f^2": delta * f**2,
                    "delta x": delta * x,
                    "delta x^2": delta * x**2,
                    "delta^2": delta**2,
                    "delta where x > 0": delta * on,
                    "delta where x <= 0": delta * ~on,
                    "delta where delta > 0": delta * (delta > 0),
                    "delta f where x <= 0": delta * f * ~on,
                    "delta exp(x)": delta * exponential,
                    "delta exp(x) where x <= 0": delta * np.where(on, 0, exponential),
                    "f": f,
                    "f^2": f**2,
                    "x": x,
                    "1": np.ones_like(x),
                    "1 where x > 0": on,
                    "delta sigmoid(x)": delta / (1 + 1 / exponential),
                    "delta tanh(delta)^2": delta * np.tanh(delta) ** 2,
                },
                expected=expected,
                facts={} if facts is None else facts(self),
                extreme=np.abs(x).max() > 100,
            )

    return Activation


Sigmoid = back("Sigmoid", {"delta f": "1", "delta f^2": "-1"})
Tanh = back("Tanh", {"delta": "1", "delta f^2": "-1"})
ReLU = back("ReLU", {"delta where x > 0": "1"})
LeakyReLU = back(
    "LeakyReLU",
    {"delta where x > 0": "1", "delta where x <= 0": "slope"},
    lambda layer: {"slope": layer.slope},
)
ELU = back(
    "ELU",
    {"delta where x > 0": "1", "delta exp(x) where x <= 0": "alpha"},
    lambda layer: {"alpha": layer.alpha},
)


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W, self.b = initialise(num_input, num_output, seed), np.zeros((1, num_output))

    def forward(self, Input):
        product = Input @ self.W
        self.Input, self.output = Input, product + self.b
        return tag(
            "output",
            {
                "X W": product,
                "b": self.b + np.zeros_like(product),
                "1": np.ones_like(product),
                "(X W)^2": product**2,
            },
            expected={"X W": "1", "b": "1"},
            facts={"N": len(Input), "D": len(self.W), "M": self.W.shape[1]},
            extreme=np.abs(product).max() > 100,
        )

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
            {"W": self.W, **one_sample(self.Input, delta)},
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
