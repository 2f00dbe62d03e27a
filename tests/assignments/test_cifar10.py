"""CIFAR-10 is read from files of its official Python format, and only from such."""

import pickle
import struct
import sys

import numpy as np
import pytest

CLASSES = ("airplane", "automobile", "bird", "cat", "deer")


def short(text):
    """Returns the opcodes of a Python 2 string of up to 255 bytes."""
    return b"U" + bytes([len(text)]) + text


def long(text):
    """Returns the opcodes of a longer Python 2 string."""
    return b"T" + struct.pack("<i", len(text)) + text


def integer(number):
    return b"J" + struct.pack("<i", number)


def array_opcodes(images):
    """Returns an array of bytes as numpy pickled it under Python 2, protocol 2."""
    dtype = b"cnumpy\ndtype\n(" + short(b"u1") + integer(0) + integer(1) + b"tR"
    dtype += b"(" + integer(3) + short(b"|") + b"NNN" + integer(-1) * 2 + integer(0) + b"tb"
    empty = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n" + integer(0) + b"\x85"
    empty += short(b"b") + b"tR"
    shape = b"".join(integer(size) for size in images.shape)
    state = (
        b"(" + integer(1) + b"(" + shape + b"t" + dtype + b"I00\n" + long(images.tobytes()) + b"t"
    )
    return empty + state + b"b"


def batch_opcodes(images, labels):
    """Returns a file of the official format: a dictionary of Python 2 strings."""
    names = b"".join(short(b"picture_%d.png" % number) for number in range(len(labels)))
    items = {
        b"batch_label": short(b"training batch 1 of 5"),
        b"labels": b"](" + b"".join(integer(label) for label in labels) + b"e",
        b"data": array_opcodes(images),
        b"filenames": b"](" + names + b"e",
    }
    return b"\x80\x02}(" + b"".join(short(key) + item for key, item in items.items()) + b"u."


def made_up_batch(number, count=4):
    rng = np.random.default_rng(number)
    return rng.integers(0, 256, (count, 3072)).astype(np.uint8), rng.integers(0, 10, count)


@pytest.fixture
def cifar10(reference):
    return reference("knn", "cifar10")


@pytest.fixture
def data_root(tmp_path):
    """A data folder with CIFAR-10 of 20 training images and 4 test images."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"data_batch_{number}").write_bytes(batch_opcodes(*made_up_batch(number)))
    (folder / "test_batch").write_bytes(batch_opcodes(*made_up_batch(6)))
    names = b"](" + b"".join(short(name.encode()) for name in CLASSES) + b"e"
    (folder / "batches.meta").write_bytes(b"\x80\x02}" + short(b"label_names") + names + b"s.")
    return tmp_path


def test_made_up_file_is_what_pickle_itself_reads(data_root):
    path = data_root / "cifar-10-batches-py" / "data_batch_1"
    with pytest.MonkeyPatch.context() as patch:
        # numpy.core has another name since numpy 2; these files have the old one.
        multiarray = pytest.importorskip("numpy._core.multiarray")
        patch.setitem(sys.modules, "numpy.core.multiarray", multiarray)
        patch.setitem(sys.modules, "numpy.core", np)
        batch = pickle.loads(path.read_bytes(), encoding="bytes")
    images, labels = made_up_batch(1)
    np.testing.assert_array_equal(batch[b"data"], images, strict=True)
    assert batch[b"labels"] == labels.tolist()


def test_training_images_are_split_and_joined_in_order(cifar10, data_root):
    images = np.concatenate([made_up_batch(number)[0] for number in range(1, 6)])
    labels = np.concatenate([made_up_batch(number)[1] for number in range(1, 6)])
    train, train_labels = cifar10.load_cifar10("train", data_root=data_root)
    np.testing.assert_array_equal(train, images[:18], strict=True)
    np.testing.assert_array_equal(train_labels, labels[:18])
    validation, _ = cifar10.load_cifar10("validation", data_root=data_root)
    np.testing.assert_array_equal(validation, images[18:], strict=True)


def test_test_images_are_the_test_batch(cifar10, data_root):
    images, labels = cifar10.load_cifar10("test", 3, data_root=data_root)
    np.testing.assert_array_equal(images, made_up_batch(6)[0][:3], strict=True)
    np.testing.assert_array_equal(labels, made_up_batch(6)[1][:3])
    assert labels.dtype == np.uint8


def test_data_folder_is_found_upwards(cifar10, data_root, monkeypatch):
    below = data_root / "assignments" / "knn"
    below.mkdir(parents=True)
    (data_root / "data").mkdir()
    (data_root / "cifar-10-batches-py").rename(data_root / "data" / "cifar-10-batches-py")
    monkeypatch.chdir(below)
    assert len(cifar10.load_cifar10("test")[0]) == 4
    assert cifar10.class_names() == list(CLASSES)


def test_pictures_have_the_colours_last(cifar10):
    image = np.zeros((1, 3072), dtype=np.uint8)
    image[0, 1024 + 5 * 32 + 7] = 200
    picture = cifar10.as_pictures(image)
    assert picture.shape == (1, 32, 32, 3)
    assert picture[0, 5, 7].tolist() == [0, 200, 0]


def test_missing_files_are_named(cifar10, tmp_path):
    with pytest.raises(cifar10.DataError, match="test_batch"):
        cifar10.load_cifar10("test", data_root=tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no pickle",
        b"\x80\x02]q\x00.",
        batch_opcodes(*made_up_batch(1))[:-400],
        batch_opcodes(made_up_batch(1)[0], [1, 2, 3]),
        batch_opcodes(made_up_batch(1)[0], [1, 2, 3, 10]),
        batch_opcodes(made_up_batch(1)[0][:, :3000], [1, 2, 3, 4]),
        batch_opcodes(*made_up_batch(1)).replace(b"U\x02u1", b"U\x02O8"),
    ],
)
def test_other_files_are_refused(cifar10, data_root, content):
    (data_root / "cifar-10-batches-py" / "test_batch").write_bytes(content)
    with pytest.raises(cifar10.DataError, match="test_batch is not a file of CIFAR-10"):
        cifar10.load_cifar10("test", data_root=data_root)


def test_hidden_programs_are_not_run(cifar10, data_root, tmp_path):
    target = tmp_path / "touched"
    program = f"cos\nsystem\n(S'touch {target}'\ntR.".encode()
    (data_root / "cifar-10-batches-py" / "test_batch").write_bytes(program)
    with pytest.raises(cifar10.DataError, match="test_batch is not a file of CIFAR-10"):
        cifar10.load_cifar10("test", data_root=data_root)
    assert not target.exists()


def test_neighbours_are_found_in_what_was_read(cifar10, reference, data_root):
    knn = reference("knn", "knn")
    train = cifar10.load_cifar10("train", data_root=data_root)
    np.testing.assert_array_equal(knn.predict(train[0], train, 1), train[1])
