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
        ("weight = 1", r"^course.toml:1: weight: there is no such key. Did you mean weights"),
        ("[weights]\nkn = 1", r"^course.toml:2: \[weights\] kn is no assignment. Did you mean knn"),
        ('[weights]\nknn = "2"', r"^course.toml:2: weights.knn: a number from 0"),
        ("[weights]\nknn = nan", "weights.knn: a number from 0 to 1000000 is expected, not nan"),
        ("[weights]\nknn = -2", "weights.knn: .* not -2"),
        ("[weights]\nknn = true", "weights.knn: .* not True"),
        ("title = 1\n[drop]\nlowest = 1", "course.toml:1: title: a string is expected"),
        ("[drop]\nlowest = -1", "course.toml:2: drop.lowest: a whole number from 0"),
        ("[drop]\nlowest = 1.5", "course.toml:2: drop.lowest: a whole number from 0"),
        ("weights = 1", "course.toml:1: weights: a table is expected"),
        (
            'language = "de"',
            "course.toml:1: language: there are no sentences in 'de', only in en, zh",
        ),
        ('languages = ["en", "de"]', "languages: there are no sentences in 'de'"),
        ('language = "en"\nlanguages = ["zh"]', "'en' is none of the languages"),
        ("languages = []", "languages: name one at least"),
        ('languages = "en"', "languages: a list is expected"),
        ("title = ", "course.toml:1: "),
        (f"[weights]\nknn = {'9' * 5000}", "course.toml: Exceeds the limit"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(CourseError, match=sentence):
        load_settings(tmp_path, ["knn"])
