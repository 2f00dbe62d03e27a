"""The time of a clone's last commit, read from its files: git never runs there."""

import os
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from autograder.execution.parsing import ConfinedParsers, OwnParsers
from autograder.submissions.lms.clones import commit_time

STAMP = "2026-03-01T12:00:00+08:00"
COMMIT = ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "done"]


@pytest.fixture(scope="module")
def parsers():
    with ConfinedParsers() as parsers:
        yield parsers


def git(folder: Path, *arguments: str, stamp: str = STAMP) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_COMMITTER_DATE": stamp,
        "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z",
    }
    subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )


@pytest.fixture
def clone(tmp_path):
    folder = tmp_path / "clone"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "add.py").write_text("x = 1\n")
    git(folder, "add", ".")
    git(folder, *COMMIT, "--allow-empty", stamp="2020-01-01T00:00:00Z")
    git(folder, *COMMIT, "--allow-empty")
    return folder


def test_a_loose_commit(clone, parsers):
    assert commit_time(clone, parsers) == STAMP
    assert commit_time(clone, OwnParsers()) == STAMP


def test_a_packed_commit_and_packed_branches(clone, parsers):
    git(clone, "gc", "-q")
    git(clone, "pack-refs", "--all")
    assert not list((clone / ".git/objects").glob("[0-9a-f][0-9a-f]"))
    assert commit_time(clone, parsers) == STAMP


def test_a_fresh_clone_and_a_head_that_is_no_branch(clone, tmp_path, parsers):
    git(tmp_path, "clone", "-q", f"file://{clone}", "other")
    assert commit_time(tmp_path / "other", parsers) == STAMP
    git(clone, "checkout", "-q", "--detach", "HEAD~1")
    assert commit_time(clone, parsers) == "2020-01-01T00:00:00+00:00"


@pytest.mark.parametrize("stamp", ["2026-03-01T12:00:00-03:30", "2026-03-01T12:00:00+00:00"])
def test_odd_zones_and_times(clone, parsers, stamp):
    git(clone, *COMMIT, "--allow-empty", stamp=stamp)
    assert commit_time(clone, parsers) == stamp


@pytest.mark.parametrize(
    "settings",
    [
        '[log]\n\tshowSignature = true\n[gpg]\n\tprogram = "{script}"\n',
        '[core]\n\tfsmonitor = "{script}"\n\tpager = "{script}"\n\tsshCommand = "{script}"\n',
        "[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n"
        '[core]\n\tsshCommand = "{script}"\n'
        '[remote "origin"]\n\tpromisor = true\n\turl = ssh://localhost/x\n',
        "[include]\n\tpath = /dev/zero\n",
        '[alias]\n\tlog = "!{script}"\n',
    ],
)
def test_a_repositorys_settings_run_nothing(clone, parsers, settings, tmp_path):
    marker, script = tmp_path / "marker", tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    _sign(clone)
    (clone / ".git/config").write_text(settings.format(script=script))
    head = (clone / ".git/HEAD").read_text().split()[1]
    assert commit_time(clone, parsers) == STAMP
    # Git would fetch a commit that is not there.
    (clone / ".git" / head).write_text("12" * 20 + "\n")
    assert commit_time(clone, parsers) == ""
    assert not marker.exists()


def _sign(clone: Path) -> None:
    """Gives the last commit a signature, which git would hand to a program to check."""
    content = subprocess.check_output(["git", "cat-file", "commit", "HEAD"], cwd=clone)
    header, _, message = content.partition(b"\n\n")
    signature = b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----"
    number = subprocess.check_output(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=clone,
        input=header + signature + b"\n\n" + message,
    )
    git(clone, "update-ref", "HEAD", number.decode().strip())


def _replace_commit(clone: Path, content: bytes) -> None:
    (clone / ".git/HEAD").write_text("ab" + "0" * 38)
    path = clone / ".git/objects/ab" / ("0" * 38)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zlib",
        zlib.compress(b"blob 3\0abc"),
        zlib.compress(b"commit 3\0abc"),
        zlib.compress(b"commit 9\0committer x <y> 99999999999999999999 +0000\n"),
        zlib.compress(b"commit 9\0committer x <y> 999999999999 +0000\n"),
        zlib.compress(b"commit 9\0committer x <y> 1 +9999\n"),
        zlib.compress(b"commit 9\0tree\n\ncommitter x <y> 1 +0000\n"),
        zlib.compress(b"commit 9\0" + bytes(100 << 20)),
    ],
)
def test_what_is_no_commit_has_no_time(clone, parsers, content):
    _replace_commit(clone, content)
    assert commit_time(clone, parsers) == ""


@pytest.mark.parametrize(
    "head",
    [
        "",
        "ref: ../../secret\n",
        "ref: refs/heads/../../../secret\n",
        "ref: /etc/passwd\n",
        "ref: refs/heads/a//b\n",
        "ref: refs/heads/none\n",
        "ref: refs/heads/" + "x" * 300,
        "x" * (1 << 20),
    ],
)
def test_a_head_that_leads_elsewhere_has_no_time(clone, parsers, head):
    (clone / ".git/HEAD").write_text(head)
    assert commit_time(clone, parsers) == ""


def test_links_and_pipes_in_a_repository_are_not_followed(clone, parsers, tmp_path):
    shutil.move(clone / ".git", tmp_path / "elsewhere")
    (clone / ".git").symlink_to(tmp_path / "elsewhere")
    assert commit_time(clone, parsers) == ""
    (clone / ".git").unlink()
    shutil.move(tmp_path / "elsewhere", clone / ".git")
    assert commit_time(clone, parsers) == STAMP
    head = clone / ".git/HEAD"
    shutil.move(head, tmp_path / "HEAD")
    head.symlink_to(tmp_path / "HEAD")
    assert commit_time(clone, parsers) == ""
    head.unlink()
    os.mkfifo(head)
    assert commit_time(clone, parsers) == ""
