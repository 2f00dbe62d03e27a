"""results.jsonl while it is written."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.made_results import ANN, BEA, LI
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.grading.batch import Results, ResultsLog
from autograder.grading.batch.private import write_in_pieces
from autograder.grading.batch.results_log import aside, set_aside
from autograder.results.in_order import in_order, who
from autograder.results.result_json import encode_result


def line(student: str, number: int) -> bytes:
    return encode_result(replace(ANN, student=student, key=f"k{number}"))


names = st.lists(st.sampled_from(["ann", "bob", "李娜", "o'neil\n"]), min_size=1, max_size=8)


@given(names, st.data())
def test_log_cut_at_any_byte_keeps_all_whole_lines_and_what_is_torn_beside_them(students, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.jsonl"
        log = ResultsLog(path)
        for number, student in enumerate(students):
            log.append(student, f"k{number}", "graded", line(student, number))
        log.close()
        content = path.read_bytes()
        cut = data.draw(st.integers(0, len(content)))
        path.write_bytes(content[:cut])
        # A line is whole where no more than its end is missing.
        *rows, torn = content[:cut].split(b"\n")
        whole = len(rows)
        if whole < len(students) and torn == line(students[whole], whole):
            whole, torn = whole + 1, b""
        last = {student: f"k{number}" for number, student in enumerate(students[:whole])}

        log = ResultsLog(path)
        assert {student: found.key for student, found in log.lines.items()} == last
        log.append("eve", "new", "graded", line("eve", 99))
        log.rewrite(sorted(log.lines))
        log.close()
        kept = [json.loads(row) for row in path.read_bytes().splitlines()]
        assert [row["student"] for row in kept] == sorted({*last, "eve"})
        assert {row["student"]: row["key"] for row in kept} == {**last, "eve": "k99"}
        beside = aside(path)
        assert (beside.read_bytes() if beside.exists() else b"").strip() == torn.strip()


def test_line_is_in_the_file_at_once(tmp_path):
    log = ResultsLog(tmp_path / "results.jsonl")
    log.append("ann", "k", "graded", line("ann", 1))
    assert (tmp_path / "results.jsonl").read_bytes() == line("ann", 1) + b"\n"
    log.close()


def test_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "results.jsonl").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        ResultsLog(tmp_path / "results.jsonl")


def test_looking_at_a_log_changes_nothing(tmp_path):
    path = tmp_path / "results.jsonl"
    for content in (b"garbage", b"", line("ann", 1), line("ann", 1) + b"\n" + line("bob", 2)[:-9]):
        path.write_bytes(content)
        ResultsLog(path).close()
        assert path.read_bytes() == content


@pytest.mark.parametrize(
    "damaged",
    [
        line("bob", 1)[:-9],
        line("bob", 1).replace(b'"max_score":', b'"max_score":"ten'),
        line("bob", 1).replace(b'"status":"graded"', b'"status":"withdrawn"'),
        line("bob", 1)[:80] + b"\xff" + line("bob", 1)[80:],
        line("bob", 1) + line("cyd", 1),
        bytes(80),
        b"[" * 100_000,
        b'{"student":"bob","new":' + b"[" * 100_000,
    ],
)
def test_line_that_cannot_be_read_is_kept_beside_and_named(tmp_path, damaged):
    path = tmp_path / "results.jsonl"
    path.write_bytes(line("ann", 1) + b"\n" + damaged + b"\n" + line("dee", 1) + b"\n")
    log = ResultsLog(path)
    log.append("bob", "k2", "graded", line("bob", 2))
    log.rewrite(sorted(log.lines))
    log.close()
    rows = [json.loads(row)["student"] for row in path.read_bytes().splitlines()]
    assert rows == ["ann", "bob", "dee"]
    assert aside(path).read_bytes() == damaged + b"\n"
    (said,) = set_aside(log)
    assert said.startswith(f"{path}:2 cannot be read (")
    assert ("'bob'" in said) == damaged.startswith(b'{"student"')
    assert str(aside(path)) in said


def test_last_line_that_was_torn_and_is_graded_anew_is_no_loss(tmp_path):
    path = tmp_path / "results.jsonl"
    path.write_bytes(line("ann", 1) + b"\n" + line("bob", 1)[:-9])
    log = ResultsLog(path)
    log.append("bob", "k2", "graded", line("bob", 2))
    log.rewrite(sorted(log.lines))
    log.close()
    assert list(set_aside(log)) == []
    assert [path] == list(tmp_path.iterdir())


def test_what_an_editor_on_windows_makes_of_a_log_is_read(tmp_path):
    path = tmp_path / "results.jsonl"
    rows = [line("ann", 1), line("bob", 1), b"", line("ann", 2)]
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(rows))
    log = ResultsLog(path)
    assert {student: found.key for student, found in log.lines.items()} == {
        "ann": "k2",
        "bob": "k1",
    }
    log.append("cyd", "k3", "graded", line("cyd", 3))
    log.rewrite(["ann", "bob", "cyd"])
    log.close()
    assert path.read_bytes() == b"".join(
        row + b"\n" for row in (line("ann", 2), line("bob", 1), line("cyd", 3))
    )


def test_results_are_read_in_any_order_and_those_of_an_earlier_run_say_so(tmp_path):
    log = ResultsLog(tmp_path / "results.jsonl")
    for one in (LI, BEA, ANN):
        log.append(one.student, "k", one.status, encode_result(one))
    log.close()
    results = Results(log.path, log.lines, stale=[BEA.student])
    ordered = in_order(results)
    assert list(who(ordered)) == [one.student for one in ordered] == ["ann", "bea", LI.student]
    assert ordered[0] == ANN
    assert "earlier run" in ordered[1].message
    assert list(results.without([BEA.student])) == [LI, ANN]
    assert list(in_order([LI, BEA, ANN])) == [ANN, BEA, LI]


def test_nobody_sees_half_of_a_text_whose_pieces_fail(tmp_path):
    path = tmp_path / "summary.html"
    write_in_pieces(path, ["a", "李"])
    with pytest.raises(ZeroDivisionError):
        write_in_pieces(path, (str(1 // number) for number in (1, 0)))
    assert path.read_text() == "a李"
    assert [path] == list(tmp_path.iterdir())
