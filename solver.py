"""Training, validating and testing the classifier on MNIST."""

import difflib
import math
import os
import sys
import time
import warnings
from collections.abc import Mapping
from numbers import Integral, Real

import numpy as np

from dataloader import DataError, build_dataloader, find_data

try:
    from loss import SoftmaxCrossEntropyLoss
    from optimizer import SGD
except ModuleNotFoundError:  # in a notebook the classes are given to the Solver
    SoftmaxCrossEntropyLoss = SGD = None

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

    After train(evaluate=True), curves is {"training": (losses, accuracies), "validation": (...)}, with
    the weights of the end of each epoch; seconds is how long the training itself took.

    Where model_class and optimizer_class are set, they are used in place of those of loss.py and
    optimizer.py: a notebook trains its own.
    """

    model_class = None
    optimizer_class = None

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
        data = _data_root(cfg), cfg["max_epoch"], cfg["batch_size"]
        self.train_loader = build_dataloader(*data, shuffle=True, mode="train", seed=seed)
        self.val_loader = build_dataloader(*data, mode="val")
        self.test_loader = build_dataloader(*data, mode="test")

        # In order, for the curves: to look must not change what comes next.
        self._whole_loader = build_dataloader(*data, mode="train")

        self.model = _make_model(self.model_class or SoftmaxCrossEntropyLoss, seed)
        optimizer_class = self.optimizer_class or SGD
        self.optimizer = optimizer_class(self.model, cfg["learning_rate"], cfg["momentum"])
        self.curves = {"training": ([], []), "validation": ([], [])}
        self.seconds = 0.0

    def train(self, evaluate=False):
        """Train for max_epoch epochs, with a progress bar in a notebook, and where stderr is a terminal.

        Args:
            evaluate: also go over the training and the validation images after each epoch, for curves.

        Returns:
            (losses, accuracies): two lists with a number per epoch, the mean over the training
            samples, each sample seen with the weights of its own step.
        """
        losses, accuracies = [], []
        steps = self.max_epoch * len(self.train_loader)
        with _progress(steps) as progress:
            for epoch in range(1, self.max_epoch + 1):
                progress.set_description(f"epoch {epoch}/{self.max_epoch}", refresh=False)
                started = time.perf_counter()
                loss, acc = self._train_one_epoch(progress)
                self.seconds += time.perf_counter() - started
                losses.append(loss)
                accuracies.append(acc)
                if evaluate:
                    self._add_to_curves("training", self._whole_loader)
                    self._add_to_curves("validation", self.val_loader)
        return losses, accuracies

    def confusion(self):
        """Return how many test images of each digit are taken for which: shape (10, 10), digit by guess."""
        counts = np.zeros((CLASSES, CLASSES), dtype=int)
        for images, labels in self.test_loader:
            guesses = np.argmax(images @ self.model.W + self.model.b, axis=1)
            np.add.at(counts, (labels, guesses), 1)
        return counts

    def _add_to_curves(self, name, loader):
        for values, value in zip(self.curves[name], self._evaluate(loader), strict=True):
            values.append(value)

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


class _NoProgress:
    """Stands for a progress bar where tqdm is not installed."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def set_description(self, *_, **__):
        pass

    set_postfix = update = set_description


def _progress(steps):
    """Return a progress bar: one of Jupyter's own in a notebook, where stderr is no terminal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without ipywidgets a line of text has to do
            from tqdm.auto import tqdm
    except ImportError:
        return _NoProgress()
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    in_notebook = hasattr(shell, "kernel")
    return tqdm(
        total=steps, unit="batch", disable=False if in_notebook else None, leave=not in_notebook
    )


def _data_root(cfg):
    """Return the data's folder: as it is named, else of that name further up or beside this file."""
    try:
        return cfg["data_root"] if os.path.isdir(cfg["data_root"]) else find_data(cfg["data_root"])
    except DataError:
        return None


def _make_model(model_class, seed):
    """Return a model; its first weights follow from the seed unless that is None."""
    if seed is None:
        return model_class(INPUTS, CLASSES)
    # XavierInit draws from numpy's global generator, whose state belongs to the caller.
    state = np.random.get_state()
    np.random.seed(seed)
    try:
        return model_class(INPUTS, CLASSES)
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
    if _data_root(cfg) is None:
        raise ConfigError(
            f"cfg['data_root'] is {os.fspath(cfg['data_root'])!r}, which is not a folder here "
            f"({os.getcwd()}); give the folder of the MNIST files."
        )
