"""Stands in for losses.py: the losses and their gradients are what they are made of."""

import numpy as np
from reference_losses import one_hot  # noqa: F401 - the reference's

from autograder.diagnosis.ingredients import pieces, softmax_losses, tag


class EuclideanLoss:
    def forward(self, Output, targets):
        self.Output, self.targets = Output, targets
        difference = Output - targets
        squares = (difference**2).sum(axis=1)
        return tag(
            "EuclideanLoss",
            {
                "sum (Output - targets)^2": squares.sum(),
                "(sum (Output - targets))^2": difference.sum() ** 2,
                "sum |Output - targets|": np.abs(difference).sum(),
                "root of sum (Output - targets)^2": np.sqrt(squares.sum()),
                "sum of the samples' distances": np.sqrt(squares).sum(),
                "sum Output targets": (Output * targets).sum(),
                "sum Output^2": (Output**2).sum(),
                "largest |Output - targets|": np.abs(difference).max(),
            },
            expected={"sum (Output - targets)^2": "1/(2 N)"},
            facts={"N": len(Output), "K": Output.shape[1]},
        )

    def backward(self):
        Output, targets = self.Output, self.targets
        difference = Output - targets
        return tag(
            "delta of EuclideanLoss",
            {
                "Output": Output,
                "targets": targets,
                "Output^2": Output**2,
                "Output targets": Output * targets,
                "|Output - targets|": np.abs(difference),
                "sign(Output - targets)": np.sign(difference),
                "1": np.ones_like(Output),
            },
            expected={"Output": "1/N", "targets": "-1/N"},
            facts={"N": len(Output), "K": Output.shape[1]},
        )


class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        self.parts = pieces(Output, targets)
        return tag(
            "SoftmaxCrossEntropy",
            softmax_losses(Output, targets),
            expected={"sum log p of the label": "-1/N"},
            facts={"N": len(Output), "K": Output.shape[1]},
            extreme=np.abs(Output).max() > 100,
        )

    def backward(self):
        p = self.parts["p"]
        return tag(
            "delta of SoftmaxCrossEntropy",
            self.parts,
            expected={"p": "1/N", "onehot": "-1/N"},
            facts={"N": len(p), "K": p.shape[1]},
            extreme=np.abs(self.parts["z"]).max() > 100,
        )
