"""results.jsonl while it is written."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.grading.batch import ResultsLog


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
