"""A tiny course whose one assignment is called softmax_mnist and wants two files; quick to grade."""

import json
from pathlib import Path

NAME = "softmax_mnist"
TOML = """\
title = "Softmax"
modules = ["loss", "optimizer"]
workspace = ["loss.py", "optimizer.py", "runner.ipynb"]

[points]
loss = 60
step = 40

[limits]
seconds = 4
total_seconds = 10
memory_mb = 512
"""
CHECKS = '''\
from autograder.checks import check


@check("loss.mean", points=60, needs=["loss"], title={"zh": "损失"})
def mean(student, rng):
    """mean"""
    return {"loss": student.loss.loss(rng.normal(size=5))}


@check("step.once", points=40, needs=["optimizer"], title={"zh": "步"})
def once(student, rng):
    """one step"""
    return {"step": student.optimizer.step(rng.normal(size=5), rng.normal(size=5))}
'''
LOSS = """\
import numpy as np


def loss(scores):
    ### BEGIN SOLUTION
    delta = np.asarray(scores) ** 2
    return delta.sum() / len(delta)
    ### END SOLUTION
"""
OPTIMIZER = """\
import numpy as np


def step(weights, gradient):
    ### BEGIN SOLUTION
    return np.asarray(weights) - 0.1 * np.asarray(gradient)
    ### END SOLUTION
"""


def _plain(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if "###" not in line)


RIGHT = {"loss.py": _plain(LOSS).encode(), "optimizer.py": _plain(OPTIMIZER).encode()}
WRONG = {**RIGHT, "loss.py": RIGHT["loss.py"].replace(b" / len(delta)", b"")}


def stubs() -> dict[str, bytes]:
    """Returns the files as they are released."""
    from autograder.course.regions import strip_regions

    texts = {"loss.py": LOSS, "optimizer.py": OPTIMIZER}
    return {name: strip_regions(text, name).encode() for name, text in texts.items()}


def notebook() -> bytes:
    """Returns the notebook with the work in it."""
    texts = ["import numpy as np\n", RIGHT["loss.py"].decode(), RIGHT["optimizer.py"].decode()]
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": text.splitlines(keepends=True),
        }
        for number, text in enumerate(texts)
    ]
    text = {"cell_type": "markdown", "id": "text", "metadata": {}, "source": ["# Softmax\n"]}
    return json.dumps(
        {"cells": [text, *cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ).encode()


def make_course(folder: Path, more: str = "") -> Path:
    """Writes the course, with more settings of its assignment, and returns its folder."""
    for path, text in {
        f"assignments/{NAME}/assignment.toml": TOML + more,
        f"assignments/{NAME}/checks.py": CHECKS,
        f"solutions/{NAME}/loss.py": LOSS,
        f"solutions/{NAME}/optimizer.py": OPTIMIZER,
    }.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return folder
