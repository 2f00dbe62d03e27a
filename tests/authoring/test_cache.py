"""What is kept of a proof only saves time."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.cache import keep_result, read_result
from autograder.authoring.proof import Report


def test_a_proof_that_cannot_be_kept_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in ("file", "folder"):
        keep_result(tmp_path / folder / "proof.json", Report("adding"))
    assert read_result(tmp_path / "file/proof.json", Report) is None
    assert read_result(tmp_path / "folder/proof.json", Report) == Report("adding")
    assert (tmp_path / "file").read_text() == "mine"
