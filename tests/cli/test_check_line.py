"""A command line that is read without click asks for what click reads in it."""

from __future__ import annotations

from dataclasses import asdict
from itertools import chain

import click
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.check import check
from autograder.cli.check_line import FLAGS, VALUES, read_line

WORDS = ["mlp", "gradient.w", "all", "3", "-1", "zh", "a b", "x=y", "", "-", "--", "-h", "--help"]
WORDS += ["--onl", "--path", "--path=work", "--only=loss", "--lang=", "--seed=7", "--json=1", "~"]
PLAIN = [
    ["mlp"],
    ["--path", "work"],
    ["--path=a b"],
    ["--only", "loss"],
    ["--only=gradient.w"],
    ["--seed", "3"],
]
PLAIN += [["--seed=all"], ["--seed", "9"], ["--lang", "zh"], ["--hint"], ["--watch"], ["--json"]]


def by_click(words: list[str]) -> dict[str, object]:
    read = check.make_context("check", list(words)).params
    return read | {"seeds": [*read["seeds"]]}


def without_click(words: list[str]) -> dict[str, object] | None:
    asked = read_line(words)
    return None if asked is None else asdict(asked) | {"seeds": [*asked.seeds]}


@given(st.lists(st.sampled_from([*WORDS, *VALUES, *FLAGS]), max_size=6))
def test_what_is_read_is_what_click_reads(words: list[str]) -> None:
    assert (read := without_click(words)) is None or read == by_click(words)


@given(st.lists(st.sampled_from(PLAIN), max_size=6))
def test_a_plain_line_is_read(parts: list[list[str]]) -> None:
    line = [*chain.from_iterable(parts)]
    assert without_click(line) == (by_click(line) if line.count("mlp") < 2 else None)


def test_every_option_is_known() -> None:
    options = [each for each in check.params if isinstance(each, click.Option)]
    assert {each.opts[0]: each.name for each in options} == VALUES | FLAGS
    assert {each.opts[0] for each in options if each.is_flag} == set(FLAGS)
    assert without_click([]) == by_click([])
