"""Work as students hand it in, with what is true of each: faults of real courses, in our own words.

Every case changes a reference by replacing or adding code. `truth` says what is so: "right" where nothing
may be taken off, else what is wrong and should be said.
"""

from __future__ import annotations

from dataclasses import dataclass

LOSS, OPTIMIZER = "loss.py", "optimizer.py"
NUMPY = "import numpy as np\n"
FORWARD = "        loss = (np.log(totals[:, 0]) - shifted[samples, labels]).sum() / len(labels)"
ACCURACY = (
    "        acc = np.count_nonzero(guesses == labels) / len(labels)\n        return loss, acc"
)
SHIFT = "shifted = logits - logits[samples, guesses, np.newaxis]"
DELTA = "        delta /= batch\n"


@dataclass(frozen=True)
class Work:
    """One hand-in.

    Attributes:
        edits: (file, old, new): text that stands in the reference once; where `old` is empty, `new`
            is added to the end of the file, and where it is "^", to its beginning.
        truth: see above.
    """

    assignment: str
    name: str
    truth: str
    edits: tuple[tuple[str, str, str], ...]

    def files(self, reference: dict[str, bytes]) -> dict[str, bytes]:
        """Returns the files that are handed in."""
        texts = {path: content.decode() for path, content in reference.items()}
        for path, old, new in self.edits:
            if old == "^":
                texts[path] = new + texts[path]
            elif old:
                assert texts[path].count(old) == 1, (self.name, old)
                texts[path] = texts[path].replace(old, new)
            else:
                texts[path] += new
        return {path: text.encode() for path, text in texts.items()}


def _softmax(name: str, truth: str, *edits: tuple[str, str, str]) -> Work:
    return Work("softmax_mnist", name, truth, edits)


def _head(text: str) -> tuple[str, str, str]:
    return LOSS, "^", text


def _log_with(eps: str) -> tuple[str, str, str]:
    return (
        LOSS,
        FORWARD,
        f"        loss = -np.log(self.probabilities[samples, labels] + {eps}).mean()",
    )


def _returns(what: str) -> tuple[str, str, str]:
    return (
        LOSS,
        ACCURACY,
        f"        acc = np.mean(logits.argmax(axis=1) == labels)\n        return {what}",
    )


PLOTS = "import matplotlib.pyplot as plt\nplt.rcParams['axes.unicode_minus'] = False\n"
LONG_PLOTS = """\
import seaborn as sns
import matplotlib as mpl, matplotlib.pyplot as plt
sns.set_theme()
mpl.rcParams.update({'figure.dpi': 120})
figure, (left, right) = plt.subplots(1, 2)
with plt.style.context('ggplot'):
    left.plot([1, 2])[0].linewidth *= 2
"""
LOST_FILE = "\nmeans = np.loadtxt('means.txt')\nscaled = means / 255\n"

SOFTMAX = (
    _softmax("as the reference has it", "right"),
    _softmax("plots are set up", "right", _head(PLOTS)),
    _softmax("plots are drawn while importing", "right", _head(LONG_PLOTS)),
    _softmax(
        "a bar around a loop",
        "right, but for -5 for a loop over the samples",
        _head("from tqdm import tqdm\n"),
        (LOSS, "batch = len(self.labels)\n", "batch = sum(1 for _ in tqdm(self.labels))\n"),
    ),
    _softmax(
        "the workspace's own files are imported",
        "right",
        _head("from dataloader import build_dataloader\nfrom visualize import plot_loss_and_acc\n"),
    ),
    _softmax("a package of Python 2 that is not used", "right", _head("from past.builtins import xrange\n")),
    _softmax("a file is missing that only an experiment needs", "right", (LOSS, "", LOST_FILE)),
    _softmax(
        "an experiment at the end fails",
        "right",
        (OPTIMIZER, "", "\nSGD(None, 0.1).step()\nprint('done')\n"),
    ),
    _softmax("a small constant in the logarithm", "right", _log_with("1e-11")),
    _softmax("torch is imported and not used", "-10 for the import", _head("import torch\n")),
    _softmax(
        "a number of torch is used",
        "torch may not be used",
        _head("from torch.utils.data import batch_size\n"),
        (LOSS, "batch = len(self.labels)\n", "batch = max(batch_size, len(self.labels))\n"),
    ),
    _softmax(
        "the losses are taken for probabilities",
        "the gradient uses -log p where p belongs",
        (LOSS, "delta = self.probabilities.copy()", "delta = -np.log(self.probabilities)"),
    ),
    _softmax(
        "summed and not shifted",
        "two mistakes, the gradient summed and no shift",
        (LOSS, SHIFT, "shifted = logits"),
        (LOSS, DELTA, ""),
    ),
    _softmax(
        "ten classes",
        "right for ten classes only",
        (LOSS, "delta[np.arange(batch), self.labels] -= 1", "delta -= np.eye(10)[self.labels]"),
    ),
    _softmax("four values are returned", "return (loss, acc)", _returns("loss, acc, logits, labels")),
    _softmax("only the loss is returned", "return (loss, acc)", _returns("loss")),
    _softmax("nothing is returned", "a return is missing", _returns("None")),
    _softmax(
        "single precision", "precision is lost", (LOSS, DELTA, "        delta = (delta / batch).astype(np.float32)\n")
    ),
    _softmax("accuracy first", "the order is (loss, acc)", _returns("acc, loss")),
    _softmax("three values are returned", "return (loss, acc)", _returns("loss, acc, logits")),
    _softmax("a dictionary is returned", "return (loss, acc)", _returns("{'loss': loss, 'acc': acc}")),
    _softmax(
        "a wide one-hot matrix",
        "right for ten classes only",
        (LOSS, "delta[np.arange(batch), self.labels] -= 1", "y = np.zeros((batch, 10))\n        y[np.arange(batch), self.labels] = 1\n        delta -= y"),
    ),
    _softmax(
        "a loop over ten classes",
        "right for ten classes only",
        (LOSS, "delta[np.arange(batch), self.labels] -= 1", "for k in range(10):\n            delta[:, k] -= self.labels == k"),
    ),
    _softmax(
        "half precision", "precision is lost", (LOSS, DELTA, "        delta = (delta / batch).astype(np.float16)\n")
    ),
    _softmax(
        "rounded", "precision is lost", (LOSS, DELTA, "        delta = np.round(delta / batch, 4)\n")
    ),
    _softmax(
        "gradients are returned",
        "set grad_W",
        (LOSS, "self.grad_W = self.Input", "grad_W = self.Input"),
        (LOSS, "self.grad_b = delta.sum(axis=0, keepdims=True)", "grad_b = delta.sum(axis=0, keepdims=True)\n        return grad_W, grad_b"),
    ),
    _softmax(
        "gradients under another name",
        "call it grad_W",
        (LOSS, "self.grad_W = self.Input", "self.dW = self.Input"),
        (LOSS, "self.grad_b = delta", "self.db = delta"),
    ),
    _softmax(
        "labels as one-hot rows",
        "labels are class numbers",
        (LOSS, "delta[np.arange(batch), self.labels] -= 1", "delta = delta - self.labels"),
    ),
    _softmax(
        "a raise is left in",
        "delete the raise",
        (LOSS, "self.grad_b = delta.sum(axis=0, keepdims=True)", "self.grad_b = delta.sum(axis=0, keepdims=True)\n        raise NotImplementedError"),
    ),
    _softmax("an argument too many", "gradient_computing takes nothing", (LOSS, "def gradient_computing(self):", "def gradient_computing(self, lam):")),
    _softmax("accuracy in per cent", "a share is asked for", _returns("loss, 100 * acc")),
    _softmax("numpy's old names", "np.product is gone", (LOSS, "batch = len(self.labels)\n", "batch = np.product(self.labels.shape)\n")),
    _softmax("input is asked for", "input waits", (LOSS, "batch = len(self.labels)\n", "batch = int(input('batch size? '))\n")),
    _softmax(
        "xrange of past is used",
        "past.builtins is not needed",
        _head("from past.builtins import xrange\n"),
        (LOSS, "batch = len(self.labels)\n", "batch = len(xrange(len(self.labels)))\n"),
    ),
    _softmax(
        "two signs and no shift",
        "the two signs cancel out, the shift has no part in it",
        (LOSS, SHIFT, "shifted = logits"),
        (LOSS, DELTA, "        delta /= -batch\n"),
        (OPTIMIZER, "model.W = model.W + velocity_W", "model.W = model.W - velocity_W"),
        (OPTIMIZER, "model.b = model.b + velocity_b", "model.b = model.b - velocity_b"),
    ),
    _softmax(
        "momentum times the velocity",
        "an extra factor mu",
        (OPTIMIZER, "model.W = model.W + velocity_W", "model.W = model.W + (self.momentum or 1) * velocity_W"),
        (OPTIMIZER, "model.b = model.b + velocity_b", "model.b = model.b + (self.momentum or 1) * velocity_b"),
    ),
    _softmax(
        "two signs that cancel out",
        "the gradient's sign and the step's are flipped",
        (LOSS, DELTA, "        delta /= -batch\n"),
        (OPTIMIZER, "model.W = model.W + velocity_W", "model.W = model.W - velocity_W"),
        (OPTIMIZER, "model.b = model.b + velocity_b", "model.b = model.b - velocity_b"),
    ),
    _softmax(
        "the model's sizes are used",
        "right",
        (OPTIMIZER, "^", NUMPY),
        (
            OPTIMIZER,
            "self.velocity = {}",
            "self.velocity = {'W': np.zeros((model.num_input, model.num_output)), 'b': np.zeros((1, model.num_output))}",
        ),
    ),
)  # fmt: skip

VOTE = """

def vote(neighbours):
    return np.array([np.bincount(row).argmax() for row in neighbours])
"""
LOOPED_VOTE = """

def vote(neighbours):
    winners = []
    for row in neighbours:
        labels, counts = np.unique(row, return_counts=True)
        winners.append(labels[np.argmax(counts)])
    return np.array(winners)
"""
IMAGE_LOOP = """

def euclidean_distances(test, train):
    rows = [np.linalg.norm(train.astype(float) - image.astype(float), axis=1) for image in test]
    return np.array(rows)
"""
BYTE_DIFFERENCES = """

def euclidean_distances(test, train):
    differences = test[:, None, :] - train[None, :, :]
    return np.sqrt((differences**2).sum(axis=2))
"""
BYTES = """

def euclidean_distances(test, train):
    squares = (test**2).sum(1)[:, None] - 2 * test @ train.T + (train**2).sum(1)
    return np.sqrt(np.maximum(squares, 0))
"""
LOG_OF_P = """

def loss(W, X, labels, lam):
    e = np.exp(X @ W.T - (X @ W.T).max(1, keepdims=True))
    p = e[np.arange(len(labels)), labels] / e.sum(1)
    return -np.log(p).mean() + lam * (W**2).sum()
"""
PICKED = "    p = e[np.arange(len(labels)), labels] / e.sum(1)\n    return -np.log(p).mean()"
WITH_ONE_HOT = (
    "    p = e / e.sum(1, keepdims=True)\n"
    "    return -np.mean((np.eye(W.shape[0])[labels] * np.log(p)).sum(1))"
)
MLP_LOG_OF_P = """

class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        e = np.exp(Output - Output.max(1, keepdims=True))
        self.p, self.targets = e / e.sum(1, keepdims=True), targets
        return -np.log(self.p[targets == 1]).mean()

    def backward(self):
        return (self.p - self.targets) / len(self.targets)
"""
INVERTED = """

class ReLU:
    def forward(self, Input):
        self.kept = Input
        return np.where(Input > 0, Input, 0)

    def backward(self, delta):
        return np.where(self.kept > 0, 0, delta)
"""
IN_PLACE = INVERTED.replace(
    "return np.where(self.kept > 0, 0, delta)", "delta[self.kept <= 0] = 0\n        return delta"
)
INPUT_IN_PLACE = """

class ReLU:
    def forward(self, Input):
        Input[Input < 0] = 0
        self.kept = Input
        return Input

    def backward(self, delta):
        return delta * (self.kept > 0)
"""
REAL_WORK = (
    *SOFTMAX,
    Work("knn", "ties to the smallest label", "ties", (("knn.py", "", VOTE),)),
    Work("knn", "ties by a loop", "ties", (("knn.py", "", LOOPED_VOTE),)),
    Work("knn", "bytes wrap around", "bytes", (("knn.py", "", BYTES),)),
    Work("knn", "differences of bytes wrap around", "bytes", (("knn.py", "", BYTE_DIFFERENCES),)),
    Work("knn", "a loop over the test images", "right, but -5", (("knn.py", "", IMAGE_LOOP),)),
    Work("linear_classifier", "log of p", "log of 0", (("classifier.py", "", LOG_OF_P),)),
    Work("linear_classifier", "log of p by one-hot", "log of 0", (("classifier.py", "", LOG_OF_P.replace(PICKED, WITH_ONE_HOT)),)),
    Work(
        "linear_classifier",
        "log of p, and no shift",
        "no shift",
        (("classifier.py", "", LOG_OF_P.replace(" - (X @ W.T).max(1, keepdims=True)", "")),),
    ),
    Work("linear_classifier", "half of the penalty", "lambda / 2", (("classifier.py", "", LOG_OF_P.replace("lam *", "lam / 2 *")),)),
    Work(
        "linear_classifier",
        "half of the penalty and of its gradient",
        "lambda / 2 in both",
        (
            ("classifier.py", "2 * lam * W", "lam * W"),
            ("classifier.py", "", LOG_OF_P.replace("lam *", "lam / 2 *")),
        ),
    ),
    Work("linear_classifier", "penalty without lambda", "lambda is missing", (("classifier.py", "", LOG_OF_P.replace("lam *", "")),)),
    Work("mlp", "log of p", "log of 0", (("losses.py", "", MLP_LOG_OF_P),)),
    Work("mlp", "log of p, and no shift", "no shift", (("losses.py", "", MLP_LOG_OF_P.replace(" - Output.max(1, keepdims=True)", "")),)),
    Work("mlp", "ReLU inverted", "inverted", (("layers.py", "", INVERTED),)),
    Work("mlp", "ReLU inverted by its output", "inverted", (("layers.py", "", INVERTED.replace("np.where(self.kept > 0, 0, delta)", "delta * (self.kept < 0)")),)),
    Work("mlp", "ReLU in place", "delta is changed", (("layers.py", "", IN_PLACE),)),
    Work("mlp", "ReLU changes its input", "Input is changed", (("layers.py", "", INPUT_IN_PLACE),)),
    Work("mlp", "back through grad_W", "grad_W for W", (("layers.py", "return delta @ self.W.T", "return delta.dot(self.grad_W.T)"),)),
    Work("mlp", "biases not summed", "grad_b is not summed", (("layers.py", "delta.sum(axis=0, keepdims=True)", "delta"),)),
    Work(
        "mlp",
        "a step does nothing",
        "no step",
        (("optimizer.py", "def step(self):", "def step(self):\n        return\n\n    def unused(self):"),),
    ),
    Work(
        "mlp",
        "a step on names of its own",
        "no step",
        (
            ("optimizer.py", "layer.W = layer.W - self", "W = layer.W - self"),
            ("optimizer.py", "layer.b = layer.b - self", "b = layer.b - self"),
        ),
    ),
)  # fmt: skip
