"""Where the reference is, and idx files made for a test."""

import gzip
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "solutions" / "softmax_mnist"
VALIDATION = 5_000


def idx_bytes(array):
    """Return the idx file of an array of unsigned bytes."""
    header = np.array([0x0800 + array.ndim, *array.shape], dtype=">u4")
    return header.tobytes() + array.astype(np.uint8).tobytes()


def write_part(folder, prefix, images, labels, compressed=False):
    """Write the image file and the label file of one prefix, 'train' or 't10k'."""
    for name, array in (("images-idx3-ubyte", images), ("labels-idx1-ubyte", labels)):
        content = idx_bytes(array)
        path = folder / f"{prefix}-{name}"
        if compressed:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 1))
        else:
            path.write_bytes(content)


def made_up_digits(rng, count):
    """Return (images, labels): noise with a bright block whose place depends on the label."""
    labels = rng.integers(0, 10, count).astype(np.uint8)
    images = rng.integers(0, 60, (count, 28, 28)).astype(np.uint8)
    images[np.arange(count), 2 * labels, :] += 180
    return images, labels
