"""Submissions that try to carry the inputs of hidden checks out, in whatever is shown of a failure."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from helpers.court import FORGE, Court, worthless_loss, written
from helpers.marks import sampled

from autograder.results.render.html import feedback_page

# The batches of visible checks have these sizes; what leaks on others leaks from a hidden check.
VISIBLE_SIZES = (4, 8, 10, 16)
WORD = "SMUGGLED"

LEAKS = {
    "an exception's text": "raise ValueError(word)",
    "an exception's arguments": "raise KeyError(word, word)",
    "an exception's name": "raise type(word, (Exception,), {})()",
    "an exception's name and module": "raise type(word, (Exception,), {'__module__': word})(word)",
    "an exception's qualified name": "raise type('E', (Exception,), {'__qualname__': word})(word)",
    "a note": "error = ValueError(); error.add_note(word); raise error",
    "a cause": "raise ValueError() from ValueError(word)",
    "a group": "raise ExceptionGroup(word, [ValueError(word)])",
    "a function's name": """
namespace = {}
exec(compile(f"def {word}(): raise ValueError", "loss.py", "exec"), namespace)
namespace[word]()
""",
    "a file's name": "exec(compile('raise ValueError', word + '.py', 'exec'))",
    "a missing module's name": "raise ModuleNotFoundError(word, name=word)",
    "a missing module": "__import__(word)",
    "an import error": "raise ImportError(word, name=word, path=word)",
    "a syntax error": "compile('(', word, 'exec')",
    "a syntax error in words": "raise SyntaxError(word, (word, 7, 7, word))",
    "a todo": "raise NotImplementedError(word)",
    "an exit": "raise SystemExit(word)",
    "a missing attribute": "self.__dict__.clear(); raise AttributeError(word, name=word, obj=self)",
    "the type of a result": "return type(word, (), {})(), 0.0",
    "the type of all results": "return type(word, (), {})()",
    "a result that is text": "return word, word",
    "a result that numpy cannot read": "return [word, [word]], {word: word}",
    "what is printed": "import sys; print(word); print(word, file=sys.stderr); raise ValueError",
    "a warning": "import warnings; warnings.warn(word); raise ValueError",
    "a dtype": "return np.zeros(1, dtype=[(word, 'f8')]), 0.0",
    "a key": "return {word: 1.0}",
    "a stand-in": """
error = sys.modules["softmark_worker.stand_ins"].StandInUsed(word, name=word)
raise error
""",
    "a forged failure to load": "told = {'kind': 'load', 'syntax': {'file': word, 'text': word}}",
    "a forged failure to import": "told = {'kind': 'load', 'module': word, 'stand_in': word}",
    "a forged type": "told = {'kind': 'raised', 'type': word, 'text': word, 'function': word}",
    "a forged place": "told = {'kind': 'raised', 'type': 'E', 'file': word, 'line': 1}",
    "a forged value": "told = {'kind': 'value', 'type': word, 'text': word}",
    "a forged attribute": "told = {'kind': 'missing', 'name': word, 'on': word, 'operation': word}",
    "a forged signature": "told = {'kind': 'signature', 'name': word, 'text': word}",
    "a forged death": "told = {'kind': 'died', 'text': word}",
    "a forged kind": "told = {'kind': word}",
}
FORGED = """
told = None
def reply(answer):
    def inner(self, message):
        honest = answer(self, message)
        return honest if told is None else wire.encode({"failure": {"at": 0, **told}})
    return inner
executor.Executor.answer = reply(executor.Executor.answer)
"""


# Both languages show the same facts; a few are tried in both all the same.
IN_CHINESE = ("an exception's name", "a missing module", "a stand-in", "a forged failure to load")


@pytest.mark.parametrize(
    ("name", "language"),
    sampled([*product(LEAKS, ["en"]), *product(IN_CHINESE, ["zh"])]),
)
def test_nothing_of_a_hidden_check_comes_out(court: Court, name: str, language: str) -> None:
    loss = worthless_loss(
        at_import=FORGE + FORGED,
        in_forward=f"""
global told
told = None
word = "SMUG" + "GLED"
if len(labels) not in {VISIBLE_SIZES}:
{chr(10).join("    " + line for line in LEAKS[name].splitlines())}
""",
    )
    court.grader.language = language
    try:
        result = court.grade_loss(loss)
    finally:
        court.grader.language = "en"
    court.assert_nothing_gained(result)
    assert WORD not in written(result)


def test_a_visible_check_does_show_the_text(court: Court) -> None:
    """So that the word would be seen above if it came out."""
    result = court.grade_loss(worthless_loss(in_forward='raise ValueError("SMUG" + "GLED")'))
    assert WORD in written(result)


def test_a_hidden_check_shows_the_type_and_the_students_line(court: Court) -> None:
    loss = worthless_loss(in_forward="raise ZeroDivisionError('SMUG' + 'GLED')")
    result = court.grade_loss(loss)
    line = loss.decode().splitlines().index("        raise ZeroDivisionError('SMUG' + 'GLED')") + 1
    hidden = [check for check in result.checks if check.hidden and check.id.startswith("loss.")]
    assert hidden
    for check in hidden:
        assert "ZeroDivisionError" in check.message
        assert f"loss.py, line {line}" in check.message
        assert WORD not in check.message


def test_wrong_values_of_hidden_checks_are_not_shown(court: Court) -> None:
    result = court.grade_loss(worthless_loss(in_forward="return 12345.678, 98765.432"))
    hidden = [check for check in result.checks if check.hidden]
    shown = " ".join(f"{check.message} {check.hint} {check.diagnosis}" for check in hidden)
    assert "12345" not in shown
    assert "98765" not in shown
    court.assert_nothing_gained(result)


def test_the_variant_of_the_inputs_is_not_on_the_page(court: Court) -> None:
    result = court.grade_loss(worthless_loss())
    other = replace(result, variant=result.variant + 1)
    assert feedback_page(result, "title") == feedback_page(other, "title")
