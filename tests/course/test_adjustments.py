"""adjustments.toml: what it says, and one sentence for what it cannot mean."""

from datetime import UTC, datetime

import pytest

from autograder.course.adjustments import load_adjustments
from autograder.course.decisions_file import append_decision, remove_last
from autograder.errors import CourseError


def loaded(folder, text):
    (folder / "adjustments.toml").write_text(text, encoding="utf-8")
    return load_adjustments(folder, ["softmax", "mlp"])


def test_no_file_decides_nothing(tmp_path):
    assert load_adjustments(tmp_path, []).students == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[student]]\nid = "a"\nassignment = "sotfmax"\n', "adjustments.toml:3: there is no assignment 'sotfmax'. Did you mean softmax?"),
        ('[[student]]\nid = "a"\n\n[[student]]\nid = "b"\nbonsu = 3\n', "adjustments.toml:6: "),
        ('[[student]]\nid = "a"\nbonus = "3"\n', "adjustments.toml:3: bonus"),
        ('[[student]]\nid = "a"\nbonus = nan\n', "adjustments.toml:3: bonus: a number from -1000000 to 1000000 is expected, not nan."),
        ('[[student]]\nid = "a"\nscore = -1\n', "adjustments.toml:3: score: a number from 0 "),
        ('[[student]]\nid = "a"\nscore = 1e999\n', "adjustments.toml:3: score: a number from 0 "),
        ('[[student]]\nid = "a"\nlate_days = -1\n', "adjustments.toml:3: late_days: a whole number from 0 "),
        ('[[student]]\nid = "a"\nlate_days = true\n', "adjustments.toml:3: late_days: "),
        ('[[student]]\nid = "a"\n[student.checks]\n"l.v" = inf\n', "adjustments.toml:4: checks.l.v: "),
        ('[[class]]\nassignment = "mlp"\nattempts = -1\n', "adjustments.toml:3: attempts: "),
        ('[[class]]\nassignment = "mlp"\npoints = { "l.v" = -1 }\n', "adjustments.toml:3: points.l.v: "),
        ('[[student]]\nbonus = 3\n', "adjustments.toml:1: "),
        ('[[class]]\nassignment = "mlp"\nfeedback_after = 2026-03-01T10:00:00\n', "needs a time zone"),
        ('[student]\nid = "a"\n', "write [[student]], with two brackets"),
        ('[[studnet]]\nid = "a"\n', "adjustments.toml:1: there is no [[studnet]]. Did you mean student?"),
        ("[[student]\n", "adjustments.toml:1: "),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_one_sentence_with_the_line(tmp_path, text, says):
    with pytest.raises(CourseError) as error:
        loaded(tmp_path, text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_unknown_students_are_named_with_their_lines_and_the_nearest(tmp_path):
    text = "".join(f'[[student]]\nid = "{id}"\nbonus = 1\n' for id in ("ann", "bbo", "李娜"))
    found = loaded(tmp_path, text)
    assert found.of_strangers(["ann", "bob"]) == (
        "adjustments.toml decides for 'bbo' (line 5; did you mean bob?), '李娜' (line 8): nobody in this class "
        "is called so, and it does not count here."
    )
    assert found.of_strangers(["ann", "bbo", "李娜"]) == ""


def test_names_of_a_large_class_are_not_compared_one_by_one(tmp_path):
    text = "".join(f'[[student]]\nid = "s{number}"\n' for number in range(300))
    said = loaded(tmp_path, text).of_strangers(f"t{number}" for number in range(1000))
    assert "'s299' (line 600)" in said
    assert "did you mean" not in said


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_an_editor_on_windows_wrote_is_read_and_stays(tmp_path, mark, end):
    path = tmp_path / "adjustments.toml"
    by_hand = f'{mark}# 病{end}[[student]]{end}id = "ann"{end}bonus = 1{end}'.encode()
    path.write_bytes(by_hand)
    append_decision(tmp_path, "student", {"id": "bob", "bonus": 2.0})
    found = load_adjustments(tmp_path, ["mlp"])
    assert [(one.id, one.bonus) for one in found.students] == [("ann", 1), ("bob", 2)]
    assert found.lines == (3, 7)
    assert path.read_bytes().startswith(by_hand.rstrip())


def test_what_the_command_writes_is_read_as_it_was_meant(tmp_path):
    fields = {
        "id": '李 "娜"\\', "assignment": "mlp", "extension": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "late_days": 2, "excused": True, "checks": {"a.b": 2.5}, "score": 1e-7, "bonus": -3.0,
        "comment": "two\nlines, é", "reason": "#",
    }  # fmt: skip
    append_decision(tmp_path, "student", fields)
    append_decision(
        tmp_path, "class", {"assignment": "mlp", "exclude": ("a.b", "c.d"), "attempts": 3}
    )
    found = load_adjustments(tmp_path, ["mlp"])
    assert {key: getattr(found.students[0], key) for key in fields} == fields
    assert found.classes[0].exclude == ("a.b", "c.d")
    assert (found.attempts, found.feedback_after) == (3, None)


def test_what_was_written_by_hand_stays_as_it_is(tmp_path):
    path = tmp_path / "adjustments.toml"
    by_hand = '# Ann was ill.\n[[student]]\nid="ann"   # 2023\nbonus=1\n'
    path.write_text(by_hand)
    append_decision(tmp_path, "student", {"id": "bob", "bonus": 2.0})
    assert path.read_text().startswith(by_hand)
    remove_last(path)
    assert path.read_text() == by_hand
    path.unlink()
    append_decision(tmp_path, "student", {"id": "bob", "bonus": 2.0})
    remove_last(path)
    assert not path.exists()
