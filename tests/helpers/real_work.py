"""Work as students hand it in, with what is true of each: faults of real courses, in our own words.

Every case changes a reference by replacing or adding code. `truth` says what is so: "right" where nothing
may be taken off, else what is wrong and should be said.
"""

from __future__ import annotations

from dataclasses import dataclass

LOSS, OPTIMIZER = "loss.py", "optimizer.py"
NUMPY = "import numpy as np\n"
FORWARD = "        loss = (np.log(totals[:, 0]) - shifted[samples, labels]).mean()"
ACCURACY = "        acc = (logits.argmax(axis=1) == labels).mean()\n        return loss, acc"
SHIFT = "shifted = logits - logits.max(axis=1, keepdims=True)"
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
REAL_WORK = (
    *SOFTMAX,
    Work("knn", "ties to the smallest label", "ties", (("knn.py", "", VOTE),)),
    Work("knn", "bytes wrap around", "bytes", (("knn.py", "", BYTES),)),
    Work("linear_classifier", "log of p", "log of 0", (("classifier.py", "", LOG_OF_P),)),
    Work(
        "linear_classifier",
        "half of the penalty",
        "lambda / 2",
        (("classifier.py", "", LOG_OF_P.replace("lam *", "lam / 2 *")),),
    ),
    Work("mlp", "ReLU inverted", "inverted", (("layers.py", "", INVERTED),)),
    Work("mlp", "ReLU in place", "delta is changed", (("layers.py", "", IN_PLACE),)),
    Work(
        "mlp",
        "a step does nothing",
        "no step",
        (("optimizer.py", "def step(self):", "def step(self):\n        return\n\n    def unused(self):"),),
    ),
)  # fmt: skip
