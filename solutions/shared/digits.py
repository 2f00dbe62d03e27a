"""MNIST from the four idx files in the course's data folder."""

import gzip
import zlib
from pathlib import Path

import numpy as np

PARTS = {
    "train": ("train", slice(None, 55_000)),
    "validation": ("train", slice(55_000, None)),
    "test": ("t10k", slice(None)),
}
PIXELS = 28 * 28


class DataError(ValueError):
    """The data are missing or damaged; the message says what to do."""


def load_digits(part, count=None, data_root=None):
    """Read one part of MNIST.

    Args:
        part: 'train' (the first 55,000 training images), 'validation' (the last 5,000) or 'test' (the
            10,000 test images).
        count: how many images, from the first on; None is all of them.
        data_root: the folder of the files; None looks for a folder `data` here and upwards.

    Returns:
        (images, labels): shapes (N, 784) and (N,), both uint8; a pixel is 0 (white) to 255 (ink).

    Raises:
        DataError: a file is missing or damaged.
    """
    if part not in PARTS:
        raise DataError(f"part must be one of {', '.join(PARTS)}, not {part!r}.")
    prefix, rows = PARTS[part]
    folder = find_data(f"{prefix}-images-idx3-ubyte.gz") if data_root is None else Path(data_root)
    images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz", 16).reshape(-1, PIXELS)
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz", 8)
    return images[rows][:count], labels[rows][:count]


def find_data(name):
    """Return the nearest folder `data`, here or upwards, that holds `name`.

    Raises:
        DataError: there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / name).exists():
            return folder / "data"
    raise DataError(
        f"data/{name} is neither in {here} nor in a folder above it; copy it there from the course's "
        "data folder."
    )


def read_idx(path, header):
    """Return the bytes of an idx file after its header: 32-bit numbers, the second of them a count.

    Raises:
        DataError: the file is missing, damaged or cut off.
    """
    try:
        with gzip.open(path) as file:
            content = file.read()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} cannot be read ({error}); copy it again.") from None
    count = int.from_bytes(content[4:8], "big")
    size = count * (PIXELS if header == 16 else 1)
    if len(content) != header + size:
        raise DataError(f"{path} is cut off or damaged; copy it again.")
    return np.frombuffer(content, np.uint8, offset=header)
