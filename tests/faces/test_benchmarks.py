"""Benchmarks follow what they measure."""

import subprocess
import sys

import pytest
from helpers.commands import ROOT


@pytest.mark.slow
def test_the_cold_start_can_be_measured():
    """Its plain interpreter calls the probes by itself, and has to know how."""
    command = [sys.executable, str(ROOT / "benchmarks" / "check_start.py"), "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ratio" in done.stdout
