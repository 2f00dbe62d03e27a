"""softmark data: checked, gone on with, from several places, and one sentence without a network."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from helpers.commands import ROOT, assert_refused, softmark

from autograder.course.download import MNIST, DataFile, copy_from, download
from autograder.errors import UsageError

CONTENT = bytes(range(256)) * 400
PACKED = gzip.compress(CONTENT, mtime=0) + b""
FILE = DataFile("part.gz", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


class Server:
    """Serves one content; breaks off where it is told to.

    Attributes:
        asked: the Range of each request.
    """

    def __init__(self, content: bytes, breaks_at: int = 0, ranges: bool = True) -> None:
        self.asked: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wanted = self.headers.get("Range", "")
                server.asked.append(wanted)
                start = int(wanted[6:-1]) if wanted and ranges else 0
                if start >= len(content):
                    self.send_error(416)
                    return
                body = content[start:]
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[:breaks_at] if breaks_at else body)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}/mnist/"
        # How often it looks whether it should end.
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def serve() -> Iterator[type[Server]]:
    made: list[Server] = []

    def make(*arguments: object, **more: object) -> Server:
        made.append(Server(*arguments, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make  # type: ignore[misc]
    for server in made:
        server.close()


def silent(*_: object) -> None:
    pass


def fetch(folder: Path, *servers: Server) -> list[str]:
    return download([FILE], folder, silent, [server.address for server in servers])


def test_a_download_is_checked_shown_and_not_repeated(tmp_path: Path, serve: type[Server]) -> None:
    server = serve(PACKED)
    seen: list[tuple[str, int, int]] = []
    done = download([FILE], tmp_path, lambda *step: seen.append(step), [server.address])
    assert done == ["part.gz"]
    assert seen[-1] == ("part.gz", len(PACKED), len(PACKED))
    assert fetch(tmp_path, server) == []
    assert [path.name for path in tmp_path.iterdir()] == ["part.gz"]
    assert server.asked == [""]


def test_what_broke_off_is_gone_on_with(tmp_path: Path, serve: type[Server]) -> None:
    with pytest.raises(UsageError, match=r"broke off|Remote end|IncompleteRead"):
        fetch(tmp_path, serve(PACKED, breaks_at=100))
    assert (tmp_path / "part.gz.part").stat().st_size == 100
    whole = serve(PACKED)
    assert fetch(tmp_path, whole) == ["part.gz"]
    assert whole.asked == ["bytes=100-"]


def test_a_server_without_ranges_begins_anew(tmp_path: Path, serve: type[Server]) -> None:
    (tmp_path / "part.gz.part").write_bytes(PACKED[:50])
    assert fetch(tmp_path, serve(PACKED, ranges=False)) == ["part.gz"]


def test_a_beginning_of_something_else_is_thrown_away(tmp_path: Path, serve: type[Server]) -> None:
    (tmp_path / "part.gz.part").write_bytes(b"something else")
    assert fetch(tmp_path, serve(PACKED)) == ["part.gz"]


@pytest.mark.parametrize(
    "wrong", [b"<html>sign in</html>", gzip.compress(b"other", mtime=0), PACKED[:-9]]
)
def test_a_place_with_something_else_is_passed_over(
    tmp_path: Path, serve: type[Server], wrong: bytes
) -> None:
    assert fetch(tmp_path, serve(wrong), serve(PACKED)) == ["part.gz"]
    (tmp_path / "part.gz").unlink()
    with pytest.raises(UsageError, match="not the file that it should be"):
        fetch(tmp_path, serve(wrong))


def test_a_part_of_the_data_is_replaced_by_the_whole(tmp_path: Path, serve: type[Server]) -> None:
    (tmp_path / "part.gz").write_bytes(gzip.compress(CONTENT[:1000]))
    assert fetch(tmp_path, serve(PACKED)) == ["part.gz"]
    assert gzip.decompress((tmp_path / "part.gz").read_bytes()) == CONTENT


def test_another_data_set_of_the_same_names_stays(tmp_path: Path, serve: type[Server]) -> None:
    other = gzip.compress(CONTENT[:8] + bytes(len(CONTENT)))
    (tmp_path / "part.gz").write_bytes(other)
    with pytest.raises(UsageError, match=r"part\.gz is another data set's"):
        fetch(tmp_path, serve(PACKED))
    (tmp_path / "source").mkdir()
    (tmp_path / "source/part.gz").write_bytes(PACKED)
    with pytest.raises(UsageError, match=r"part\.gz is another data set's"):
        copy_from([FILE], tmp_path / "source", tmp_path)
    assert (tmp_path / "part.gz").read_bytes() == other


def test_without_a_network_it_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/"
    done = softmark("data", "mnist", "--to", tmp_path / "data", "--source", nowhere)
    assert_refused(done, "train-images-idx3-ubyte.gz", nowhere, "--from FOLDER")


def test_files_from_a_folder_are_checked_too(tmp_path: Path) -> None:
    done = softmark("data", "mnist", "--from", ROOT / "data", "--to", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == sorted(
        file.name for file in MNIST
    )
    (tmp_path / "part.gz").write_bytes(b"no gzip")
    with pytest.raises(UsageError, match=r"part\.gz is damaged"):
        copy_from([FILE], tmp_path, tmp_path / "out")
    (tmp_path / "part.gz").unlink()
    (tmp_path / "part").write_bytes(CONTENT)
    assert copy_from([FILE], tmp_path, tmp_path / "out") == ["part.gz"]
    (tmp_path / "part").unlink()
    with pytest.raises(UsageError, match=r"holds neither part\.gz nor part"):
        copy_from([FILE], tmp_path, tmp_path / "out")
