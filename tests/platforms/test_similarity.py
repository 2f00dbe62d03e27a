"""Similar work: what is found, what is not, and what the page says."""

import json
from contextlib import contextmanager

import numpy as np
import pytest
from helpers.marks import needs

from autograder.execution.parsing import ConfinedParsers, OwnParsers, Unparsed
from autograder.platforms.similarity import Document, compare_class, document_of
from autograder.platforms.similarity.clusters import clusters_of, threshold
from autograder.platforms.similarity.documents import document_from
from autograder.platforms.similarity.page import similar_csv, similar_page

pytestmark = needs("copydetect")
GIVEN = '''\
import numpy as np


class Layer:
    """One layer."""

    def __init__(self, size):
        self.size = size
        self.weights = np.zeros((size, size))

    def forward(self, x):
        raise NotImplementedError("TODO")

    def backward(self, y):
        raise NotImplementedError("TODO")
'''
FORWARD = """\
    def forward(self, x):
        shifted = x - x.max(axis=1, keepdims=True)
        powers = np.exp(shifted)
        total = powers.sum(axis=1, keepdims=True)
        self.kept = powers / total
        return -np.log(self.kept[np.arange(len(x)), 0]).mean()
"""
BACKWARD = """\
    def backward(self, y):
        delta = self.kept.copy()
        delta[np.arange(len(y)), y] -= 1
        for row in range(len(delta)):
            delta[row] = delta[row] / len(delta)
        return delta @ self.weights.T
"""
OWN = """\
    def forward(self, x):
        rows = []
        for sample in x:
            scores = [np.exp(value) for value in sample]
            rows.append(scores)
        self.probabilities = np.array(rows) / np.sum(rows, 1)[:, None]
        return self.probabilities

    def backward(self, y):
        one_hot = np.eye(self.size)[y]
        return (self.probabilities - one_hot).dot(self.weights.transpose()) / y.size
"""
HEAD = GIVEN[: GIVEN.index("    def forward")]
ORIGINAL = HEAD + FORWARD + "\n" + BACKWARD
RENAMED = HEAD + BACKWARD + "\n" + FORWARD
for old, new in (("shifted", "a"), ("powers", "bb"), ("total", "ccc"), ("kept", "probs"),
                 ("delta", "gradient"), ("row", "i")):  # fmt: skip
    RENAMED = RENAMED.replace(old, new)


def documents(**texts: str) -> list[Document]:
    return [document_from(student, text, OwnParsers()) for student, text in texts.items()]


def test_renamed_and_reordered_copy_comes_first():
    found = compare_class(
        documents(ann=ORIGINAL, copy=RENAMED, own=HEAD + OWN), documents(given=GIVEN)
    )
    first, *others = found.pairs
    assert first.students == ("ann", "copy")
    assert first.share > 80
    assert all(pair.share < 50 for pair in others)
    assert found.compared == 3


def test_what_was_handed_out_counts_for_nothing():
    found = compare_class(documents(ann=GIVEN, bob=GIVEN, eve=ORIGINAL), documents(given=GIVEN))
    assert found.short == ("ann", "bob")
    assert found.pairs == ()


def test_marked_parts_make_up_the_whole_text():
    (pair,) = compare_class(documents(ann=ORIGINAL, copy=RENAMED), documents(given=GIVEN)).pairs
    assert "".join(span.text for span in pair.left) == ORIGINAL
    assert "".join(span.text for span in pair.right) == RENAMED
    common = "".join(span.text for span in pair.left if span.common)
    assert "powers.sum" in common
    assert "One layer" not in common


def test_notebook_is_compared_with_files():
    cells = [
        {"cell_type": "markdown", "source": "# mine"},
        {"cell_type": "code", "source": RENAMED.splitlines(keepends=True)},
        {"cell_type": "code", "source": "print('done')"},
    ]
    notebook = document_of(
        "copy",
        {"w.ipynb": json.dumps({"nbformat": 4, "cells": cells}).encode()},
        ["loss.py"],
        OwnParsers(),
    )
    assert "mine" not in notebook.text
    assert RENAMED in notebook.text
    original = document_of("ann", {"loss.py": ORIGINAL.encode()}, ["loss.py"], OwnParsers())
    (pair,) = compare_class([original, notebook], documents(given=GIVEN)).pairs
    assert pair.share > 80


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cells": 3}', b"\xff"])
def test_damaged_notebook_has_no_code(content):
    assert document_of("ann", {"w.ipynb": content}, [], OwnParsers()).text == "# w.ipynb\n"


def test_damaged_code_is_compared_all_the_same():
    broken = ORIGINAL + "\ndef (((\n    '''\x00"
    (pair,) = compare_class(documents(ann=ORIGINAL, bob=broken), documents(given=GIVEN)).pairs
    assert pair.share > 80


def test_page_escapes_names_and_code_and_gives_no_verdict():
    script = "<script>alert(1)</script>"
    pair = documents(**{f"ann{script}": ORIGINAL + f"# {script}\n", "bob": RENAMED})
    html = similar_page(f"Adding {script}", compare_class(pair, documents(given=GIVEN)))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "does not" in html
    for word in ("plagiar", "cheat", "guilty", "copied"):
        assert word not in html.lower()


def test_one_source_copied_by_many_is_one_group_and_one_link_a_student():
    copies = documents(**{f"copy{number}": ORIGINAL for number in range(6)})
    found = compare_class([*copies, *documents(own=HEAD + OWN)], documents(given=GIVEN))
    (cluster,) = found.clusters
    assert cluster.students == tuple(f"copy{number}" for number in range(6))
    shown = [pair.students for pair in found.pairs if "own" not in pair.students]
    assert len(shown) == len(cluster.links) == 5
    rows = similar_csv(found).splitlines()
    assert rows[0] == "student,other,percent,group"
    assert rows[1] == "copy0,copy1,100,1"
    assert sum(row.endswith(",1") for row in rows) == 15


def test_two_sources_are_two_groups_and_what_is_typical_is_none():
    shares = {
        ("a", "b"): 95.0,
        ("b", "c"): 90.0,
        ("a", "c"): 60.0,
        ("d", "e"): 99.0,
        ("c", "d"): 60.0,
    }
    found = clusters_of(shares, threshold(60.0))
    assert [(one.students, one.share) for one in found] == [
        (("a", "b", "c"), 90.0),
        (("d", "e"), 99.0),
    ]
    assert found[0].links == (("a", "b"), ("b", "c"))
    assert clusters_of(shares, 100.0) == ()
    assert threshold(0.0) == 50.0


def test_code_is_taken_apart_as_copydetect_does_and_places_lead_back():
    detect = pytest.importorskip("copydetect.utils")
    expected, _ = detect.filter_code(ORIGINAL, "work.py")
    document = document_from("ann", ORIGINAL, OwnParsers())
    assert document.reduced == expected
    assert "def" in document.reduced
    assert "self.exp_scores" not in document.reduced


def test_code_is_taken_apart_where_it_can_do_no_harm():
    with ConfinedParsers() as parsers:
        confined = document_from("ann", ORIGINAL, parsers)
    here = document_from("ann", ORIGINAL, OwnParsers())
    assert confined == here
    assert np.array_equal(confined.offsets, here.offsets)


class Costly:
    """Parsers that take too long over everything."""

    @contextmanager
    def open(self, file=None):
        def parse(name, *arguments):
            raise Unparsed("costly")

        yield parse


def test_code_that_cannot_be_taken_apart_is_compared_as_it_is():
    one, other = (document_from(student, ORIGINAL, Costly()) for student in ("ann", "bob"))
    (pair,) = compare_class([one, other], documents(given=GIVEN)).pairs
    assert pair.share > 80
