"""How well the reference's convolutional network reads digits, and what that costs.

    python benchmarks/convnet.py

Two blocks of 8 and 16 kernels of 5 x 5, with dropout 0.25 before the last layer, are trained in float32 on the
55,000 training images: batches of 50, momentum 0.9, weight decay 1e-4, a learning rate that falls from 0.1
to 0 along a straight line. Wanted are 98.5 % of the 10,000 test images, after at most 360 s of processor time on
one thread, the reading of the files and the test included.
"""

import os
import sys
import time
from pathlib import Path

for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "solutions" / "convnet"), str(ROOT / "solutions" / "common")]

import numpy as np  # noqa: E402
from batches import prepare, shuffled  # noqa: E402
from digits import load_digits  # noqa: E402
from network import accuracy, make_convnet, train_epoch  # noqa: E402
from parts import SGD, SoftmaxCrossEntropy  # noqa: E402

FILTERS = (8, 16)
KERNEL = 5
DROP = 0.25
BATCH = 50
EPOCHS = 4
RATE = 0.1


def falling_rate(optimizer, batches, total, done=0):
    """Yield the batches, and before each lower the learning rate along a straight line to 0.

    Args:
        total: steps in all.
        done: steps before the first of these batches.
    """
    for step, batch in enumerate(batches, start=done):
        optimizer.learning_rate = RATE * (1 - step / total)
        yield batch


def train(epochs=EPOCHS, seed=0, after_epoch=lambda network, epoch, losses: None):
    """Return a network that was trained on MNIST's 55,000 training images."""
    images, labels = load_digits("train", data_root=ROOT / "data")
    network = make_convnet((1, 28, 28), FILTERS, 10, KERNEL, DROP, seed)
    optimizer = SGD(network.layers, RATE, weight_decay=1e-4)
    rng = np.random.default_rng(seed)
    steps = -(-len(images) // BATCH)
    for epoch in range(epochs):
        batches = shuffled(images, labels, BATCH, rng)
        batches = falling_rate(optimizer, batches, epochs * steps, epoch * steps)
        losses = train_epoch(network, SoftmaxCrossEntropy(), optimizer, batches)
        after_epoch(network, epoch, losses)
    return network


def test_accuracy(network):
    """Return the share of the 10,000 test images that are read right."""
    images, labels = load_digits("test", data_root=ROOT / "data")
    return accuracy(network, prepare(images), labels)


def show_epoch(network, epoch, losses):
    print(
        f"epoch {epoch + 1}   loss {losses.mean():.4f}   {time.process_time():6.1f} s", flush=True
    )


if __name__ == "__main__":
    trained = train(after_epoch=show_epoch)
    found = test_accuracy(trained)
    print(f"test accuracy {found:.4f}   (wanted: at least 0.9850)")
    print(f"processor time {time.process_time():.0f} s   (wanted: at most 360)")
