"""How long training with the reference solution takes, and how accurate it gets.

    python benchmarks/training.py

All times are processor time, the best of fifteen rounds, taken in turn in one process with one thread, so that only their
ratios matter. An epoch of Solver is one pass over the 55,000 training images (batch 100, float64,
shuffled, momentum 0.9) with a step per batch. Solver does not validate while it trains, so no
validation is in it; reading the files is not in it either. It is compared with

- the work that it cannot avoid: gathering the shuffled rows, and for each batch the two matrix
  products Input W and transpose(Input) delta;
- the same model in PyTorch with its SGD, fed by its DataLoader (needs `pip install torch==2.13.0`),
  on images that were prepared beforehand, and with the mean loss and accuracy kept as Solver keeps
  them; in float64 like Solver, and in PyTorch's usual float32.

The test accuracies after 10 epochs at learning rate 0.01 follow.
"""

import contextlib
import io
import os
import sys
import time
from pathlib import Path

for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "solutions" / "softmax_mnist"))

import numpy as np  # noqa: E402

from dataloader import Dataset  # noqa: E402
from solver import CLASSES, INPUTS, Solver  # noqa: E402

BATCH = 100
ROUNDS = 15


def make_cfg(max_epoch, momentum, seed=0):
    return {
        "data_root": ROOT / "data",
        "max_epoch": max_epoch,
        "batch_size": BATCH,
        "learning_rate": 0.01,
        "momentum": momentum,
        "display_freq": 50,
        "seed": seed,
    }


def solver_epoch():
    """Return a function that trains one epoch with the reference."""
    return Solver(make_cfg(max_epoch=1, momentum=0.9)).train


def unavoidable_epoch(images):
    """Return a function that gathers the rows of an epoch and does two products a batch."""
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(INPUTS, CLASSES))
    delta = rng.normal(size=(BATCH, CLASSES))

    def run():
        order = rng.permutation(len(images))
        for start in range(0, len(images), BATCH):
            batch = images[order[start : start + BATCH]]
            batch @ weights
            batch.T @ delta

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
        torch.from_numpy(images).to(dtype), torch.from_numpy(labels.astype(np.int64))
    )
    loader = torch.utils.data.DataLoader(data, batch_size=BATCH, shuffle=True)
    model = torch.nn.Linear(INPUTS, CLASSES, dtype=dtype)
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def run():
        total_loss = total_right = 0.0
        for batch, classes in loader:
            optimizer.zero_grad()
            logits = model(batch)
            loss = criterion(logits, classes)
            loss.backward()
            optimizer.step()
            total_loss += loss.item()
            total_right += (logits.argmax(dim=1) == classes).sum().item()

    return run


def best_of_rounds(runs):
    """Return {name: seconds}, the best of ROUNDS rounds in which each function runs once."""
    times = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.process_time()
            run()
            times[name].append(time.process_time() - start)
    return {name: min(seconds) for name, seconds in times.items()}


def print_ratios():
    images, labels = Dataset(ROOT / "data", "train")[:]
    runs = {"Solver": solver_epoch(), "unavoidable work": unavoidable_epoch(images)}
    for dtype_name in ("float64", "float32"):
        run = torch_epoch(images, labels, dtype_name)
        if run is not None:
            runs[f"PyTorch {dtype_name}"] = run
    seconds = best_of_rounds(runs)
    for name, value in seconds.items():
        print(f"one epoch, {name:<18}{1000 * value:8.1f} ms")

    ratio = seconds["Solver"] / seconds["unavoidable work"]
    print(f"Solver / unavoidable work       {ratio:6.2f}   (wanted: at most 1.35)")
    if "PyTorch float64" not in seconds:
        print("PyTorch / Solver: not measured; run pip install torch==2.13.0 first")
        return
    ratio = seconds["PyTorch float64"] / seconds["Solver"]
    print(f"PyTorch float64 / Solver        {ratio:6.2f}   (wanted: at least 3.5)")
    ratio = seconds["PyTorch float32"] / seconds["Solver"]
    print(f"PyTorch float32 / Solver        {ratio:6.2f}")


def print_accuracies():
    for momentum, wanted in ((0, 0.901), (0.9, 0.921)):
        solver = Solver(make_cfg(max_epoch=10, momentum=momentum))
        solver.train()
        _, acc = solver.test()
        print(f"test accuracy, momentum {momentum:<8}{acc:6.4f}   (wanted: {wanted} +- 0.004)")


if __name__ == "__main__":
    # A progress bar on the terminal would be timed, too.
    with contextlib.redirect_stderr(io.StringIO()):
        print_ratios()
        print_accuracies()
