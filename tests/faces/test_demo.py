"""The demo, which is the first thing that anybody sees of Softmark."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.double_course import ROOT


@pytest.mark.skipif(not (ROOT / "data").is_dir(), reason="needs the course's data")
def test_the_demo_grades_its_class_as_it_says(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "demo", "--out", str(tmp_path / "demo")],
        cwd=ROOT,
        env={**os.environ, "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (table,) = (tmp_path / "demo").rglob("grades.csv")
    with table.open(encoding="utf-8-sig", newline="") as file:
        scores = {row["student"]: float(row["score"] or 0) for row in csv.DictReader(file)}
    assert len(scores) >= 10
    assert max(scores.values()) == 100
    # One mistake each, of which none costs nothing.
    assert all(scores[student] < 100 for student in ("chen_wei", "李娜", "dmitri", "emma", "farid"))
