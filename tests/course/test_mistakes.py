"""mistakes.toml: what it must hold, and where it is said to be wrong."""

import pytest

from autograder.course.course import Bundle
from autograder.course.mistakes import apply_mistake, apply_mistakes, load_mistakes, with_forms
from autograder.errors import CourseError

REFERENCE = b"total = a + b\nmean = total / n\nprint(n)\n"
TEXTS = 'title = "t"\nhint = {en = "h", zh = "h"}\n'
EDIT = '[[mistake.edits]]\nfile = "loss.py"\nold = "a + b"\nnew = "a - b"\n'
GOOD = f'[[mistake]]\nid = "minus"\n{TEXTS}{EDIT}'


def bundle(text):
    content = text if isinstance(text, bytes) else text.encode()
    return Bundle(
        name="demo",
        assignment={},
        solution={"mistakes.toml": content, "loss.py": REFERENCE, "hidden.py": b"a + b"},
    )


def refused(text):
    with pytest.raises(CourseError) as caught:
        load_mistakes(bundle(text))
    return str(caught.value)


def test_a_mistake_is_its_edit_of_the_reference():
    (mistake,) = load_mistakes(bundle(GOOD))
    assert mistake.id == "minus"
    assert mistake.line == 1
    made = apply_mistake({"loss.py": REFERENCE, "other.py": b"x"}, mistake)
    assert made == {"loss.py": REFERENCE.replace(b"+", b"-"), "other.py": b"x"}


def test_text_of_several_lines_is_taken_exactly():
    edit = "[[mistake.edits]]\nfile = 'loss.py'\nold = '''\ntotal = a + b\nmean'''\nnew = '''x'''\n"
    (mistake,) = load_mistakes(bundle(f'[[mistake]]\nid = "lines"\n{TEXTS}{edit}'))
    assert apply_mistake({"loss.py": REFERENCE}, mistake)["loss.py"].startswith(b"x = total")


def test_an_assignment_may_have_no_mistakes():
    assert load_mistakes(Bundle(name="demo", assignment={}, solution={})) == ()


def test_two_mistakes_are_made_together_where_they_touch_different_text():
    both = GOOD + GOOD.replace("minus", "times").replace("a + b", "total /").replace("a - b", "*")
    minus, times = load_mistakes(bundle(both))
    files = {"loss.py": REFERENCE}
    assert apply_mistakes(files, [times, minus]) == apply_mistakes(files, [minus, times])
    assert apply_mistakes(files, [minus, times])["loss.py"].startswith(b"total = a - b\nmean = * n")
    assert apply_mistakes(files, [minus, minus]) is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD + "\n" + GOOD, 10, ["'minus'", "defined before", "line 1"]),
        ("# first\n\n" + GOOD.replace("a + b", "a * b"), 3, ["loss.py", "not found"]),
        ("\n" + GOOD.replace("a + b", "total"), 2, ["loss.py", "found 2 times"]),
        (GOOD.replace('"a + b"', '""'), 1, ["exactly once"]),
        (GOOD.replace('"a - b"', '"a + b"'), 1, ["the same"]),
        (GOOD.replace("loss.py", "lost.py"), 1, ["no file 'lost.py'", "loss.py"]),
        (GOOD.replace("loss.py", "hidden.py"), 1, ["no file 'hidden.py'"]),
        (GOOD.replace('hint = {en = "h", zh = "h"}\n', ""), 1, ["no hint"]),
        (GOOD.replace('title = "t"', 'title = " "'), 1, ["no title"]),
        (GOOD.replace('zh = "h"', 'zh = ""'), 1, ["hint", "'zh'"]),
        (GOOD.replace('zh = "h"', 'Chinese = "h"'), 1, ["hint", "'Chinese' is no language"]),
        (GOOD.replace('"t"', "3"), 1, ["title", "write a string"]),
        (GOOD.replace("hint =", "hints ="), 1, ["unknown key 'hints'", "Did you mean"]),
        (GOOD.replace("new =", "now ="), 1, ["now"]),
        (GOOD.replace(EDIT, ""), 1, ["no edits"]),
        (GOOD.replace('id = "minus"\n', ""), 1, ["id"]),
        (GOOD.replace('"minus"', '"Minus sign"'), 1, ["small letters"]),
        (GOOD.replace('"minus"', "3"), 1, ["str"]),
        (GOOD + EDIT.replace("a + b", "+ b"), 1, ["same text"]),
        (GOOD + '\n[[error]]\nid = "x"\n', 10, ["unknown key 'error'"]),
        ("mistake = 3\n", 1, ["[[mistake]]"]),
        (GOOD + "\nid = \n", 10, ["line 10"]),
        (GOOD.encode() + b"# \xff\n", 9, ["UTF-8"]),
        (
            GOOD.replace('"a - b"', "'''\n[[mistake]]\n'''")
            + GOOD.replace("minus", "over").replace("+ b", "/ b"),
            11,
            ["not found"],
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, line, words):
    message = refused(text)
    assert message.startswith(f"solutions/demo/mistakes.toml:{line}: ")
    assert "\n" not in message
    for word in words:
        assert word in message


OTHER = b"total = sum([a, b])\n"
FORM = (
    '[[mistake.form]]\non = "alternative/summed"\n[[mistake.form.edits]]\nfile = "loss.py"\n'
    'old = "[a, b]"\nnew = "[a, -b]"\n'
)


def with_alternative(text):
    known = bundle(text)
    solution = {**known.solution, "alternative/summed/loss.py": OTHER}
    return Bundle(name="demo", assignment={}, solution=solution)


def test_a_form_is_an_edit_of_another_right_solution():
    demo = with_alternative(GOOD + FORM)
    (mistake,) = load_mistakes(demo)
    own, form = with_forms([mistake])
    assert (own.key, form.key, form.id) == ("minus", "minus/1", "minus")
    made = apply_mistake({"loss.py": REFERENCE}, form, demo.solution)
    assert made["loss.py"] == b"total = sum([a, -b])\n"


def test_a_form_may_edit_the_reference_too():
    form = FORM.replace('on = "alternative/summed"\n', "").replace("[a, b]", "a + b")
    (mistake,) = load_mistakes(bundle(GOOD + form.replace("[a, -b]", "-b + a")))
    made = apply_mistake({"loss.py": REFERENCE}, with_forms([mistake])[1])
    assert made["loss.py"].startswith(b"total = -b + a")


def test_edits_of_different_solutions_cannot_be_made_at_once():
    demo = with_alternative(GOOD + FORM)
    own, form = with_forms(load_mistakes(demo))
    assert apply_mistakes({"loss.py": REFERENCE}, [own, form], demo.solution) is None


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (FORM.replace("summed", "missing"), "has no folder 'alternative/missing'"),
        (FORM.replace("[a, b]", "[b, a]"), "is not found"),
        (FORM.partition("[[mistake.form.edits]]")[0], "add a [[mistake.form.edits]]"),
        (FORM.replace("[a, -b]", "[a, b]"), "old and new are the same"),
    ],
)
def test_a_wrong_form_is_said_with_its_number_and_line(form, words):
    with pytest.raises(CourseError) as caught:
        load_mistakes(with_alternative(GOOD + form))
    assert words in str(caught.value)
    assert str(caught.value).startswith("solutions/demo/mistakes.toml:1: mistake 'minus', form 1")
