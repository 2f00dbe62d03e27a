"""Training, validating and testing the classifier on MNIST."""

import difflib
import math
import os
from collections.abc import Mapping
from numbers import Integral, Real

import numpy as np
from tqdm import tqdm

from dataloader import build_dataloader
from loss import SoftmaxCrossEntropyLoss
from optimizer import SGD

INPUTS = 784
CLASSES = 10


class ConfigError(ValueError):
    """The cfg of a Solver is wrong; the message says what and how to put it right."""


class Solver:
    """Trains one SoftmaxCrossEntropyLoss with one SGD.

    cfg is a dictionary:

        data_root       the folder of the four MNIST files
        max_epoch       passes over the training images, a whole number from 1
        batch_size      samples in a batch, a whole number from 1
        learning_rate   the step size, a number above 0
        momentum        a number from 0 up to (not including) 1
        display_freq    batches between two updates of the progress bar, a whole number from 1
        seed            may be left out; a whole number from 0 makes the run repeatable
    """

    def __init__(self, cfg):
        """Read the data, and make the model and its optimizer.

        Raises:
            ConfigError: cfg is wrong.
            DataError: a file of the data is missing or damaged.
        """
        check_cfg(cfg)
        self.max_epoch = cfg["max_epoch"]
        self.display_freq = cfg["display_freq"]

        seed = cfg.get("seed")
        data = cfg["data_root"], cfg["max_epoch"], cfg["batch_size"]
        self.train_loader = build_dataloader(*data, shuffle=True, mode="train", seed=seed)
        self.val_loader = build_dataloader(*data, mode="val")
        self.test_loader = build_dataloader(*data, mode="test")

        self.model = _make_model(seed)
        self.optimizer = SGD(self.model, cfg["learning_rate"], cfg["momentum"])

    def train(self):
        """Train for max_epoch epochs, with a progress bar if stderr is a terminal.

        Returns:
            (losses, accuracies): two lists with a number per epoch, the mean over the training
            samples, each sample seen with the weights of its own step.
        """
        losses, accuracies = [], []
        steps = self.max_epoch * len(self.train_loader)
        with tqdm(total=steps, unit="batch", disable=None) as progress:
            for epoch in range(1, self.max_epoch + 1):
                progress.set_description(f"epoch {epoch}/{self.max_epoch}", refresh=False)
                loss, acc = self._train_one_epoch(progress)
                losses.append(loss)
                accuracies.append(acc)
        return losses, accuracies

    def validate(self):
        """Return (loss, acc) on the 5,000 validation images."""
        return self._evaluate(self.val_loader)

    def test(self):
        """Return (loss, acc) on the 10,000 test images."""
        return self._evaluate(self.test_loader)

    def _train_one_epoch(self, progress):
        means = _Means()
        waiting = 0
        for images, labels in self.train_loader:
            loss, acc = self.model.forward(images, labels)
            self.model.gradient_computing()
            self.optimizer.step()
            means.add(loss, acc, len(labels))

            waiting += 1
            if waiting == self.display_freq:
                progress.set_postfix(loss=f"{loss:.4f}", acc=f"{acc:.3f}", refresh=False)
                progress.update(waiting)
                waiting = 0
        progress.update(waiting)
        return means.result()

    def _evaluate(self, loader):
        means = _Means()
        for images, labels in loader:
            loss, acc = self.model.forward(images, labels)
            means.add(loss, acc, len(labels))
        return means.result()


class _Means:
    """Loss and accuracy over all samples, from the means of batches that may differ in size."""

    def __init__(self):
        self.loss = 0.0
        self.acc = 0.0
        self.count = 0

    def add(self, loss, acc, batch):
        self.loss += batch * loss
        self.acc += batch * acc
        self.count += batch

    def result(self):
        return float(self.loss / self.count), float(self.acc / self.count)


def _make_model(seed):
    """Return a model; its first weights follow from the seed unless that is None."""
    if seed is None:
        return SoftmaxCrossEntropyLoss(INPUTS, CLASSES)
    # XavierInit draws from numpy's global generator, whose state belongs to the caller.
    state = np.random.get_state()
    np.random.seed(seed)
    try:
        return SoftmaxCrossEntropyLoss(INPUTS, CLASSES)
    finally:
        np.random.set_state(state)


def _is_whole(value, least):
    return isinstance(value, Integral) and not isinstance(value, bool) and value >= least


def _is_real(value):
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


# For each key of cfg: what its value must be, in words and as a test.
RULES = {
    "data_root": ("the name of a folder", lambda value: isinstance(value, str | os.PathLike)),
    "max_epoch": ("a whole number of at least 1", lambda value: _is_whole(value, 1)),
    "batch_size": ("a whole number of at least 1", lambda value: _is_whole(value, 1)),
    "learning_rate": ("a number above 0", lambda value: _is_real(value) and value > 0),
    "momentum": (
        "a number from 0 up to (not including) 1",
        lambda value: _is_real(value) and 0 <= value < 1,
    ),
    "display_freq": ("a whole number of at least 1", lambda value: _is_whole(value, 1)),
    "seed": (
        "None or a whole number from 0 to 4294967295",
        lambda value: value is None or (_is_whole(value, 0) and value < 2**32),
    ),
}
OPTIONAL = {"seed"}


def check_cfg(cfg):
    """Raise ConfigError unless cfg has the keys and values that Solver needs."""
    if not isinstance(cfg, Mapping):
        raise ConfigError(f"cfg must be a dictionary, not {type(cfg).__name__} {cfg!r}.")
    for key in cfg:
        if key not in RULES:
            near = difflib.get_close_matches(str(key), RULES, n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(RULES)}."
            raise ConfigError(f"cfg has an unknown key {key!r}; {advice}")
    missing = [key for key in RULES if key not in cfg and key not in OPTIONAL]
    if missing:
        raise ConfigError(f"cfg lacks {', '.join(map(repr, missing))}; add it.")
    for key, value in cfg.items():
        wanted, is_right = RULES[key]
        if not is_right(value):
            raise ConfigError(f"cfg[{key!r}] must be {wanted}, not {value!r}.")
    if not os.path.isdir(cfg["data_root"]):
        raise ConfigError(
            f"cfg['data_root'] is {os.fspath(cfg['data_root'])!r}, which is not a folder here "
            f"({os.getcwd()}); give the folder of the MNIST files."
        )
