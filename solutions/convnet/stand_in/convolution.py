"""Stands in for convolution.py: the gradients of a convolution are what they are made of."""

import numpy as np
from reference_convolution import Convolution as Reference
from reference_convolution import (  # noqa: F401 - the reference's
    MaxPool,
    col2im,
    im2col,
    output_size,
)

from autograder.diagnosis.ingredients import tag


class Convolution(Reference):
    def forward(self, Input):
        self.Input = Input
        self.output = super().forward(Input)
        return self.output

    def backward(self, delta):
        N, F = delta.shape[:2]
        facts = {"N": N, "P": delta[0, 0].size}
        parts = {
            "delta": delta,
            "output": self.output,
            "1": np.ones_like(delta),
            "delta^2": delta**2,
            "|delta|": np.abs(delta),
        }
        rows = {name: part.reshape(N, F, -1) for name, part in parts.items()}
        turned = self.columns.transpose(0, 2, 1)
        of_W = {name: (part @ turned).sum(axis=0) for name, part in rows.items()}
        kernel = self.W.shape[2]
        back = {
            name: self.add_back(self.W.reshape(F, -1).T @ part, kernel)
            for name, part in rows.items()
        }
        self.grad_W = tag(
            "grad_W",
            {name: part.reshape(self.W.shape) for name, part in of_W.items()},
            {"W": self.W},
            form="sum_n ({}) columns'",
            expected={"delta": "1"},
            facts=facts,
        )
        self.grad_b = tag(
            "grad_b",
            {name: part.sum(axis=(0, 2)) for name, part in rows.items()},
            {"b": self.b},
            form="sum({})",
            expected={"delta": "1"},
            facts=facts,
        )
        gradient = of_W["delta"].T @ rows["delta"]
        others = {"Input": self.Input, "col2im(grad_W' delta)": self.add_back(gradient, kernel)}
        return tag(
            "grad_Input of Convolution",
            back,
            others,
            form="col2im(W' ({}))",
            expected={"delta": "1"},
            facts=facts,
        )

    def add_back(self, columns, kernel):
        """Returns the image that columns add up to."""
        return col2im(columns, self.shape, kernel, self.stride, self.padding)
