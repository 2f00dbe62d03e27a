"""What the checks of k nearest neighbours cannot say in a table: memory, and the loader."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from helpers.graders import grader_of

from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.submissions import Submission

ROOT = Path(__file__).resolve().parents[2]
PAIRWISE = """
def euclidean_distances(test, train):
    difference = test[:, None, :].astype(float) - train[None, :, :].astype(float)
    return np.sqrt((difference**2).sum(axis=2))
"""


@pytest.mark.slow
def test_array_of_all_differences_does_not_fit():
    assignment = load_assignment(Course(ROOT).bundle("knn"))
    source = assignment.reference["knn.py"] + PAIRWISE.encode()
    submission = Submission("pairwise", {"knn.py": source}, listing=(), notes=(), digest="")
    with grader_of(assignment) as grader, grader.attempt(submission) as grade_check:
        small = grade_check(assignment.check("predict.small"))
        large = grade_check(assignment.check("predict.large"))
    assert small.status == "passed"
    assert large.status == "error"
    assert "MemoryError" in large.message


@pytest.fixture
def digits(reference):
    return reference("knn", "digits")


def write_mnist(folder, images, labels):
    """Writes the two files of MNIST's test images."""
    header = b"".join(number.to_bytes(4, "big") for number in (2051, len(images), 28, 28))
    content = gzip.compress(header + images.tobytes())
    (folder / "t10k-images-idx3-ubyte.gz").write_bytes(content)
    header = b"".join(number.to_bytes(4, "big") for number in (2049, len(labels)))
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(header + labels.tobytes()))


def test_digits_are_read(digits, tmp_path):
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (5, 784)).astype(np.uint8), np.arange(5, dtype=np.uint8)
    write_mnist(tmp_path, images, labels)
    found = digits.load_digits("test", 3, data_root=tmp_path)
    np.testing.assert_array_equal(found[0], images[:3], strict=True)
    np.testing.assert_array_equal(found[1], labels[:3], strict=True)


def test_splits_of_mnist_are_those_of_the_course(digits):
    sizes = [len(digits.load_digits(part, data_root=ROOT / "data")[1]) for part in digits.PARTS]
    assert sizes == [55_000, 5_000, 10_000]


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"\0" * 100, mtime=0)])
def test_damaged_digits_are_named(digits, tmp_path, content):
    write_mnist(tmp_path, np.zeros((2, 784), np.uint8), np.zeros(2, np.uint8))
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(content)
    with pytest.raises(digits.DataError, match=r"t10k-images-idx3-ubyte\.gz"):
        digits.load_digits("test", data_root=tmp_path)


def test_missing_digits_are_named(digits, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(digits.DataError, match=r"data/train-images-idx3-ubyte\.gz is neither in"):
        digits.load_digits("train")
