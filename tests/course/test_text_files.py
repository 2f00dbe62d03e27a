"""The files of a course that people write, in whatever encoding their editor does."""

from pathlib import Path

import pytest
from helpers.double_course import ASSIGNMENT, CHECKS, REFERENCE, load, write_course

from autograder.authoring.mutants import load_equivalents
from autograder.course.adjustments import load_adjustments
from autograder.course.levels import load_derivation
from autograder.course.mistakes import load_mistakes
from autograder.course.settings import load_settings
from autograder.course.translation import read_translation
from autograder.errors import CourseError

DOUBLING = "solutions/doubling/"
FILES = {
    "course.toml": ('# 课程\ntitle = "深度学习"\n', lambda c: load_settings(c.root, [])),
    "sentences/de.toml": (
        '# 课程\n"class.kept" = "behalten"\n',
        lambda c: load_settings(c.root, []),
    ),
    "adjustments.toml": (
        '# 病\n[[student]]\nid = "ann"\n',
        lambda c: load_adjustments(c.root, []),
    ),
    "assignments/doubling/assignment.toml": (
        ASSIGNMENT.lstrip().replace("Doubling", "加倍"),
        lambda c: load(c).config,
    ),
    f"{DOUBLING}mistakes.toml": ("# 错误\n", lambda c: load_mistakes(c.bundle("doubling"))),
    f"{DOUBLING}derive.toml": (
        '# 公式\nformulas = ["公式"]\n',
        lambda c: load_derivation(c.bundle("doubling")),
    ),
    f"{DOUBLING}translation.zh.toml": (
        '# 加倍\n[docstrings]\ndouble = "加倍"\n',
        lambda c: read_translation(c.bundle("doubling"), "zh"),
    ),
    f"{DOUBLING}equivalent_mutants.toml": ("# 变体\n", lambda c: load_equivalents(load(c))),
}

# What is refused as soon as the assignment is opened.
SOURCES = {
    "assignments/doubling/handout.md": "# 加倍\n",
    "assignments/doubling/checks.py": f"# 检查\n{CHECKS}",
    f"{DOUBLING}double.py": f"# 加倍\n{REFERENCE}",
    f"{DOUBLING}notebook.md": "# 加倍\n",
    f"{DOUBLING}alternative/sum/double.py": f"# 加倍\n{REFERENCE}",
}
FILES |= {name: (text, lambda c: load(c).stub("double.py")) for name, text in SOURCES.items()}


@pytest.fixture
def written(tmp_path: Path):
    def write(name: str, encoding: str):
        course = write_course(tmp_path)
        text, read = FILES[name]
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode(encoding))
        return read(course)

    return write


@pytest.mark.parametrize("name", FILES)
def test_the_mark_that_windows_puts_before_a_text_is_none_of_it(written, name: str) -> None:
    assert repr(written(name, "utf-8-sig")) == repr(written(name, "utf-8"))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
@pytest.mark.parametrize("name", FILES)
def test_another_encoding_is_one_sentence_with_the_line(written, name: str, encoding: str) -> None:
    with pytest.raises(CourseError) as error:
        written(name, encoding)
    sentence = f"{name}:1: this is not UTF-8 text: save the file as UTF-8."
    assert str(error.value) == sentence
