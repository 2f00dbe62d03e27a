"""The MNIST files in data/ are the real ones."""

import gzip
import hashlib

import numpy as np
import pytest
from helpers.made_up_mnist import ROOT

DATA = ROOT / "data"
RAW_MD5 = {
    "train-images-idx3-ubyte.gz": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte.gz": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte.gz": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte.gz": "27ae3e4e09519cfbb04c329615203637",
}


@pytest.mark.parametrize("name", RAW_MD5)
def test_unpacked_file_is_the_original(name):
    content = gzip.decompress((DATA / name).read_bytes())
    assert hashlib.md5(content).hexdigest() == RAW_MD5[name]
    assert RAW_MD5[name] in (DATA / "README.md").read_text(encoding="utf-8")


def test_sha256sums_lists_every_file_and_agrees():
    listed = {}
    for line in (DATA / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        digest, name = line.split()
        listed[name] = digest
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DATA.glob("*.gz")}
    assert listed == found
    assert set(found) == set(RAW_MD5)


@pytest.mark.parametrize("name", RAW_MD5)
def test_compressed_file_has_no_time_and_no_name_in_its_header(name):
    header = (DATA / name).read_bytes()[:10]
    assert header[3] == 0
    assert header[4:8] == bytes(4)


def test_readme_names_the_licence():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert "CC BY-SA 3.0" in text
    assert "LeCun" in text


@pytest.mark.parametrize(("mode", "count"), [("train", 55_000), ("val", 5_000), ("test", 10_000)])
def test_real_mnist_is_read_in_place(workspace, mode, count):
    dataset = workspace("dataloader").Dataset(DATA, mode)
    images, labels = dataset[:100]
    assert len(dataset) == count
    assert images.shape == (100, 784)
    assert np.unique(labels).tolist() == list(range(10))
