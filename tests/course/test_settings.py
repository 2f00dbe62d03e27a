"""course.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.settings import CourseSettings, load_settings
from autograder.errors import CourseError


def test_without_the_file_everything_counts_once(tmp_path: Path) -> None:
    assert load_settings(tmp_path, ["knn"]) == CourseSettings()


def test_weights_and_dropped_ones_are_read(tmp_path: Path) -> None:
    text = 'title = "Deep"\nlanguage = "zh"\n[weights]\nknn = 2\n[drop]\nlowest = 1\n'
    (tmp_path / "course.toml").write_text(text)
    assert load_settings(tmp_path, ["knn"]) == CourseSettings("Deep", "zh", ("zh",), {"knn": 2}, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("weight = 1", "there is no 'weight'. Did you mean weights"),
        ("[weights]\nkn = 1", "kn is no assignment. Did you mean knn"),
        ('[weights]\nknn = "2"', "knn has to be a number"),
        ("[drop]\nlowest = -1", "lowest has to be a whole number"),
        ('language = "de"', "there are no sentences in 'de', only in en, zh"),
        ('languages = ["en", "de"]', "languages: there are no sentences in 'de'"),
        ('language = "en"\nlanguages = ["zh"]', "'en' is none of the languages"),
        ("languages = []", "has to be a list"),
        ("title = ", "course.toml: "),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(CourseError, match=sentence):
        load_settings(tmp_path, ["knn"])
