"""Files about people: nobody else may read them, and one that is as it should be is not written again."""

import os
import stat

import pytest

from autograder.grading.batch.private import write_private


def mode(path):
    """Returns the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def page(tmp_path):
    """A page that was written before."""
    path = tmp_path / "ann.html"
    write_private(path, b"100 of 100")
    return path


def test_a_page_that_is_so_already_is_left_as_it_is(page):
    before = page.stat()
    write_private(page, b"100 of 100")
    assert (page.stat().st_ino, page.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    "content", [b"", b"95 of 100", b"100 of 10", b"100 of 1000", b"100 of 101"]
)
def test_another_page_takes_its_place(page, content):
    write_private(page, content)
    assert (page.read_bytes(), mode(page)) == (content, 0o600)


@pytest.mark.parametrize("permissions", [0o644, 0o640, 0o400, 0o000])
def test_what_others_may_read_is_written_again(page, permissions):
    page.chmod(permissions)
    write_private(page, b"100 of 100")
    assert (page.read_bytes(), mode(page)) == (b"100 of 100", 0o600)


def test_a_link_with_the_same_content_is_replaced_and_not_followed(page):
    link = page.with_name("bob.html")
    link.symlink_to(page)
    write_private(link, b"100 of 100")
    assert not link.is_symlink()
    assert mode(link) == 0o600


def test_a_pipe_in_its_place_is_replaced_and_nobody_waits_for_it(tmp_path):
    path = tmp_path / "ann.html"
    os.mkfifo(path, 0o600)
    write_private(path, b"")
    assert (path.is_file(), path.read_bytes(), mode(path)) == (True, b"", 0o600)
