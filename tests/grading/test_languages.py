"""A third language is one file: the pages, the terminal and the card speak it, and English where it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.commands import assert_refused
from helpers.commands import softmark_process as softmark
from helpers.double_course import ASSIGNMENT, CHECKS, load, write_course

from autograder.authoring.package import package_files
from autograder.authoring.release import release
from autograder.course.course import Course
from autograder.errors import CourseError
from autograder.grading.notebook_card import check
from autograder.results.text import languages, say

GERMAN = """\
lang = "de"
score = "Punkte"
values = "{output}: Form {shape} stimmt · dtype {dtype} stimmt · {differ} von {total} Werten sind falsch"
"values.hidden" = "{output} hat falsche Werte"
"status.failed" = "Falsches Ergebnis"
"status.passed" = "Bestanden"
"pattern.zero" = "alle deine Werte sind 0"
"run.failed" = "{failed} von {total} sichtbaren Tests schlagen fehl; verborgene laufen bei der Bewertung."
"feedback.title" = "Rückmeldung: {assignment}"
"feedback.failed" = "Was fehlt"
"""
IN_GERMAN = ASSIGNMENT.replace(
    'title = "Doubling"', 'title = { en = "Doubling", de = "Verdoppeln" }'
)
TITLES = CHECKS.replace('{"zh"', '{"de": "das Doppelte", "zh"')
ZEROS = "def double(x):\n    return 0 * x\n"
ENGLISH = 'language = "en"\nlanguages = ["en", "de"]\n'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in German with ten sentences; students of it return zeros."""
    made = write_course(tmp_path / "course", ASSIGNMENT=IN_GERMAN, CHECKS=TITLES)
    (made.root / "course.toml").write_text('language = "de"\n')
    (made.root / "sentences").mkdir()
    (made.root / "sentences" / "de.toml").write_text(GERMAN, encoding="utf-8")
    release(made, load(made))
    work = made.root / "class" / "ann" / "double.py"
    work.parent.mkdir(parents=True)
    work.write_text(ZEROS)
    return made


def test_the_terminal_speaks_german_and_english_where_it_is_silent(course: Course) -> None:
    done = softmark("check", "--path", course.root / "class" / "ann", cwd=course.root)
    assert done.returncode == 1, done.stderr
    for words in (
        "das Doppelte",
        "stimmt",
        "3 von 3 Werten sind falsch",
        "1 von 1 sichtbaren Tests",
    ):
        assert words in done.stdout
    assert "visible points" in done.stdout
    assert "Reproduce: softmark check doubling" in done.stdout


def test_the_page_speaks_german_and_english_where_it_is_silent(course: Course) -> None:
    done = softmark("grade", "doubling", course.root / "class", "--out", "out", cwd=course.root)
    assert done.returncode == 0, done.stderr
    (page,) = (course.root / "out" / "feedback").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    for words in ("Rückmeldung: Verdoppeln", "Was fehlt", "das Doppelte", "Falsches Ergebnis"):
        assert words in text
    assert "doubled hat falsche Werte" in text
    assert "Run it yourself" in text


def test_the_card_speaks_german(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("__main__.double", lambda x: 0 * x, raising=False)
    card = repr(check("double.value"))
    assert "das Doppelte" in card
    assert "3 von 3 Werten sind falsch" in card
    assert "3 of 3 values differ" in repr(check("double.value", lang="en"))
    assert "there are no sentences in 'fr', only in de, en, zh" in repr(check("double", lang="fr"))


def test_what_is_missing_is_listed_as_the_file_takes_it(course: Course) -> None:
    done = softmark("sentences", "de", cwd=course.root)
    listed = done.stdout.splitlines()
    assert 'score = "Score"' not in listed
    assert '"feedback.passed" = "{passed} of {total} checks passed"' in listed
    everything = softmark("sentences", cwd=course.root).stdout.splitlines()
    assert len(everything) == len(listed) + 10
    assert softmark("sentences", "zh", cwd=course.root).stdout == ""
    # The list is a file of the language.
    (course.root / "sentences" / "fr.toml").write_text(done.stdout, encoding="utf-8")
    assert load(course).languages == ("de",)
    assert "fr" in languages()


def test_a_language_that_nobody_wrote_is_refused(course: Course, tmp_path: Path) -> None:
    done = softmark(
        "check", "--path", course.root / "class" / "ann", "--lang", "fr", cwd=course.root
    )
    assert_refused(done, "--lang", "'fr'", "de, en, zh", "sentences/LANGUAGE.toml")
    assert_refused(
        softmark("init", tmp_path / "new", "--lang", "de", cwd=tmp_path), "--lang", "'de'"
    )
    assert not (tmp_path / "new").exists()


def test_another_course_does_not_speak_it(course: Course, tmp_path: Path) -> None:
    load(course)
    assert say("score", "de") == "Punkte"
    load(write_course(tmp_path / "other"))
    assert say("score", "de") == "Score"
    assert languages() == ("en", "zh")


def test_a_course_may_say_an_english_sentence_in_its_own_words(course: Course) -> None:
    (course.root / "sentences" / "en.toml").write_text('score = "Marks"\n')
    load(course)
    assert say("score", "en") == "Marks"
    assert say("score", "zh") == "得分"


def test_the_students_package_speaks_it(course: Course) -> None:
    (course.root / "course.toml").write_text(ENGLISH + "[weights]\ndoubling = 2\n")
    files = package_files(course, load(course), with_data=False)
    assert files["sentences/de.toml"].decode() == GERMAN
    assert files["course.toml"].decode() == ENGLISH
    assert b"softmark check doubling --lang de" in files["README.de.md"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '\nvalues_ = "x"\n',
            r"^sentences/de\.toml:2: 'values_' is no sentence\. Did you mean values",
        ),
        ('score = "{points}"\n', r"de\.toml:1: 'score' names \{points\}, but there is nothing"),
        ('first = "{at.__class__}"\n', r"names \{at\.__class__\}, but there is \{at\}"),
        ('slow = "{ratio:zzz} {limit}"\n', r"names \{ratio:zzz\}, but"),
        ('first = "{at"\n', r"^sentences/de\.toml:1: 'first'"),
        ("score = 3\n", "with quotes around both"),
        ("[run]\nfailed = 'x'\n", r"^sentences/de\.toml:\d: 'run' is no sentence"),
        ("score = \n", r"^sentences/de\.toml:1: "),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(course: Course, text: str, words: str) -> None:
    (course.root / "sentences" / "de.toml").write_text(text)
    with pytest.raises(CourseError, match=words):
        load(course)


@pytest.mark.slow
def test_a_translation_is_asked_for_in_the_courses_languages_only(course: Course) -> None:
    assert "Verified: no problems." in softmark("verify", cwd=course.root).stdout
    (course.root / "course.toml").write_text(ENGLISH)
    done = softmark("verify", cwd=course.root)
    assert done.returncode == 1
    assert "hidden.py:5: double.twice: the title is not there in de" in done.stdout
    assert "double.value" not in done.stdout
    checks = course.root / "assignments/doubling/checks.py"
    own = ', expect=Expect(says={"en": "wrong"}))\ndef double_value'
    checks.write_text(checks.read_text().replace(")\ndef double_value", own))
    done_again = softmark("verify", cwd=course.root)
    assert "expect of '*': the text of says is not there in de" in done_again.stdout
    assert 'says = { en = "...", de = "..." }' in done_again.stdout
    assert 'title = { en = "...", de = "..." }' in done.stdout
