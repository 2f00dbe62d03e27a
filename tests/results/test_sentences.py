"""The sentences students read: in every language, each one used, and none missing."""

from __future__ import annotations

import ast
import inspect
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from helpers.double_course import ROOT

import autograder
from autograder.grading.messages import describe_note
from autograder.results.text import knows, languages, missing, say
from autograder.results.text.sentences import sentences
from autograder.submissions import Note, Refused

PACKAGE = Path(autograder.__file__).parent
ENGLISH, CHINESE = sentences("en"), sentences("zh")
# What is told of a file that was left out, as `Note` documents it: code, facts.
NOTES = dict(re.findall(r"^ {4}([a-z-]+) {2,}(.+)$", inspect.getdoc(Note) or "", re.MULTILINE))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def test_the_package_speaks_english_and_chinese() -> None:
    assert {"en", "zh"} <= set(languages())
    assert len(ENGLISH) > 300


@pytest.mark.parametrize("language", languages())
def test_a_language_of_the_package_says_what_english_says_with_no_other_facts(
    language: str,
) -> None:
    own = sentences(language)
    assert [key for key in ENGLISH if key in own] == list(own)
    for key, sentence in own.items():
        assert placeholders(sentence) <= placeholders(ENGLISH[key])


def test_chinese_is_complete() -> None:
    assert missing("zh") == {}


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_a_sentence_stands_in_both_languages_with_the_same_facts(key: str) -> None:
    english, chinese = ENGLISH[key], CHINESE[key]
    assert english.strip()
    assert chinese.strip()
    assert placeholders(english) == placeholders(chinese)
    assert not any(map(is_chinese, english))
    words = [part for part, *_ in string.Formatter().parse(chinese)]
    assert any(is_chinese(char) for part in words for char in part) or len(chinese) < 40


def test_a_language_without_a_file_speaks_english() -> None:
    assert say("summary.full", "xx") == say("summary.full", "en") != say("summary.full", "zh")
    assert missing("xx") == ENGLISH
    with pytest.raises(KeyError):
        say("never.said", "zh")
    assert knows("summary.full")
    assert not knows("never.said")


@cache
def sources() -> tuple[ast.AST, ...]:
    files = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "text"]
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in files)


@cache
def keys_in_templates() -> frozenset[str]:
    """Whole strings in the templates, and "a.*" or "*.b" for keys that are put together."""
    found = set()
    for path in (PACKAGE / "results" / "render" / "templates").glob("*.*"):
        # The first argument of each call of t().
        for key in re.findall(r"\bt\(([^,)]*)", path.read_text(encoding="utf-8")):
            starts, ends = re.findall(r"'([\w.]+)' ~", key), re.findall(r"~ '([\w.]+)'", key)
            found |= {f"{start}*" for start in starts} | {f"*{end}" for end in ends}
            if not starts and not ends:
                found |= set(re.findall(r"'([\w.]+)'", key))
    return frozenset(found)


SPEAKERS = {"say": "", "translate": "", "Note": "note.", "Refused": "refused."}


def spoken(call: ast.Call) -> Iterator[str]:
    """The keys that a call of a speaker names, all of them where it chooses between several."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    key = call.args[0] if name in SPEAKERS and call.args else None
    for node in [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]:
        if isinstance(node, ast.Constant):
            yield SPEAKERS[name] + str(node.value)


def test_every_key_that_is_named_is_in_the_catalogue() -> None:
    calls = [node for tree in sources() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {key for call in calls for key in spoken(call)}
    assert len(named) > 60
    assert named <= set(ENGLISH)
    whole = {key for key in keys_in_templates() if "*" not in key}
    assert len(whole) > 50
    assert whole <= set(ENGLISH)


@cache
def constants() -> frozenset[str]:
    """All strings in the package, and in the checks of this course: they name what they draw."""
    course = [*ROOT.glob("assignments/*/checks.py"), *ROOT.glob("solutions/*/hidden.py")]
    checks = [ast.parse(path.read_text(encoding="utf-8")) for path in course]
    nodes = (node for tree in [*sources(), *checks] for node in ast.walk(tree))
    return frozenset(
        node.value for node in nodes if isinstance(node, ast.Constant) and type(node.value) is str
    )


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """The f-strings that can make a key out of one word: f"note.{code}", f"{stage}.hidden"."""
    found = {key.replace("*", "(.+)") for key in keys_in_templates() if "*" in key}
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                words = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"
                    for part in node.values
                ]
                if len(parts) == len(words) + 1 and re.fullmatch(r"[\w.-]+", "".join(words)):
                    found.add("".join(parts))
    return tuple(map(re.compile, found))


def is_used(word: str) -> bool:
    if word in constants() or word in keys_in_templates():
        return True
    matches = (pattern.fullmatch(word) for pattern in patterns())
    return any(is_used(match[1]) for match in matches if match)


def test_every_sentence_is_used() -> None:
    assert [key for key in sorted(ENGLISH) if not is_used(key)] == []


def test_a_sentence_that_nothing_uses_is_noticed() -> None:
    assert not is_used("note.never")
    assert not is_used("never.said")


def test_each_note_has_its_own_sentence() -> None:
    assert len(NOTES) > 15
    assert {f"note.{code}" for code in NOTES} == {key for key in ENGLISH if key[:5] == "note."}


@pytest.mark.parametrize("code", sorted(NOTES))
def test_a_notes_sentence_needs_only_facts_that_the_note_has(code: str) -> None:
    facts = {"path", *re.findall(r"\w+", NOTES[code])}
    assert placeholders(ENGLISH[f"note.{code}"]) <= facts


def test_notes_and_refusals_are_told_in_both_languages() -> None:
    note = Note("duplicate", "a.py", {"copies": 2})
    assert describe_note(note, "en") == "a.py is in the archive 2 times: the last one counts."
    assert describe_note(note, "zh") == "a.py 在压缩包中出现了 2 次：以最后一个为准。"
    refusal = Refused("encrypted", {"name": "a.zip"})
    assert str(refusal) == "a.zip is encrypted."
    assert say("refused.encrypted", "zh", name="a.zip") == "a.zip 已加密。"


@pytest.mark.parametrize("language", languages())
def test_sentences_that_are_read_one_by_one_are_those_of_the_whole_file(language: str) -> None:
    file = PACKAGE / "results" / "text" / f"{language}.toml"
    whole = tomllib.loads(file.read_text(encoding="utf-8"))
    one_by_one = sentences(language)
    assert list(one_by_one) == list(whole)
    assert dict(one_by_one) == whole
    assert len(one_by_one) > 100
    assert "no such sentence" not in one_by_one
