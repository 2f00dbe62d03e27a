"""File names of the students' pages."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.results.render.names import feedback_names

RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9", "com¹", "conin$"}


def test_chinese_and_spaces_are_kept() -> None:
    assert feedback_names(["ann lee", "李 小明"]) == {
        "ann lee": "ann lee.html",
        "李 小明": "李 小明.html",
    }


@pytest.mark.parametrize(
    ("student", "start"),
    [
        ("../../etc/passwd", "_"),
        ("a/b\\c", "a_b_c-"),
        ("C:ann", "C_ann-"),
        ("con", "_con-"),
        ("NUL.txt", "_NUL.txt-"),
        ("com¹", "_com¹-"),
        ("ann.", "ann_-"),
        (".hidden", "_hidden-"),
        ("-rf", "_rf-"),
        ("a\nb", "a_b-"),
        ("ann\u202elmth", "ann_lmth-"),
        ("", "_-"),
        (" ", "_-"),
    ],
)
def test_what_no_file_may_be_called_is_replaced(student: str, start: str) -> None:
    name = feedback_names([student])[student]
    assert name.startswith(start)
    assert "/" not in name


def test_names_that_differ_only_in_case_or_composition_are_told_apart() -> None:
    students = ["Ann", "ann", "ANN", "Zoë", unicodedata.normalize("NFD", "Zoë")]
    names = feedback_names(students)
    assert names["ANN"] == "ANN.html"
    assert len({unicodedata.normalize("NFC", name).casefold() for name in names.values()}) == 5


def test_a_name_made_to_look_like_a_mark_takes_no_place() -> None:
    marked = feedback_names(["a/b"])["a/b"].removesuffix(".html")
    names = feedback_names(["a/b", marked])
    assert names[marked] == f"{marked}.html"
    assert names["a/b"] != names[marked]


def test_long_names_are_cut_between_characters() -> None:
    names = feedback_names(["李" * 100, "李" * 101, "x" * 300])
    assert len(set(names.values())) == 3
    assert all(len(name.encode()) <= 200 for name in names.values())


@given(st.lists(st.text(max_size=300), max_size=8))
def test_any_names_give_safe_and_unique_files_in_any_order(students: list[str]) -> None:
    names = feedback_names(students)
    assert names == feedback_names(reversed(students))
    assert set(names) == set(students)
    files = list(names.values())
    folded = {unicodedata.normalize("NFC", file.casefold()) for file in files}
    assert len(folded) == len(files)
    for file in files:
        stem = file.removesuffix(".html")
        assert 0 < len(file.encode()) <= 255
        assert not set(file) & set('<>:"/\\|?*')
        assert stem.partition(".")[0].lower() not in RESERVED
        assert not stem.startswith(".")
        assert not stem.endswith((" ", "."))
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in file)


def test_surrogates_of_undecodable_names_are_replaced() -> None:
    name = feedback_names(["ann\udcff"])["ann\udcff"]
    assert name.encode().startswith(b"ann_-")


def test_two_cleaned_alike_differ() -> None:
    students = ["".join(pair) for pair in itertools.product("/\\:", repeat=2)]
    assert len(set(feedback_names(students).values())) == len(students)
