"""How long the network 784-50-100-10 takes to train with the reference solution, and how well it reads.

    python benchmarks/mlp.py

All times are the best of five rounds, taken in turn in one process with one thread, so that only their
ratios matter. An epoch is one pass over the 55,000 training images (batch 50, shuffled, two sigmoid
layers, momentum 0.9, weight decay 3e-5) with a step per batch. The reference makes numbers of the bytes
of each batch as it goes, which is in its time. It is compared with the same network in PyTorch with its
SGD, fed by its DataLoader (needs `pip install torch==2.13.0`), on images that were made numbers
beforehand; in float64 like the reference, and in PyTorch's usual float32.

The test accuracies after 10 epochs follow.
"""

import os
import sys
import time
from pathlib import Path

for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "solutions" / "mlp"))

import numpy as np  # noqa: E402
from batches import prepare, shuffled  # noqa: E402
from digits import load_digits  # noqa: E402
from layers import Sigmoid  # noqa: E402
from losses import SoftmaxCrossEntropy  # noqa: E402
from network import accuracy, make_mlp, train_epoch  # noqa: E402

from optimizer import SGD, inverse_rate, momentum_at  # noqa: E402

SIZES = (784, 50, 100, 10)
BATCH = 50
ROUNDS = 5
EPOCHS = 10
SEEDS = (0, 10, 20)


def reference_epoch(images, labels):
    """Return a function that trains one epoch with the reference."""
    network = make_mlp(SIZES, Sigmoid)
    optimizer = SGD(network.layers, 0.1, 0.9, 3e-5)
    rng = np.random.default_rng(0)

    def run():
        batches = shuffled(images, labels, BATCH, rng)
        train_epoch(network, SoftmaxCrossEntropy(), optimizer, batches)

    return run


def torch_epoch(images, labels, dtype_name):
    """Return a function that trains one epoch in PyTorch, or None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    torch.manual_seed(0)
    dtype = getattr(torch, dtype_name)
    data = torch.utils.data.TensorDataset(
        torch.from_numpy(prepare(images)).to(dtype), torch.from_numpy(labels.astype(np.int64))
    )
    loader = torch.utils.data.DataLoader(data, batch_size=BATCH, shuffle=True)
    model = torch.nn.Sequential(
        torch.nn.Linear(784, 50, dtype=dtype),
        torch.nn.Sigmoid(),
        torch.nn.Linear(50, 100, dtype=dtype),
        torch.nn.Sigmoid(),
        torch.nn.Linear(100, 10, dtype=dtype),
    )
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=3e-5)

    def run():
        losses = []
        for batch, classes in loader:
            optimizer.zero_grad()
            loss = criterion(model(batch), classes)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())

    return run


def best_of_rounds(runs):
    """Return {name: seconds}, the best of ROUNDS rounds in which each function runs once."""
    times = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: min(seconds) for name, seconds in times.items()}


def print_ratios(images, labels):
    runs = {"reference": reference_epoch(images, labels)}
    for dtype_name in ("float64", "float32"):
        run = torch_epoch(images, labels, dtype_name)
        if run is not None:
            runs[f"PyTorch {dtype_name}"] = run
    seconds = best_of_rounds(runs)
    for name, value in seconds.items():
        print(f"one epoch, {name:<16}{1000 * value:8.1f} ms")
    if len(seconds) == 1:
        print("PyTorch / reference: not measured; run pip install torch==2.13.0 first")
        return
    for name in list(seconds)[1:]:
        ratio = seconds[name] / seconds["reference"]
        print(f"{name} / reference {ratio:8.2f}   (wanted: at least 1.20)")


def print_accuracies(images, labels):
    test_images, test_labels = load_digits("test", data_root=ROOT / "data")
    for seed in SEEDS:
        network = make_mlp(SIZES, Sigmoid, seed=seed)
        optimizer = SGD(network.layers, 0.6, weight_decay=3e-5)
        rng = np.random.default_rng(seed)
        for epoch in range(EPOCHS):
            optimizer.momentum = momentum_at(epoch, rise=4)
            optimizer.learning_rate = inverse_rate(epoch, a=0.6, b=1)
            batches = shuffled(images, labels, BATCH, rng)
            train_epoch(network, SoftmaxCrossEntropy(), optimizer, batches)
        found = accuracy(network, prepare(test_images), test_labels)
        print(f"test accuracy, seed {seed:<4}{found:8.4f}   (wanted: at least 0.9700)")


if __name__ == "__main__":
    training = load_digits("train", data_root=ROOT / "data")
    print(f"{make_mlp(SIZES, Sigmoid).count_parameters():,} parameters   (wanted: 45,360)")
    print_ratios(*training)
    print_accuracies(*training)
