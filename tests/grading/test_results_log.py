"""results.jsonl while it is written."""

import json
import tempfile
from pathlib import Path

import pytest
from helpers.made_results import ANN, BEA, LI
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.grading.batch import Results, ResultsLog
from autograder.grading.batch.private import write_in_pieces
from autograder.results.in_order import in_order, who
from autograder.results.result_json import encode_result


def line(student: str, number: int) -> bytes:
    return json.dumps({"student": student, "key": f"k{number}", "status": "graded"}).encode()


names = st.lists(st.sampled_from(["ann", "bob", "李娜", "o'neil\n"]), min_size=1, max_size=8)


@given(names, st.data())
def test_log_cut_at_any_byte_keeps_all_whole_lines(students, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.jsonl"
        log = ResultsLog(path)
        for number, student in enumerate(students):
            log.append(student, f"k{number}", "graded", line(student, number))
        log.close()
        content = path.read_bytes()
        cut = data.draw(st.integers(0, len(content)))
        path.write_bytes(content[:cut])
        whole = content[:cut].count(b"\n")
        last = {student: f"k{number}" for number, student in enumerate(students[:whole])}

        log = ResultsLog(path)
        assert {student: found.key for student, found in log.lines.items()} == last
        log.append("eve", "new", "graded", line("eve", 99))
        log.rewrite(sorted(log.lines))
        log.close()
        kept = [json.loads(row) for row in path.read_bytes().splitlines()]
        assert [row["student"] for row in kept] == sorted({*last, "eve"})
        assert {row["student"]: row["key"] for row in kept} == {**last, "eve": "k99"}


def test_line_is_in_the_file_at_once(tmp_path):
    log = ResultsLog(tmp_path / "results.jsonl")
    log.append("ann", "k", "graded", line("ann", 1))
    assert (tmp_path / "results.jsonl").read_bytes() == line("ann", 1) + b"\n"
    log.close()


def test_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "results.jsonl").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        ResultsLog(tmp_path / "results.jsonl")


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
