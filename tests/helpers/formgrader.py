"""A Jupyter server with formgrader, for a browser."""

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

from helpers.nbgrader_course import BIN, environment


@contextlib.contextmanager
def formgrader(course, log):
    """Gives the address of formgrader while a server runs in the course."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(BIN / "jupyter-server", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="),
    ]
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command, cwd=course, env=environment(course), stdout=output, stderr=output
        )
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 600
        while True:
            with contextlib.suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"{address}/api/status", timeout=5).close()
                break
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        yield f"{address}/formgrader"
    finally:
        process.terminate()
        try:
            process.wait(120)
        except subprocess.TimeoutExpired:  # it takes its time on a busy machine
            process.kill()
            process.wait()
