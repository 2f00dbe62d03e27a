"""CIFAR-10 from its official Python files, if you have put them into the course's data folder.

The archive "CIFAR-10 python version" unpacks into a folder cifar-10-batches-py with data_batch_1 to
data_batch_5 (10,000 training images each), test_batch and batches.meta. Put that folder into data/.

The files are pickles. Unpickling a file can run any program that is hidden in it, so the reader here
knows no function or class but the few stand-ins below, which can only hold an array of bytes.
"""

import math
import pickle
from pathlib import Path

import numpy as np
from digits import DataError, find_data

FOLDER = "cifar-10-batches-py"
TRAIN = tuple(f"data_batch_{number}" for number in range(1, 6))
TEST = ("test_batch",)
VALUES = 3 * 32 * 32


def load_cifar10(part, count=None, data_root=None):
    """Read one part of CIFAR-10.

    Args:
        part: 'train' (the first 45,000 of the training images), 'validation' (the last 5,000) or
            'test'. Where the files hold fewer images, a tenth of the training images validates.
        count: how many images, from the first on; None is all of them.
        data_root: the folder that cifar-10-batches-py is in; None looks for a folder `data` here and
            upwards.

    Returns:
        (images, labels): shapes (N, 3072) and (N,), both uint8. An image is 1024 red values, row by
        row, then 1024 green and 1024 blue ones.

    Raises:
        DataError: a file is missing or not one of the official format.
    """
    if part not in ("train", "validation", "test"):
        raise DataError(f"part must be train, validation or test, not {part!r}.")
    folder = find_data(FOLDER) if data_root is None else Path(data_root)
    names = TEST if part == "test" else TRAIN
    batches = [read_batch(folder / FOLDER / name) for name in names]
    images = np.concatenate([batch[0] for batch in batches])
    labels = np.concatenate([batch[1] for batch in batches])
    if part != "test":
        split = len(images) - len(images) // 10
        rows = slice(None, split) if part == "train" else slice(split, None)
        images, labels = images[rows], labels[rows]
    return images[:count], labels[:count]


def class_names(data_root=None):
    """Return the ten names of batches.meta, by label.

    Raises:
        DataError: the file is missing or damaged.
    """
    folder = find_data(FOLDER) if data_root is None else Path(data_root)
    path = folder / FOLDER / "batches.meta"
    names = _read_pickle(path).get(b"label_names")
    if not isinstance(names, list) or not all(isinstance(name, bytes) for name in names):
        raise _malformed(path)
    return [name.decode("ascii", "replace") for name in names]


def as_pictures(images):
    """Return images (N, 3072) as pictures that matplotlib draws, (N, 32, 32, 3)."""
    return images.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


def read_batch(path):
    """Return (images (N, 3072), labels (N,)), both uint8, of one file.

    Raises:
        DataError: the file is missing or not one of the official format.
    """
    batch = _read_pickle(path)
    data, labels = batch.get(b"data"), batch.get(b"labels")
    if not isinstance(data, _PickledArray) or not isinstance(labels, list):
        raise _malformed(path)
    images = data.array(path)
    right = all(isinstance(label, int) and 0 <= label < 10 for label in labels)
    if images.shape != (len(labels), VALUES) or not right:
        raise _malformed(path)
    return images, np.array(labels, dtype=np.uint8)


def _read_pickle(path):
    try:
        with path.open("rb") as file:
            content = _Unpickler(file, encoding="bytes").load()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); copy it again.") from None
    except Exception:
        # A damaged or malicious pickle can raise anything.
        raise _malformed(path) from None
    if not isinstance(content, dict):
        raise _malformed(path)
    return content


def _malformed(path):
    return DataError(
        f"{path} is not a file of CIFAR-10 in its Python version; unpack the archive again."
    )


class _PickledArray:
    """Stands in for a numpy array while its file is read."""

    state = ()

    def __setstate__(self, state):
        self.state = state

    def array(self, path):
        """Return the array of bytes that was pickled."""
        if not isinstance(self.state, tuple) or len(self.state) != 5:
            raise _malformed(path)
        _, shape, dtype, by_columns, content = self.state
        if (
            not isinstance(dtype, _PickledDtype)
            or not isinstance(content, bytes)
            or not isinstance(shape, tuple)
            or not all(isinstance(size, int) and size >= 0 for size in shape)
            or math.prod(shape) != len(content)
        ):
            raise _malformed(path)
        return np.frombuffer(content, np.uint8).reshape(shape, order="F" if by_columns else "C")


class _PickledDtype:
    """Stands in for numpy's dtype of unsigned bytes, the only one in these files."""

    def __init__(self, name, *_):
        if name not in (b"u1", "u1"):
            raise pickle.UnpicklingError("not bytes")

    def __setstate__(self, state):
        pass


def _reconstruct(*_):
    return _PickledArray()


STAND_INS = {
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy", "ndarray"): _PickledArray,
    ("numpy", "dtype"): _PickledDtype,
}


class _Unpickler(pickle.Unpickler):
    """Knows only the names with which numpy pickles an array, and answers with the stand-ins."""

    def find_class(self, module, name):
        """Return the stand-in of a name; refuse every other name."""
        try:
            return STAND_INS[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed") from None
