"""Trains the reference of softmax regression and draws its curves: FOLDER DATA OUT."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

EPOCHS = 5


def main(folder: Path, data: Path, out: Path) -> None:
    """Trains without and with momentum and writes out/curves_loss.png and out/curves_accuracy.png."""
    import matplotlib

    matplotlib.use("Agg")
    sys.path.insert(0, str(folder))
    solver_module = importlib.import_module("solver")
    visualize = importlib.import_module("visualize")
    curves = {}
    for momentum in (0.0, 0.9):
        solver = solver_module.Solver(
            {
                "data_root": str(data),
                "max_epoch": EPOCHS,
                "batch_size": 100,
                "learning_rate": 0.01,
                "momentum": momentum,
                "display_freq": 50,
                "seed": 0,
            }
        )
        losses, accuracies = solver.train()
        curves[f"momentum {momentum:g}"] = [losses, accuracies]
        print(f"momentum {momentum:g}: test accuracy {solver.test()[1]:.4f} after {EPOCHS} epochs")
    figures = visualize.plot_loss_and_acc(curves)
    for name, figure in zip(("loss", "accuracy"), figures, strict=True):
        figure.savefig(out / f"curves_{name}.png", dpi=120)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
