"""The data loader: the parts of MNIST, batches, and every damage that a file can have."""

import gzip
import os
import platform
import subprocess
import sys

import numpy as np
import pytest
from helpers.made_up_mnist import SOURCE, VALIDATION, idx_bytes, made_up_digits, write_part
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

IMAGES = "t10k-images-idx3-ubyte"
LABELS = "t10k-labels-idx1-ubyte"


@pytest.fixture
def dataloader(workspace):
    return workspace("dataloader")


@pytest.fixture
def digits():
    return made_up_digits(np.random.default_rng(1), 12)


@pytest.fixture
def folder(tmp_path, digits):
    """A folder with a test part of 12 images, and nothing else."""
    write_part(tmp_path, "t10k", *digits)
    return tmp_path


def test_the_last_5000_training_images_are_for_validation(dataloader, tmp_path):
    images, labels = made_up_digits(np.random.default_rng(2), VALIDATION + 7)
    write_part(tmp_path, "train", images, labels)
    train, val = dataloader.Dataset(tmp_path, "train"), dataloader.Dataset(tmp_path, "val")
    assert (len(train), len(val)) == (7, VALIDATION)
    assert np.array_equal(train.labels, labels[:7])
    assert np.array_equal(val.labels, labels[7:])
    assert np.array_equal(train.pixels, images[:7].reshape(7, 784))
    assert np.array_equal(val.pixels, images[7:].reshape(VALIDATION, 784))


def test_an_image_is_divided_by_255_and_loses_its_own_mean(dataloader, folder, digits):
    images, labels = dataloader.Dataset(folder, "test")[:]
    scaled = digits[0].reshape(12, 784) / 255
    expected = scaled - scaled.mean(axis=1, keepdims=True)
    assert images.dtype == np.float64
    assert labels.dtype == np.uint8
    np.testing.assert_allclose(images, expected, rtol=0, atol=1e-15, strict=True)
    assert np.array_equal(labels, digits[1])


def test_index_may_be_a_number_a_slice_or_an_array(dataloader, folder):
    dataset = dataloader.Dataset(folder, "test")
    images, labels = dataset[:]
    image, label = dataset[3]
    assert image.shape == (784,)
    assert np.array_equal(image, images[3])
    assert label == labels[3]
    rows = np.array([5, 0, 5])
    assert np.array_equal(dataset[rows][0], images[rows])
    assert np.array_equal(dataset[rows][1], labels[rows])


def test_compressed_and_raw_files_give_the_same(dataloader, folder, digits, tmp_path_factory):
    other = tmp_path_factory.mktemp("compressed")
    write_part(other, "t10k", *digits, compressed=True)
    for raw, unpacked in zip(
        dataloader.Dataset(folder, "test")[:], dataloader.Dataset(other, "test")[:], strict=True
    ):
        assert np.array_equal(raw, unpacked)


def test_a_file_that_has_changed_is_read_again(dataloader, folder, digits):
    assert np.array_equal(dataloader.Dataset(folder, "test").labels, digits[1])
    images, labels = made_up_digits(np.random.default_rng(3), 9)
    write_part(folder, "t10k", images, labels)
    assert np.array_equal(dataloader.Dataset(folder, "test").labels, labels)


@pytest.mark.parametrize("batch_size", [1, 5, 12, 100, np.int64(4)])
def test_batches_of_any_size_cover_the_data_in_order(dataloader, folder, batch_size):
    loader = dataloader.build_dataloader(folder, 1, batch_size, mode="test")
    batches = list(loader)
    images, labels = loader.dataset[:]
    assert len(batches) == len(loader) == -(-12 // batch_size)
    assert all(len(batch) == batch_size for batch, _ in batches[:-1])
    assert np.array_equal(np.concatenate([batch for batch, _ in batches]), images)
    assert np.array_equal(np.concatenate([batch for _, batch in batches]), labels)


def epochs(loader, count):
    """Return the images and labels of some epochs, each put together again."""
    return [
        tuple(np.concatenate(parts) for parts in zip(*loader, strict=True)) for _ in range(count)
    ]


def test_shuffling_keeps_images_with_their_labels_and_differs_by_epoch(dataloader, folder):
    loader = dataloader.build_dataloader(folder, 2, 5, shuffle=True, mode="test", seed=0)
    images, labels = loader.dataset[:]
    place = {image.tobytes(): index for index, image in enumerate(images)}
    orders = []
    for shuffled, shuffled_labels in epochs(loader, 2):
        order = [place[image.tobytes()] for image in shuffled]
        assert sorted(order) == list(range(12))
        assert np.array_equal(shuffled_labels, labels[order])
        orders.append(order)
    assert orders[0] != orders[1]


def test_the_seed_repeats_the_orders(dataloader, folder):
    def orders(seed):
        loader = dataloader.build_dataloader(folder, 2, 5, True, "test", seed)
        return np.array([images for images, _ in epochs(loader, 2)])

    assert np.array_equal(orders(7), orders(7))
    assert not np.array_equal(orders(7), orders(8))


def test_a_batch_may_be_changed_without_harm_to_the_data(dataloader, folder):
    loader = dataloader.build_dataloader(folder, 1, 12, mode="test")
    images, _ = next(iter(loader))
    before = images.copy()
    images[:] = 0
    assert np.array_equal(next(iter(loader))[0], before)


def assert_refused(dataloader, folder, *parts):
    """The test part is refused with one sentence that has these parts."""
    with pytest.raises(dataloader.DataError) as caught:
        dataloader.Dataset(folder, "test")
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    for part in parts:
        assert str(part) in message


def test_missing_folder(dataloader, tmp_path):
    assert_refused(dataloader, tmp_path / "none", tmp_path / "none", "set data_root")


@pytest.mark.parametrize("name", [IMAGES, LABELS])
def test_missing_file(dataloader, folder, name):
    (folder / name).unlink()
    assert_refused(dataloader, folder, folder / name, "is missing", "copy it")


def cut(content):
    return content[:-1]


def cut_in_header(content):
    return content[:7]


def lengthen(content):
    return content + b"\0"


def change_magic(content):
    return b"\0\0\x0d" + content[3:]


def empty(content):
    return b""


def claim_more_than_memory(content):
    return content[:4] + b"\xff\xff\xff\xff" + content[8:]


@pytest.mark.parametrize("name", [IMAGES, LABELS])
@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (cut, "is cut off"),
        (cut_in_header, "is cut off after 7 bytes"),
        (empty, "is cut off after 0 bytes"),
        (lengthen, "has extra bytes"),
        (change_magic, "is another kind of file"),
        (claim_more_than_memory, "4,294,967,295 items"),
    ],
)
def test_damaged_idx_file(dataloader, folder, name, compressed, damage, problem):
    path = folder / name
    content = damage(path.read_bytes())
    path.unlink()
    if compressed:
        path = folder / f"{name}.gz"
        content = gzip.compress(content)
    path.write_bytes(content)
    assert_refused(dataloader, folder, path, problem, "copy it again")


def flip_a_bit(packed):
    middle = len(packed) // 2
    return packed[:middle] + bytes([packed[middle] ^ 0x10]) + packed[middle + 1 :]


def wrong_checksum(packed):
    return packed[:-8] + bytes(8)


@pytest.mark.parametrize(
    "damage",
    [cut, flip_a_bit, wrong_checksum, lambda packed: b"not gzip", lambda packed: packed[:9]],
)
def test_damaged_gzip_file(dataloader, folder, damage):
    path = folder / f"{IMAGES}.gz"
    path.write_bytes(damage(gzip.compress((folder / IMAGES).read_bytes())))
    (folder / IMAGES).unlink()
    assert_refused(dataloader, folder, path, "is damaged or not a gzip file", "copy it again")


def test_labels_in_place_of_images(dataloader, folder):
    (folder / IMAGES).write_bytes((folder / LABELS).read_bytes())
    assert_refused(dataloader, folder, folder / IMAGES, "2049", "2051")


def test_images_of_another_size(dataloader, folder):
    (folder / IMAGES).write_bytes(idx_bytes(np.zeros((12, 27, 28))))
    assert_refused(dataloader, folder, folder / IMAGES, "(27, 28)", "(28, 28)")


def test_label_out_of_range(dataloader, folder, digits):
    digits[1][4] = 10
    (folder / LABELS).write_bytes(idx_bytes(digits[1]))
    assert_refused(dataloader, folder, folder / LABELS, "label 10", "position 4", "0 to 9")


def test_numbers_of_images_and_labels_differ(dataloader, folder, digits):
    (folder / LABELS).write_bytes(idx_bytes(digits[1][:-1]))
    assert_refused(dataloader, folder, folder / IMAGES, folder / LABELS, "12 images", "11 labels")


def test_training_files_with_nothing_left_to_train_on(dataloader, tmp_path):
    write_part(tmp_path, "train", *made_up_digits(np.random.default_rng(4), VALIDATION))
    with pytest.raises(dataloader.DataError, match="leaves no images for mode 'train'"):
        dataloader.Dataset(tmp_path, "train")


def test_unknown_mode(dataloader, folder):
    with pytest.raises(dataloader.DataError, match="'train', 'val' or 'test', not 'dev'"):
        dataloader.Dataset(folder, "dev")


@pytest.mark.parametrize("value", [0, -1, True, 2.0, "5", None])
@pytest.mark.parametrize("name", ["batch_size", "max_epoch"])
def test_numbers_that_are_no_counts(dataloader, folder, name, value):
    arguments = {"max_epoch": 1, "batch_size": 5, name: value}
    with pytest.raises(dataloader.DataError, match=f"{name} must be a whole number"):
        dataloader.build_dataloader(folder, **arguments, mode="test")


HEADER = b"\0\0\x08\1" + b"\0\0\0\x0c"  # twelve labels


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    content=st.binary(max_size=24)
    | st.binary(min_size=11, max_size=13).map(lambda body: HEADER + body)
    | st.lists(st.integers(0, 10), min_size=12, max_size=12).map(lambda body: HEADER + bytes(body))
)
def test_any_bytes_are_labels_or_refused(dataloader, folder, content):
    (folder / LABELS).write_bytes(content)
    if content[:8] == HEADER and len(content) == 20 and max(content[8:]) < 10:
        assert dataloader.Dataset(folder, "test").labels.tolist() == list(content[8:])
    else:
        assert_refused(dataloader, folder, folder / LABELS)


LOADER = """
import dataloader

loader = dataloader.build_dataloader(sys.argv[1], 1, 100)
batches = loader.__iter__
"""
DIGITS = """
import digits

pixels, labels = digits.load_digits("train", data_root=sys.argv[1])


def batches():
    for start in range(0, len(pixels), 100):
        yield pixels[start : start + 100] / 255, labels[start : start + 100]
"""
FAULTS = """
before = [resource.getrusage(resource.RUSAGE_SELF).ru_minflt]
for _ in range(3):
    for images, _ in batches():
        [images.copy() for _ in range(4)]  # as a model may that scales its input, or adds a column
    before.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
print((before[3] - before[1]) / 120)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc learns what to keep")
@pytest.mark.parametrize("batches", [LOADER, DIGITS], ids=["dataloader", "digits"])
def test_the_memory_of_a_batch_is_used_again_and_not_fetched_from_the_kernel(tmp_path, batches):
    digits = made_up_digits(np.random.default_rng(4), VALIDATION + 6000)
    # The loader takes the raw files: of unpacking, too, glibc learns.
    for compressed in (False, True):
        write_part(tmp_path, "train", *digits, compressed=compressed)
    code = "import resource\nimport sys\n" + batches + FAULTS
    folders = os.pathsep.join([str(SOURCE), str(SOURCE.parent / "common")])
    found = subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": folders}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert float(found.stdout) < 5
