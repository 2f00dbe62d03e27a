"""MNIST from the four idx files in the course's data folder."""

import gzip
import zlib
from pathlib import Path

import numpy as np

PARTS = {"train": "train", "validation": "train", "test": "t10k"}
PIXELS = 28 * 28
VALIDATION = 5_000  # the last training images; of a small part of MNIST the last twelfth


class DataError(ValueError):
    """The data are missing or damaged; the message says what to do."""


def load_digits(part, count=None, data_root=None):
    """Read one part of MNIST.

    Args:
        part: 'train' (the first 55,000 training images), 'validation' (the last 5,000) or 'test' (the
            10,000 test images).
        count: how many images, from the first on; None is all of them.
        data_root: the folder of the files; None looks for a folder `data` here and upwards, and beside
            this file.

    Returns:
        (images, labels): shapes (N, 784) and (N,), both uint8; a pixel is 0 (white) to 255 (ink).

    Raises:
        DataError: a file is missing or damaged.
    """
    if part not in PARTS:
        raise DataError(f"part must be one of {', '.join(PARTS)}, not {part!r}.")
    prefix = PARTS[part]
    folder = find_data(f"{prefix}-images-idx3-ubyte.gz") if data_root is None else Path(data_root)
    images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz", 16).reshape(-1, PIXELS)
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz", 8)
    if part != "test":
        held_out = VALIDATION if len(images) >= VALIDATION else max(1, len(images) // 12)
        rows = slice(-held_out, None) if part == "validation" else slice(-held_out)
        images, labels = images[rows], labels[rows]
    keep_freed_memory()
    return images[:count], labels[:count]


def keep_freed_memory():
    """Have the memory of one batch serve the next, on Linux.

    What a network and an optimizer happen to free decides otherwise whether glibc gives it back to the kernel,
    which clears it each time: an epoch then takes a quarter longer. Of what is smaller than the largest
    block ever freed glibc gives nothing back; from 32 MiB on it forgets about the block.
    """
    np.empty(16 << 20, np.uint8)


def find_data(name):
    """Return the nearest folder `data` that holds `name`: here, upwards, or beside this file.

    Raises:
        DataError: there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parent):
        if (folder / "data" / name).exists():
            return folder / "data"
    raise DataError(
        f"data/{name} is neither in {here} nor in a folder above it: run `softmark data mnist` there, or "
        "copy it from the course's data folder."
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
