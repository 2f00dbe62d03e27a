"""MNIST from its four idx files, in shuffled batches.

The files hold one byte a pixel. They stay bytes in memory and become float64 a batch at a time, which
costs next to nothing and needs an eighth of the memory.
"""

import gzip
import math
import operator
import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np

FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "val": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
IMAGES_MAGIC = 2051  # an idx file of unsigned bytes with three dimensions: image, row, column
LABELS_MAGIC = 2049  # the same with one dimension
IMAGE_SHAPE = (28, 28)
CLASSES = 10
# The last training images: never trained on. Of a small part of MNIST it is the last twelfth.
VALIDATION = 5_000

COPY_AGAIN = "copy it again from the course's data folder and compare it with SHA256SUMS there"


class DataError(ValueError):
    """The data are missing, damaged or asked for in a wrong way; the message says what to do."""


class Dataset:
    """One of the three parts of MNIST: images as rows, and their labels.

    dataset[index] gives (images, labels). The index is a number, a slice or an array of numbers;
    an array of N gives images of shape (N, 784), float64, and labels of shape (N,), uint8. An image
    is its pixels divided by 255, less its own mean.
    """

    def __init__(self, data_root, mode):
        """Read the files of one part, raw or compressed (.gz).

        Args:
            data_root: the folder of the four MNIST files.
            mode: 'train' (the first 55,000 training images), 'val' (the last 5,000) or 'test' (the
                10,000 test images).

        Raises:
            DataError: a file is missing or damaged, or there is no such mode.
        """
        if mode not in FILES:
            raise DataError(f"mode must be 'train', 'val' or 'test', not {mode!r}.")
        self.pixels, self.labels = _read_pair(Path(data_root), *FILES[mode])
        count = len(self.labels)
        held_out = VALIDATION if count >= VALIDATION else max(1, count // 12)
        if mode == "train":
            self.pixels, self.labels = self.pixels[:-held_out], self.labels[:-held_out]
        elif mode == "val":
            self.pixels, self.labels = self.pixels[-held_out:], self.labels[-held_out:]
        if len(self.labels) == 0:
            raise DataError(
                f"{Path(data_root) / FILES[mode][0]} leaves no images for mode {mode!r}, since the "
                f"last {VALIDATION:,} of the training images are for validation; {COPY_AGAIN}."
            )
        self._means = self.pixels.mean(axis=1, keepdims=True) / 255
        _keep_freed_memory()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        images = _pick(self.pixels, index).astype(np.float64)
        images *= 1 / 255
        images -= _pick(self._means, index)
        return images, _pick(self.labels, index)


class DataLoader:
    """Goes over a dataset in batches: each pass (`for images, labels in loader`) is one epoch."""

    def __init__(self, dataset, batch_size, shuffle=False, seed=None):
        """Set up the batches; the last of an epoch is smaller when batch_size does not divide.

        Args:
            dataset: has a length and is indexed by slices and by arrays, as Dataset is.
            batch_size: samples in a batch.
            shuffle: whether each epoch has a new random order.
            seed: makes the orders repeatable; None draws new ones.
        """
        self.dataset = dataset
        self.batch_size = _whole_number(batch_size, "batch_size")
        self.shuffle = shuffle
        self._rng = np.random.default_rng(seed)

    def __len__(self):
        """Return the number of batches of an epoch."""
        return math.ceil(len(self.dataset) / self.batch_size)

    def __iter__(self):
        count = len(self.dataset)
        order = self._rng.permutation(count) if self.shuffle else None
        for start in range(0, count, self.batch_size):
            rows = slice(start, start + self.batch_size)
            yield self.dataset[rows if order is None else order[rows]]


def build_dataloader(data_root, max_epoch, batch_size, shuffle=False, mode="train", seed=None):
    """Make the loader of one part of MNIST.

    Args:
        data_root: the folder of the four MNIST files.
        max_epoch: how many epochs are planned; the loader itself can be gone over any number of times.
        batch_size: samples in a batch; any number from 1.
        shuffle: whether each epoch has a new random order.
        mode: 'train', 'val' or 'test'.
        seed: makes the orders repeatable; None draws new ones.

    Returns:
        a DataLoader of (images, labels): shapes (N, 784) float64 and (N,) uint8.

    Raises:
        DataError: a file is missing or damaged, or an argument is wrong.
    """
    _whole_number(max_epoch, "max_epoch")
    return DataLoader(Dataset(data_root, mode), batch_size, shuffle, seed)


def find_data(name="data"):
    """Return the nearest folder of this name with MNIST in it: here, upwards, or beside this file.

    Raises:
        DataError: there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parent):
        if next((folder / name).glob("train-images-idx3-ubyte*"), None) is not None:
            return folder / name
    raise DataError(
        f"There is no folder {name!r} with MNIST in {here} or above it: run `softmark data mnist` there, "
        "or copy the four files from the course's data folder."
    )


def _whole_number(value, name):
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < 1:
        raise DataError(f"{name} must be a whole number of at least 1, not {value!r}.")
    return number


def _pick(items, index):
    """Return items[index]; take is quicker than that, but knows neither slices nor masks."""
    by_number = isinstance(index, np.ndarray) and index.dtype.kind == "i"
    return items.take(index, axis=0) if by_number else items[index]


def _keep_freed_memory():
    """Have the memory of one batch serve the next, on Linux.

    What a model and an optimizer happen to free decides otherwise whether glibc gives it back to the kernel,
    which clears it each time: an epoch then takes nearly twice as long. Of what is smaller than the largest
    block ever freed glibc gives nothing back; from 32 MiB on it forgets about the block.
    """
    np.empty(16 << 20, np.uint8)


def _read_pair(folder, images_name, labels_name):
    """Return the pixels, shape (N, 784), and labels, shape (N,), of an image and a label file."""
    if not folder.is_dir():
        raise DataError(
            f"There is no data folder {str(folder)!r}; set data_root to the folder of the MNIST files."
        )
    images_path, labels_path = _find(folder, images_name), _find(folder, labels_name)
    pixels = _read_idx(images_path, IMAGES_MAGIC, IMAGE_SHAPE)
    labels = _read_idx(labels_path, LABELS_MAGIC, ())
    if len(pixels) != len(labels):
        raise DataError(
            f"{images_path} has {len(pixels):,} images but {labels_path} has {len(labels):,} labels; "
            "take both files from the same data set."
        )
    if labels.max(initial=0) >= CLASSES:
        worst = int(np.argmax(labels >= CLASSES))
        raise DataError(
            f"{labels_path} has the label {labels[worst]} at position {worst}, but labels are "
            f"0 to {CLASSES - 1}; {COPY_AGAIN}."
        )
    return pixels.reshape(len(pixels), math.prod(IMAGE_SHAPE)), labels


def _find(folder, name):
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise DataError(
        f"{folder / name}.gz is missing; copy it there from the course's data folder "
        "(the raw file without .gz will do, too)."
    )


def _read_idx(path, magic, item_shape):
    # Solvers made one after the other share what was read, unless the file has changed since.
    status = path.stat()
    return _read_idx_once(
        path, magic, item_shape, path.resolve(), status.st_mtime_ns, status.st_size
    )


@lru_cache(maxsize=4)
def _read_idx_once(path, magic, item_shape, *_identity):
    return _parse_idx(_read_bytes(path), path, magic, item_shape)


def _read_bytes(path):
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            return file.read()
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise DataError(f"{path} is damaged or not a gzip file; {COPY_AGAIN}.") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); {COPY_AGAIN}.") from None


def _parse_idx(content, path, magic, item_shape):
    """Return the items of an idx file, shape (count, *item_shape), uint8 and read-only.

    The format: 32-bit big-endian integers, first the magic number and then each dimension; after
    them the items, a byte a number.
    """
    header_size = 4 * (2 + len(item_shape))
    if len(content) < header_size:
        raise DataError(f"{path} is cut off after {len(content)} bytes; {COPY_AGAIN}.")
    found_magic, count, *found_shape = np.frombuffer(content[:header_size], ">u4").tolist()
    if found_magic != magic:
        raise DataError(
            f"{path} begins with the number {found_magic} instead of {magic}, so it is another kind "
            f"of file; {COPY_AGAIN}."
        )
    if tuple(found_shape) != item_shape:
        raise DataError(
            f"{path} has items of shape {tuple(found_shape)}, not {item_shape}; {COPY_AGAIN}."
        )
    expected, found = count * math.prod(item_shape), len(content) - header_size
    if found != expected:
        problem = "is cut off" if found < expected else "has extra bytes at its end"
        raise DataError(
            f"{path} {problem}: {count:,} items need {expected:,} bytes after the header and there "
            f"are {found:,}; {COPY_AGAIN}."
        )
    return np.frombuffer(content, np.uint8, offset=header_size).reshape(count, *item_shape)
