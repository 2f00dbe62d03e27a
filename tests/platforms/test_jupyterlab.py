"""The self-contained notebook in JupyterLab, in a real browser: a wrong cell, its card, the right cell, its card."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.commands import ROOT, softmark
from helpers.fresh import make_python

from autograder.authoring.notebook.assemble import solved_notebook
from autograder.course.assignment import load_assignment
from autograder.course.cells import read_cells, read_notebook, write_notebook
from autograder.course.course import find_course
from autograder.course.mistakes import apply_mistake, load_mistakes

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("jupyterlab", reason="jupyterlab is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no system Chromium"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@contextlib.contextmanager
def lab(folder: Path, python: Path) -> Iterator[str]:
    """Gives the address of JupyterLab in a folder, with another Python's kernel."""
    kernel = folder.parent / "jupyter/kernels/python3"
    kernel.mkdir(parents=True, exist_ok=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="),
    ]
    variables = {
        "JUPYTER_PATH": str(folder.parent / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(folder.parent / "config"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder.parent / "workspaces"),
        "HOME": str(folder.parent),
    }
    log = folder.parent / "lab.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            server, cwd=folder, env={**os.environ, **variables}, stdout=output, stderr=output
        )
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"{address}/api/status", timeout=5).close()
                break
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        yield address
    finally:
        process.kill()
        process.wait()


def with_a_mistake(name: str, mistake_id: str, language: str, path: Path) -> tuple[str, str]:
    """Writes a notebook: its first cell, wrong cells, a check, right cells, the check again.

    Returns:
        The check, and the title of the mistake.
    """
    done = softmark("release", name, "--notebook", path, "--lang", language)
    assert done.returncode == 0, done.stderr
    assignment = load_assignment(find_course(ROOT).bundle(name))
    known = load_mistakes(assignment.bundle)
    mistake = next((item for item in known if item.id == mistake_id), known[0])
    wrong = apply_mistake(assignment.bundle.solution, mistake)
    released = read_notebook(path.read_bytes())

    def solved(files: dict[str, bytes]) -> list[dict[str, Any]]:
        cells = read_cells(solved_notebook(assignment, files))
        return [{**cell, "metadata": {}} for cell in cells]

    def solutions(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [cell for cell in cells if cell["id"].startswith("solution-")]

    right_cells = solved({})
    wrong_cells = solved({file: wrong[file] for file in assignment.wanted})
    check = next(cell for cell in right_cells if 'check("' in cell["source"])
    imports = {**check, "id": "imports", "source": "import numpy as np"}
    cells = [released["cells"][0], imports, *solutions(wrong_cells), {**check, "id": "wrong"}]
    for cell in solutions(right_cells):
        cells.append({**cell, "id": f"right-{cell['id']}"[:64]})
    cells.append({**check, "id": "right"})
    path.write_bytes(write_notebook({**released, "cells": cells}))
    return check["source"], mistake.title.in_(language)


def run_all_cells(page: Any) -> None:
    """Has all cells run, as often as it takes: JupyterLab forgets it where its kernel does not answer yet."""
    begun = page.locator(".jp-InputPrompt").filter(has_text=re.compile(r"\[[*1]\]"))
    for _ in range(8):
        page.locator("li.lm-MenuBar-item, .lm-MenuBar-item", has_text="Run").first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        with contextlib.suppress(playwright.TimeoutError):
            begun.first.wait_for(timeout=15_000)
            return
    pytest.fail("JupyterLab runs no cell.")


@pytest.mark.parametrize(
    ("name", "mistake", "language"),
    [("perceptron", "unit-adds-threshold", "en"), ("softmax_mnist", "", "zh")],
)
def test_cards_in_jupyterlab(tmp_path: Path, name: str, mistake: str, language: str) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    python = make_python(tmp_path / "environment")
    path = folder / f"{name}.ipynb"
    _, title = with_a_mistake(name, mistake, language, path)
    pictures = Path(os.environ.get("SOFTMARK_PICTURES", tmp_path))
    with lab(folder, python) as address, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{address}/lab/tree/{path.name}", timeout=120_000)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
        page.wait_for_selector(
            "[data-status='idle'], .jp-Notebook-ExecutionIndicator", timeout=60_000
        )
        # The first cell is folded: nobody sees what it holds.
        page.locator(".jp-Cell .jp-Placeholder").first.wait_for(timeout=60_000)
        assert "_SOFTMARK" not in page.locator(".jp-Notebook").inner_text()
        page.screenshot(path=pictures / f"{name}-opened.png")
        run_all_cells(page)
        cards = page.locator(".jp-OutputArea-output strong")
        cards.nth(1).wait_for(timeout=120_000)
        shown = page.locator(
            ".jp-RenderedHTMLCommon", has=page.locator("strong")
        ).all_text_contents()
        page.locator(".jp-OutputArea-output strong").first.scroll_into_view_if_needed()
        page.screenshot(path=pictures / f"{name}-wrong.png")
        page.locator(".jp-OutputArea-output strong").last.scroll_into_view_if_needed()
        page.screenshot(path=pictures / f"{name}-right.png")
        browser.close()
    assert len(shown) == 2
    assert "\u2717" in shown[0]
    assert title in " ".join(shown[0].split())
    assert "\u2713" in shown[1]
